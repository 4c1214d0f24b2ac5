import type { Capabilities, Dialect, EngineName } from './dialect.js';
import { duckdbDialect } from './duckdb/duckdb-dialect.js';
import { postgresDialect } from './postgres/postgres-dialect.js';
import { getSparkDialect, sparkDialect } from './spark/spark-dialect.js';
import { sqliteDialect } from './sqlite/sqlite-dialect.js';

const dialects: Readonly<Record<EngineName, Dialect>> = {
  sqlite: sqliteDialect,
  duckdb: duckdbDialect,
  postgres: postgresDialect,
  spark: sparkDialect,
};

/** The engines that can do something. */
export function enginesWith(capability: keyof Capabilities): readonly EngineName[] {
  return Object.values(dialects).flatMap(({ name, capabilities }) => (capabilities[capability] ? [name] : []));
}

/** The dialect of an engine; what an engine can do may depend on the target's options (Spark's `file_format`). */
export function getDialect(name: EngineName, options: Readonly<Record<string, unknown>> = {}): Dialect {
  return name === 'spark' ? getSparkDialect(options['file_format']) : dialects[name];
}
