// Which engines there are. Each is loaded when a target asks for it.

import type { Place } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { EngineName } from '../dialects/dialect.js';
import type { Adapter } from './adapter.js';
import { engineNotAvailable } from './errors.js';

const loaders: Readonly<Partial<Record<EngineName, () => Promise<Adapter>>>> = {
  sqlite: async () => (await import('./sqlite/sqlite.js')).sqliteAdapter,
  spark: async () => (await import('./spark/spark.js')).sparkAdapter,
  duckdb: async () => (await import('./duckdb/duckdb.js')).duckdbAdapter,
  postgres: async () => (await import('./postgres/postgres.js')).postgresAdapter,
};

/** @throws SpError when this version has no such engine. */
export async function getAdapter(type: EngineName, place: Place): Promise<Adapter> {
  const load = loaders[type];
  if (load === undefined) throw new SpError([engineNotAvailable(type, Object.keys(loaders), place)]);
  return load();
}
