import type { ColumnSpec } from '../../dialects/dialect.js';
import { EngineFailure } from '../adapter.js';
import { duplicateColumn, findDuplicateName } from '../engine-failures.js';

/** @throws EngineFailure when two output columns have one name */
export function checkColumns(columns: readonly ColumnSpec[], sql: string): void {
  const duplicate = findDuplicateName(columns.map(({ name }) => name));
  if (duplicate !== undefined) throw new EngineFailure(duplicateColumn(duplicate, sql));
}

/** `create table … as` names the second of two columns `a` `a_1`: without such a pair there is nothing to look for. */
export function mayBeRenamed(columns: readonly ColumnSpec[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return columns.some(({ name }) => {
    const base = /^(.+)_\d+$/.exec(name.toLowerCase())?.[1];
    return base !== undefined && names.has(base);
  });
}
