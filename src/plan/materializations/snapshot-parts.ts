// The expressions of which a snapshot's statements are made: keys, versions, times.

import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import type { SnapshotConfig } from '../../manifest/manifest.js';
import { findColumn, type Batch, type Owner } from './change.js';
import { clashingMetaColumns, keyNotAColumn, missingMetaColumns } from './errors.js';
import { renderKey, resolveKey, type KeyPart } from './unique-key.js';

export interface SnapshotRequest {
  readonly relation: Relation;
  /** Columns of the snapshot that is there; absent for the first one. */
  readonly existing?: readonly ColumnSpec[];
  readonly batch: Batch;
  readonly config: SnapshotConfig;
  readonly dialect: Dialect;
  /** The *now* of the run, milliseconds since the epoch. */
  readonly now: number;
  readonly owner: Owner;
}

/** A column of the source's rows in the snapshot. */
export interface DataColumn {
  readonly name: string;
  readonly type: string;
  /** What the batch calls it; absent when the source has it no more. */
  readonly source?: string;
  readonly isNew: boolean;
}

export interface SnapshotParts extends SnapshotRequest {
  readonly key: readonly KeyPart[];
  readonly data: readonly DataColumn[];
  /** There is a column that says which rows stand for a deletion. */
  readonly hasDeleted: boolean;
  /** When a row of the batch was changed, as SQL over the batch. */
  readonly updatedAt: string;
  readonly nowSql: string;
  /** What `valid_to` is as long as a row is valid. */
  readonly currentSql: string;
}

export function readSnapshotParts(request: SnapshotRequest): SnapshotParts | readonly Diagnostic[] {
  const { existing, batch, config, dialect, owner } = request;
  const { columns: meta, strategy } = config;
  const required = [meta.scdId, meta.updatedAt, meta.validFrom, meta.validTo];
  const isMeta = (name: string): boolean =>
    [...required, meta.isDeleted].some((other) => other.toLowerCase() === name.toLowerCase());
  const clashing = batch.columns.filter(({ name }) => isMeta(name)).map(({ name }) => name);
  if (clashing.length > 0) return [clashingMetaColumns(owner, clashing)];
  const missing = existing ? required.filter((name) => findColumn(existing, name) === undefined) : [];
  if (missing.length > 0) return [missingMetaColumns(owner, missing)];

  const old = (existing ?? []).filter(({ name }) => !isMeta(name));
  const { key, diagnostics } = resolveKey(
    'unique_key',
    config.uniqueKey,
    existing ? old : batch.columns,
    batch.columns,
    owner,
  );
  if (diagnostics.length > 0) return diagnostics;
  const unknown = strategy.kind === 'check' && strategy.columns !== 'all' ? strategy.columns : [];
  const names = batch.columns.map(({ name }) => name);
  const problems = unknown
    .filter((name) => findColumn(batch.columns, name) === undefined)
    .map((name) => keyNotAColumn(owner, 'check_cols', name, names));
  if (problems.length > 0) return problems;

  const updated = strategy.updatedAt === undefined ? undefined : findColumn(batch.columns, strategy.updatedAt);
  const nowSql = renderNow(request, updated?.type);
  const expression = strategy.updatedAt === undefined ? nowSql : `(${strategy.updatedAt})`;
  const updatedAt = updated ? dialect.quoteColumn(updated.name) : expression;
  const { validToCurrent } = config;
  const timestamp = dialect.renderType('timestamp');
  return {
    ...request,
    key,
    data: [
      ...old.map(({ name, type }) => {
        const source = findColumn(batch.columns, name);
        return { name, type, ...(source && { source: source.name }), isNew: false };
      }),
      ...batch.columns
        .filter(({ name }) => findColumn(old, name) === undefined)
        .map(({ name, type }) => ({ name, type, source: name, isNew: existing !== undefined })),
    ],
    hasDeleted: config.hardDeletes === 'new_record' || findColumn(existing ?? [], meta.isDeleted) !== undefined,
    updatedAt,
    nowSql,
    currentSql:
      validToCurrent === undefined ? `nullif(${updatedAt}, ${updatedAt})` : `cast(${validToCurrent} as ${timestamp})`,
  };
}

/** In the type of `updated_at` where that is text, so that both can stand in one column. */
function renderNow({ now, dialect }: SnapshotRequest, updatedType: string | undefined): string {
  const text = dialect.renderLiteral(new Date(now).toISOString().replace('T', ' ').replace('Z', ''));
  const isText = updatedType !== undefined && /char|text|string/i.test(updatedType);
  return `cast(${text} as ${dialect.renderType(isText ? 'text' : 'timestamp')})`;
}

