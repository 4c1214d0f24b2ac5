import { findEntry, findText } from './find-entry.js';
import type { HookSpec } from './project.js';
import type { YamlValue } from './yaml-value.js';

/** A hook is a text, `{sql, transaction}`, or a list of such; empty ones do nothing and are left out. */
export function readHookSpecs(value: YamlValue | undefined): readonly HookSpec[] {
  if (value === undefined) return [];
  if (value.kind === 'list') return value.items.flatMap((item) => readHookSpecs(item));
  const sql = value.kind === 'map' ? findText(value, 'sql') : value.value;
  if (typeof sql !== 'string' || sql.trim() === '') return [];
  const transaction = value.kind === 'map' ? findEntry(value, 'transaction')?.value : undefined;
  const isOutside = transaction?.kind === 'scalar' && transaction.value === false;
  return [{ sql, transaction: !isOutside, place: value.place }];
}
