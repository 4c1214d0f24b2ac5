import type { Statement } from '../../adapters/adapter.js';
import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import type { IncrementalConfig } from '../../manifest/manifest.js';
import { findColumn, type Owner } from './change.js';
import { columnsLeftOut, columnsOutOfSync, columnsVanished } from './errors.js';

/** A column of the table as it will be. */
export interface TargetColumn {
  readonly name: string;
  readonly type: string;
  /** What the batch calls it; absent when the batch has no such column. */
  readonly source?: string;
  /** Not there yet: earlier rows have NULL. */
  readonly isNew: boolean;
  readonly changesType: boolean;
}

export type ColumnMatch =
  | {
      readonly kind: 'matched';
      readonly columns: readonly TargetColumn[];
      readonly alter: readonly Statement[];
      readonly warnings: readonly Diagnostic[];
    }
  | { readonly kind: 'rebuild'; readonly reason: string }
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] };

/** Brings the columns of a table and of a batch together as `on_schema_change` says. */
export function matchColumns(
  relation: Relation,
  existing: readonly ColumnSpec[],
  batch: readonly ColumnSpec[],
  mode: IncrementalConfig['onSchemaChange'],
  dialect: Dialect,
  owner: Owner,
): ColumnMatch {
  const added = batch.filter(({ name }) => findColumn(existing, name) === undefined);
  const removed = existing.filter(({ name }) => findColumn(batch, name) === undefined);
  const retyped = dialect.capabilities.alterColumnTypes
    ? existing.filter((column) => {
        const other = findColumn(batch, column.name);
        return other !== undefined && other.type.toLowerCase() !== column.type.toLowerCase();
      })
    : [];
  const isSame = added.length + removed.length === 0 && (retyped.length === 0 || !comparesTypes(mode));
  const refuse = (...diagnostics: readonly Diagnostic[]): ColumnMatch => ({ kind: 'refused', diagnostics });
  if (mode === 'full_refresh' && !isSame) {
    return { kind: 'rebuild', reason: describeDifference(added, removed, retyped) };
  }
  if (mode === 'fail' && !isSame) {
    return refuse(columnsOutOfSync(owner, names(added), names(removed), describeTypes(retyped, batch)));
  }
  if (mode === 'ignore' && removed.length > 0) return refuse(columnsVanished(owner, names(removed)));
  const warnings = mode === 'ignore' && added.length > 0 ? [columnsLeftOut(owner, names(added))] : [];
  const addsColumns = mode === 'append_new_columns' || mode === 'sync_all_columns';
  const isSync = mode === 'sync_all_columns';
  const kept = isSync ? existing.filter((column) => !removed.includes(column)) : existing;
  const columns = [
    ...kept.map((column): TargetColumn => {
      const source = findColumn(batch, column.name);
      const changesType = isSync && retyped.includes(column) && source !== undefined;
      const type = changesType ? source.type : column.type;
      return { name: column.name, type, ...(source && { source: source.name }), isNew: false, changesType };
    }),
    ...(addsColumns ? added : []).map(({ name, type }): TargetColumn => ({
      name,
      type,
      source: name,
      isNew: true,
      changesType: false,
    })),
  ];
  return {
    kind: 'matched',
    columns,
    alter: alterStatements(relation, columns, isSync ? removed : [], dialect),
    warnings,
  };
}

function comparesTypes(mode: IncrementalConfig['onSchemaChange']): boolean {
  return mode === 'sync_all_columns' || mode === 'fail' || mode === 'full_refresh';
}

function alterStatements(
  relation: Relation,
  columns: readonly TargetColumn[],
  dropped: readonly ColumnSpec[],
  dialect: Dialect,
): readonly Statement[] {
  return [
    ...columns.filter(({ isNew }) => isNew).map((column) => dialect.addColumn(relation, column)),
    ...dropped.map(({ name }) => dialect.dropColumn(relation, name)),
    ...columns.filter(({ changesType }) => changesType).map((column) => dialect.alterColumnType(relation, column)),
  ].map((sql) => ({ sql }));
}

function names(columns: readonly ColumnSpec[]): readonly string[] {
  return columns.map(({ name }) => name);
}

function describeTypes(columns: readonly ColumnSpec[], batch: readonly ColumnSpec[]): readonly string[] {
  return columns.map(({ name, type }) => `${name} (${type} → ${findColumn(batch, name)?.type ?? ''})`);
}

function describeDifference(
  added: readonly ColumnSpec[],
  removed: readonly ColumnSpec[],
  retyped: readonly ColumnSpec[],
): string {
  const parts = [
    added.length > 0 ? `new: ${names(added).join(', ')}` : '',
    removed.length > 0 ? `gone: ${names(removed).join(', ')}` : '',
    retyped.length > 0 ? `of another type: ${names(retyped).join(', ')}` : '',
  ];
  return `its columns changed (${parts.filter((part) => part !== '').join('; ')})`;
}
