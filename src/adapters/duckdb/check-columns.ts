import type { ColumnSpec } from '../../dialects/dialect.js';
import { EngineFailure } from '../adapter.js';

/** Two output columns of one name are an error: which of them a reader would get is anybody's guess. */
export function checkColumns(columns: readonly ColumnSpec[], sql: string): void {
  const seen = new Set<string>();
  for (const { name } of columns) {
    const key = name.toLowerCase();
    if (seen.has(key)) {
      throw new EngineFailure({
        message: `two output columns are named "${name}"`,
        sql,
        hint: 'Give one of them another name with `as`.',
      });
    }
    seen.add(key);
  }
}

/** `create table … as` names the second of two columns `a` `a_1`: without such a pair there is nothing to look for. */
export function mayBeRenamed(columns: readonly ColumnSpec[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns.some(({ name }) => {
    const base = /^(.+)_\d+$/.exec(name.toLowerCase())?.[1];
    return base !== undefined && names.has(base);
  });
}
