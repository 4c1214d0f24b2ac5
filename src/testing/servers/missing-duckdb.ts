/** Why tests of DuckDB cannot run here; undefined when they can. */
export const missingDuckdb: string | undefined = await import('@duckdb/node-api').then(
  () => undefined,
  () => '@duckdb/node-api is not installed',
);