/** The row is valid as far as the snapshot knows. */
export function isOpen({ config, dialect, currentSql }: SnapshotParts): string {
  const validTo = dialect.quoteColumn(config.columns.validTo);
  return config.validToCurrent === undefined
    ? `${validTo} is null`
    : `(${validTo} is null or ${validTo} = ${currentSql})`;
}

/** The row stands for the time in which the source has no such row. */
export function isDeletion({ config, dialect }: SnapshotParts): string {
  return `${dialect.quoteColumn(config.columns.isDeleted)} = 'True'`;
}

export function isNoDeletion({ config, dialect }: SnapshotParts): string {
  const column = dialect.quoteColumn(config.columns.isDeleted);
  return `(${column} is null or ${column} <> 'True')`;
}

/** Of an open row and the batch's row with its key: there is a new version. */
export function isChanged(parts: SnapshotParts): string {
  const { config, dialect, hasDeleted } = parts;
  const updated = dialect.quoteColumn(config.columns.updatedAt);
  const changed = config.strategy.kind === 'timestamp' ? `${updated} < sp_batch.sp_updated_at` : hasOtherValues(parts);
  return hasDeleted ? `(${isDeletion(parts)} or ${changed})` : `(${changed})`;
}

/** A column that the snapshot does not have yet makes every row a new version. */
function hasOtherValues({ config, dialect, data }: SnapshotParts): string {
  const wanted = config.strategy.kind === 'check' ? config.strategy.columns : [];
  const checked = data.flatMap((column, index) => {
    if (column.source === undefined) return [];
    const isWanted = wanted === 'all' || wanted.some((name) => name.toLowerCase() === column.name.toLowerCase());
    return isWanted ? [{ ...column, index }] : [];
  });
  if (checked.some(({ isNew }) => isNew)) return '1 = 1';
  return checked
    .map(({ name, index }) => `${dialect.quoteColumn(name)} is distinct from sp_batch.sp_value_${index + 1}`)
    .join(' or ');
}

/** When an open row ends: with its successor, which cannot be valid before it. */
export function closingTime({ config, dialect, nowSql }: SnapshotParts): string {
  const from = dialect.quoteColumn(config.columns.validFrom);
  return `case when sp_batch.sp_updated_at >= ${from} then sp_batch.sp_updated_at else ${nowSql} end`;
}

/** The batch with names that no column of the snapshot can be mistaken for. */
export function selectBatch({ batch, key, data, dialect, updatedAt }: SnapshotParts): string {
  const keys = renderKey(key, 'source', dialect).map((part, index) => `${part} as sp_key_${index + 1}`);
  const values = data.flatMap(({ source }, index) =>
    source === undefined ? [] : [`${dialect.quoteColumn(source)} as sp_value_${index + 1}`],
  );
  const columns = [...keys, `${updatedAt} as sp_updated_at`, ...values].join(', ');
  return `select ${columns} from ${dialect.renderRelation(batch.relation)}`;
}

/** dbt's id of a version: md5 of the key's parts and of the time since when it is valid. */
export function versionId(dialect: Dialect, keys: readonly string[], validFrom: string): string {
  const text = dialect.renderType('text');
  const parts = [...keys, validFrom].map((part) => `coalesce(cast(${part} as ${text}), '')`);
  const hash = dialect.functions['hash'];
  if (hash === undefined) throw new Error('every dialect has the portable helper hash');
  return hash.render([parts.join(` || '|' || `)], {});
}

/** Names of the snapshot's columns, those of its source first. */
export function columnNames({ data, config, hasDeleted, dialect }: SnapshotParts): readonly string[] {
  const { scdId, updatedAt, validFrom, validTo, isDeleted } = config.columns;
  const names = [...data.map(({ name }) => name), scdId, updatedAt, validFrom, validTo];
  return (hasDeleted ? [...names, isDeleted] : names).map((name) => dialect.quoteColumn(name));
}

export function targetKeys({ key, dialect }: SnapshotParts, alias?: string): readonly string[] {
  return renderKey(key, 'target', dialect, alias);
}

export function batchKeys({ key }: SnapshotParts, alias = 'sp_batch'): readonly string[] {
  return key.map((_, index) => `${alias}.sp_key_${index + 1}`);
}

export function matchKeys(left: readonly string[], right: readonly string[]): string {
  return left.map((part, index) => `${part} = ${right[index] ?? ''}`).join(' and ');
}
