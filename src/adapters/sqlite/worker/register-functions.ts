import type { Database } from 'sql.js';
import { sqliteFunctions, type SqliteFunction } from '../../../dialects/sqlite-functions.js';

/** Registers those of our functions whose names occur in the SQL: each costs a small WebAssembly module. */
export function registerFunctions(database: Database, sql: readonly string[]): void {
  const texts = sql.map((text) => text.toLowerCase());
  for (const each of sqliteFunctions) {
    if (texts.some((text) => text.includes(each.name))) register(database, each);
  }
}

function register(database: Database, { name, ...rest }: SqliteFunction): void {
  if (rest.kind === 'scalar') database.create_function(name, rest.implementation);
  else database.create_aggregate(name, rest.implementation);
}
