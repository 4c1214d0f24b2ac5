import type { Dialect, EngineName } from './dialect.js';
import { duckdbDialect } from './duckdb/duckdb-dialect.js';
import { postgresDialect } from './postgres/postgres-dialect.js';
import { sparkDialect } from './spark/spark-dialect.js';
import { sqliteDialect } from './sqlite/sqlite-dialect.js';

const dialects: Readonly<Record<EngineName, Dialect>> = {
  sqlite: sqliteDialect,
  duckdb: duckdbDialect,
  postgres: postgresDialect,
  spark: sparkDialect,
};

/** The dialect of an engine. */
export function getDialect(name: EngineName): Dialect {
  return dialects[name];
}
