import type { Dialect, EngineName } from './dialect.js';
import { sqliteDialect } from './sqlite/sqlite-dialect.js';

/** The dialect of an engine. */
export function getDialect(name: EngineName): Dialect {
  if (name === 'sqlite') return sqliteDialect;
  throw new Error(`no dialect for ${name} yet`);
}
