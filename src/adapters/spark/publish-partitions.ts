import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type PublishMode } from '../adapter.js';
import { changedColumns } from './errors.js';
import {
  columnsOf,
  describeDifferences,
  keysPredicate,
  plainKeysPredicate,
  selectPieces,
} from './overlay-relations.js';
import { replaceTable, swapTable } from './replace-relation.js';
import { wrappedSql } from './spark-sql-text.js';
import { createStagedTable, partitionColumns, selectList, type StageContext } from './stage-context.js';
import type { StagedRelation } from './staged-handle.js';

type StagedPartitions = Extract<StagedRelation, { kind: 'partitions' }>;

/**
 * All partitions of the table anew: a new table takes its place. Some of them: their directories are replaced (parquet),
 * or one commit does it (Delta, Iceberg).
 */
export async function publishPartitions(
  relation: Relation,
  groups: readonly StagedPartitions[],
  { partitionBy, removeKeys }: Extract<PublishMode, { kind: 'partitions' }>,
  context: StageContext,
): Promise<void> {
  const { dialect, connection, catalog, target } = context;
  const text = dialect.renderRelation(relation);
  const columns = columnsOf(groups);
  const keys = groups.flatMap((group) => group.keys);
  const isTable = (await catalog.typeOf(relation)) === 'table';
  if (columns.length === 0 && (!isTable || removeKeys.length === 0)) return;
  const replaced = [...keys, ...removeKeys];
  const before = isTable ? await connection.analyze(`select * from ${text}`) : [];
  const partitionedBy = isTable ? await partitionColumns(context, relation) : [];
  const wanted = columns.length > 0 ? columns : before;
  const differences = isTable ? describeDifferences(before, wanted) : '';
  const isPartitioned = partitionedBy.length === 1 && isSameName(partitionedBy[0] ?? '', partitionBy);
  const mustBeNew = !isTable || differences !== '' || !isPartitioned;
  const others = isTable ? await hasOtherKeys(context, relation, before, partitionBy, replaced) : false;
  if (differences !== '' && others) throw new EngineFailure(changedColumns(relation.identifier, differences));
  const selects = selectPieces(context, groups, wanted);
  if (others && mustBeNew) {
    const rest = `not ${keysPredicate(context, partitionBy, replaced)}`;
    selects.push(`select ${selectList(context, wanted)} from ${text} where ${rest}`);
  }
  const rows = selects.length > 0 ? selects.join('\nunion all\n') : `select * from ${text} where 1 = 0`;
  const column = dialect.quoteIdentifier(partitionBy);
  const arranged = `select /*+ rebalance(${column}) */ ${selectList(context, wanted)} from (\n${rows}\n)`;
  if (!others || mustBeNew) {
    if (target.format !== 'parquet') return replaceTable(context, relation, arranged, [partitionBy]);
    const shape = { format: target.format, partitionBy: [partitionBy] };
    const table = await createStagedTable(context, relation, wrappedSql('', arranged), shape);
    return swapTable(context, relation, table);
  }
  if (target.format === 'parquet') {
    if (selects.length > 0) await connection.execute(`insert overwrite table ${text} by name\n${arranged}`);
    await dropPartitions(context, relation, partitionBy, [
      ...groups.flatMap((group) => group.emptyKeys),
      ...removeKeys,
    ]);
  } else {
    const ordered = `select ${selectList(context, before)} from (\n${rows}\n)`;
    const predicate = plainKeysPredicate(context, partitionBy, replaced);
    await connection.execute(`insert into ${text} replace where ${predicate}\n${ordered} where ${predicate}`);
  }
}

function isSameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** Does the published table hold rows of keys that are neither staged nor removed? */
async function hasOtherKeys(
  context: StageContext,
  relation: Relation,
  columns: readonly ColumnSpec[],
  partitionBy: string,
  keys: readonly SqlValue[],
): Promise<boolean> {
  const text = context.dialect.renderRelation(relation);
  const hasColumn = columns.some(({ name }) => isSameName(name, partitionBy));
  const where = hasColumn ? ` where not ${keysPredicate(context, partitionBy, keys)}` : '';
  return (await context.connection.value(`select 1 from ${text}${where} limit 1`)) !== null;
}

async function dropPartitions(
  { connection, dialect }: StageContext,
  relation: Relation,
  partitionBy: string,
  keys: readonly SqlValue[],
): Promise<void> {
  if (keys.length === 0) return;
  const column = dialect.quoteIdentifier(partitionBy);
  const specs = keys.map((key) => `partition (${column} = ${dialect.renderLiteral(key)})`);
  await connection.execute(`alter table ${dialect.renderRelation(relation)} drop if exists ${specs.join(', ')}`);
}
