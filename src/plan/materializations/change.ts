// How a table that is there changes by the rows of a run: incremental models and snapshots. Pure text: columns go in,
// statements come out, both as the statements that change a copy (`apply`) and as the SELECT of the table as it will be
// (`preview`). Nothing here knows sessions or templates.

import type { Statement } from '../../adapters/adapter.js';
import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Diagnostic, Place } from '../../errors/diagnostic.js';
import type { BatchLimits } from '../../compile/batch-gaps.js';

/** Rows of this run, staged as a table of their own. */
export interface Batch {
  readonly relation: Relation;
  readonly columns: readonly ColumnSpec[];
  /** Microbatch: the time that its rows belong to. */
  readonly limits?: BatchLimits;
}

export type ChangeResult =
  | {
      readonly kind: 'change';
      readonly apply: readonly Statement[];
      readonly preview: string;
      readonly warnings: readonly Diagnostic[];
    }
  /** The table is to be built from nothing. */
  | { readonly kind: 'rebuild'; readonly reason: string }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Whose table it is, for diagnostics. */
export interface Owner {
  readonly id: string;
  readonly name: string;
  readonly place: Place;
}

/** Names under which user-written conditions know both sides, as in dbt. */
export const destAlias = 'DBT_INTERNAL_DEST';
export const sourceAlias = 'DBT_INTERNAL_SOURCE';

/** Names of columns are compared without case, as most engines do; each side keeps its own spelling. */
export function findColumn(columns: readonly ColumnSpec[], name: string): ColumnSpec | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}

/** NULL of a type; an empty type is one that the engine does not keep. */
export function typedNull(type: string): string {
  return type === '' ? 'null' : `cast(null as ${type})`;
}

export function qualify(dialect: Dialect, alias: string, name: string): string {
  return `${alias}.${dialect.quoteColumn(name)}`;
}

export function conjunction(conditions: readonly string[]): string {
  return conditions.join(' and ');
}
