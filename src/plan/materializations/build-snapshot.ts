// A snapshot: the first one is the source's rows with four columns more; every later one closes what changed, adds the
// new versions, and says what is gone.

import type { Statement } from '../../adapters/adapter.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { findColumn, typedNull } from './change.js';
import {
  batchKeys,
  closingTime,
  columnNames,
  isChanged,
  isDeletion,
  isNoDeletion,
  isOpen,
  matchKeys,
  readSnapshotParts,
  selectBatch,
  targetKeys,
  versionId,
  type SnapshotParts,
  type SnapshotRequest,
} from './snapshot-parts.js';
import { asRow, renderKey, type KeyPart } from './unique-key.js';

export type SnapshotResult =
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  /** The SELECT of the first table. */
  | { readonly kind: 'first'; readonly key: readonly KeyPart[]; readonly select: string }
  | {
      readonly kind: 'change';
      readonly key: readonly KeyPart[];
      readonly apply: readonly Statement[];
      readonly preview: string;
    };

/** Keys in the batch must be there and differ, which is to be checked before anything is applied. */
export function buildSnapshot(request: SnapshotRequest): SnapshotResult {
  const parts = readSnapshotParts(request);
  if (!('key' in parts)) return { kind: 'refused', diagnostics: parts };
  const { key } = parts;
  if (request.existing === undefined) return { kind: 'first', key, select: selectFirst(parts) };
  const statements = [...alter(parts), ...closeGone(parts), closeChanged(parts), insertVersions(parts)];
  return { kind: 'change', key, apply: statements.map((sql) => ({ sql })), preview: preview(parts) };
}

function selectFirst(parts: SnapshotParts): string {
  const { batch, data, key, dialect, updatedAt, currentSql, hasDeleted } = parts;
  const values = [
    ...data.map(({ name, source = name }) => dialect.quoteColumn(source)),
    versionId(dialect, renderKey(key, 'source', dialect), updatedAt),
    updatedAt,
    updatedAt,
    currentSql,
    ...(hasDeleted ? [`'False'`] : []),
  ];
  return selectAs(parts, values, `from ${dialect.renderRelation(batch.relation)}`);
}

/** Values under the names of the snapshot's columns. */
function selectAs(parts: SnapshotParts, values: readonly string[], rest: string): string {
  const names = columnNames(parts);
  return `select\n${values.map((value, index) => `  ${value} as ${names[index] ?? ''}`).join(',\n')}\n${rest}`;
}

/** As `selectAs`; times get the types that their columns have, as they do when they are written into them. */
function selectTyped(parts: SnapshotParts, values: readonly string[], rest: string): string {
  const { existing = [], data, config } = parts;
  const { updatedAt, validFrom, validTo } = config.columns;
  const types = [undefined, ...[updatedAt, validFrom, validTo].map((name) => findColumn(existing, name)?.type)];
  const typed = values.map((value, index) => {
    const type = types[index - data.length];
    return type === undefined || type === '' ? value : `cast(${value} as ${type})`;
  });
  return selectAs(parts, typed, rest);
}

function alter({ relation, existing = [], data, config, hasDeleted, dialect }: SnapshotParts): readonly string[] {
  const { isDeleted } = config.columns;
  const isThere = existing.some(({ name }) => name.toLowerCase() === isDeleted.toLowerCase());
  const added = [
    ...data.filter(({ isNew }) => isNew),
    ...(hasDeleted && !isThere ? [{ name: isDeleted, type: dialect.renderType('text') }] : []),
  ];
  return added.map(({ name, type }) => dialect.addColumn(relation, { name, type }));
}

/** Rows that the source no longer has. A row that stands for their absence is made of what they were last. */
function closeGone(parts: SnapshotParts): readonly string[] {
  const { relation, batch, key, data, config, dialect, nowSql } = parts;
  if (config.hardDeletes === 'ignore') return [];
  const target = dialect.renderRelation(relation);
  const others = `select ${renderKey(key, 'source', dialect).join(', ')} from ${dialect.renderRelation(batch.relation)}`;
  const isNewRecord = config.hardDeletes === 'new_record';
  const isGone = [
    isOpen(parts),
    ...(parts.hasDeleted ? [isNoDeletion(parts)] : []),
    `${asRow(targetKeys(parts))} not in (${others})`,
  ].join(' and ');
  const close = `update ${target} set ${dialect.quoteColumn(config.columns.validTo)} = ${nowSql}\nwhere ${isGone}`;
  if (!isNewRecord) return [close];
  const values = [...data.map(({ name }) => dialect.quoteColumn(name)), ...deletionValues(parts, targetKeys(parts))];
  const names = columnNames(parts).join(', ');
  return [`insert into ${target} (${names})\nselect ${values.join(', ')}\nfrom ${target}\nwhere ${isGone}`, close];
}

function deletionValues({ dialect, config, nowSql }: SnapshotParts, keys: readonly string[]): readonly string[] {
  const end =
    config.validToCurrent === undefined
      ? `nullif(${nowSql}, ${nowSql})`
      : `cast(${config.validToCurrent} as ${dialect.renderType('timestamp')})`;
  return [versionId(dialect, keys, nowSql), nowSql, nowSql, end, `'True'`];
}

function closeChanged(parts: SnapshotParts): string {
  const { relation, config, dialect } = parts;
  return [
    `update ${dialect.renderRelation(relation)} set ${dialect.quoteColumn(config.columns.validTo)} = ${closingTime(parts)}`,
    `from (${selectBatch(parts)}) as sp_batch`,
    `where ${isOpen(parts)} and ${matchKeys(targetKeys(parts), batchKeys(parts))} and ${isChanged(parts)}`,
  ].join('\n');
}

