import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { findColumn, type Owner } from './change.js';
import { keyNotAColumn } from './errors.js';

/** A part of `unique_key` (or `partition_by`): a column of both sides, or an expression over the columns of either. */
export type KeyPart =
  | { readonly kind: 'column'; readonly target: string; readonly source: string }
  | { readonly kind: 'expression'; readonly sql: string };

const namePattern = /^[\p{L}_][\p{L}\p{N}_ ]*$/u;

/** What names no column and cannot be an expression is a mistake. */
export function resolveKey(
  config: string,
  parts: readonly string[],
  existing: readonly ColumnSpec[],
  batch: readonly ColumnSpec[],
  owner: Owner,
): { readonly key: readonly KeyPart[]; readonly diagnostics: readonly Diagnostic[] } {
  const key: KeyPart[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const part of parts) {
    const source = findColumn(batch, part);
    const target = findColumn(existing, part);
    if (source && target) key.push({ kind: 'column', target: target.name, source: source.name });
    else if (source === undefined && !namePattern.test(part)) key.push({ kind: 'expression', sql: part });
    else {
      const columns = (source === undefined ? batch : existing).map(({ name }) => name);
      diagnostics.push(keyNotAColumn(owner, config, part, columns));
    }
  }
  return { key, diagnostics };
}

/** Keys as SQL over the rows of one side; columns are qualified where there is an alias. */
export function renderKey(
  key: readonly KeyPart[],
  side: 'target' | 'source',
  dialect: Dialect,
  alias?: string,
): readonly string[] {
  const prefix = alias === undefined ? '' : `${alias}.`;
  return key.map((part) => (part.kind === 'column' ? prefix + dialect.quoteColumn(part[side]) : `(${part.sql})`));
}

export function hasExpression(key: readonly KeyPart[]): boolean {
  return key.some((part) => part.kind === 'expression');
}

/** `k`, or `(a, b)`. */
export function asRow(parts: readonly string[]): string {
  return parts.length === 1 ? (parts[0] ?? '') : `(${parts.join(', ')})`;
}