/** Rows of the batch whose key has no valid row: new ones, changed ones, and those that came back. */
function insertVersions(parts: SnapshotParts): string {
  const { relation, data, config, dialect } = parts;
  const keys = targetKeys(parts);
  const validTo = dialect.quoteColumn(config.columns.validTo);
  const known =
    `select ${keys.map((part, index) => `${part} as sp_key_${index + 1}`).join(', ')}, max(${validTo}) as sp_ended, ` +
    `max(case when ${isOpen(parts)} then 1 else 0 end) as sp_is_open from ${dialect.renderRelation(relation)} group by ${keys.join(', ')}`;
  const names = columnNames(parts);
  const given = [...names.keys()].filter((index) => index >= data.length || data[index]?.source !== undefined);
  const values = versionValues(parts);
  return [
    `insert into ${dialect.renderRelation(relation)} (${given.map((index) => names[index]).join(', ')})`,
    `select ${given.map((index) => values[index]).join(', ')}`,
    `from (${selectBatch(parts)}) as sp_batch`,
    `left join (${known}) as sp_known on ${matchKeys(batchKeys(parts), batchKeys(parts, 'sp_known'))}`,
    `where sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
  ].join('\n');
}

/** A new version, from `sp_batch` and from what is known of its key in `sp_known`. */
function versionValues(parts: SnapshotParts): readonly string[] {
  const { data, dialect, nowSql, hasDeleted, config } = parts;
  const updated = 'sp_batch.sp_updated_at';
  // A row that comes back with an old time was not valid while it was gone.
  const validFrom = `case when sp_known.sp_ended is null or ${updated} is null or ${updated} >= sp_known.sp_ended then ${updated} else ${nowSql} end`;
  const end =
    config.validToCurrent === undefined
      ? `nullif(${updated}, ${updated})`
      : `cast(${config.validToCurrent} as ${dialect.renderType('timestamp')})`;
  return [
    ...data.map(({ type, source }, index) =>
      source === undefined ? typedNull(type) : `sp_batch.sp_value_${index + 1}`,
    ),
    versionId(dialect, batchKeys(parts), `(${validFrom})`),
    updated,
    validFrom,
    end,
    ...(hasDeleted ? [`'False'`] : []),
  ];
}

/** The same as one SELECT: each row of the snapshot with what becomes of it, then what is added. */
function preview(parts: SnapshotParts): string {
  const { relation, existing = [], key, data, config, dialect, hasDeleted, nowSql } = parts;
  const { columns: meta, hardDeletes } = config;
  const column = (name: string): string => dialect.quoteColumn(name);
  const isThere = existing.some(({ name }) => name.toLowerCase() === meta.isDeleted.toLowerCase());
  const deleted =
    hasDeleted && !isThere ? [`cast(null as ${dialect.renderType('text')}) as ${column(meta.isDeleted)}`] : [];
  const added = data.filter(({ isNew }) => isNew).map(({ name, type }) => `${typedNull(type)} as ${column(name)}`);
  const own = [...existing.map(({ name }) => `sp_old.${column(name)}`), ...added, ...deleted].join(', ');
  const keys = key.map((_, index) => `sp_batch.sp_key_${index + 1}`);
  const joined = `select ${own}, sp_batch.* from ${dialect.renderRelation(relation)} as sp_old left join sp_batch on ${matchKeys(targetKeys(parts, 'sp_old'), keys)}`;
  const gone = hardDeletes === 'ignore' ? 'kept' : 'gone';
  const isGone = hasDeleted ? `when sp_key_1 is null and ${isDeletion(parts)} then 'kept' ` : '';
  const state = `case when not (${isOpen(parts)}) then 'closed' ${isGone}when sp_key_1 is null then '${gone}' when ${unqualified(isChanged(parts))} then 'changed' else 'kept' end`;
  const end = `case sp_state when 'changed' then ${unqualified(closingTime(parts))} when 'gone' then ${nowSql} else ${column(meta.validTo)} end`;
  const kept = [
    ...data.map(({ name }) => column(name)),
    ...[meta.scdId, meta.updatedAt, meta.validFrom].map(column),
    end,
    ...(hasDeleted ? [column(meta.isDeleted)] : []),
  ];
  const groups = key.map((_, index) => `sp_key_${index + 1}`).join(', ');
  const ctes = [
    `sp_batch as (${selectBatch(parts)})`,
    `sp_joined as (${joined})`,
    `sp_rows as (select sp_joined.*, ${state} as sp_state from sp_joined)`,
    `sp_known as (select ${groups}, max(${end}) as sp_ended, max(case when sp_state = 'kept' then 1 else 0 end) as sp_is_open from sp_rows where sp_key_1 is not null group by ${groups})`,
  ];
  const deletions =
    hardDeletes === 'new_record'
      ? [
          selectTyped(
            parts,
            [...data.map(({ name }) => column(name)), ...deletionValues(parts, targetKeys(parts))],
            `from sp_rows where sp_state = 'gone'`,
          ),
        ]
      : [];
  return [
    `with ${ctes.join(',\n')}`,
    [
      selectTyped(parts, kept, 'from sp_rows'),
      ...deletions,
      selectTyped(
        parts,
        versionValues(parts),
        `from sp_batch left join sp_known on ${matchKeys(batchKeys(parts), batchKeys(parts, 'sp_known'))}\nwhere sp_known.sp_is_open is null or sp_known.sp_is_open = 0`,
      ),
    ].join('\nunion all\n'),
  ].join('\n');
}

/** Where the batch's columns are columns of the joined row. */
function unqualified(sql: string): string {
  return sql.replaceAll('sp_batch.sp_', 'sp_');
}
