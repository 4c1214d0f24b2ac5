// What stands in FROM in place of a relation while its next version is staged.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import type { Staged } from '../adapter.js';
import type { Redirection } from '../redirect-relations.js';
import { selectList, type StageContext } from './stage-context.js';
import { StagedHandle, type PartitionPiece, type StagedRelation } from './staged-handle.js';

type StagedPartitions = Extract<StagedRelation, { kind: 'partitions' }>;

export async function overlayRelations(
  over: readonly Staged[],
  removedKeys: readonly SqlValue[],
  context: StageContext,
): Promise<readonly Redirection[]> {
  const { dialect } = context;
  const staged = over.flatMap((each) => StagedHandle.of(each).relations);
  const redirections: Redirection[] = [];
  const partitions = new Map<string, StagedPartitions[]>();
  for (const each of staged) {
    if (each.kind === 'partitions') {
      const name = dialect.renderRelation(each.relation);
      partitions.set(name, [...(partitions.get(name) ?? []), each]);
    } else {
      redirections.push({ from: each.relation, to: standIn(context, each) });
    }
  }
  for (const groups of partitions.values()) {
    const [first] = groups;
    const to = await overlayPartitions(context, groups, removedKeys);
    if (first !== undefined && to !== undefined) redirections.push({ from: first.relation, to });
  }
  return redirections;
}

function standIn({ dialect }: StageContext, staged: Exclude<StagedRelation, StagedPartitions>): string {
  switch (staged.kind) {
    case 'table':
      return dialect.renderRelation(staged.table);
    case 'view':
      return `(\n${staged.select}\n)`;
    case 'change':
      return `(\n${staged.preview}\n)`;
  }
}

/** Staged partitions, and the published rows of all other keys. Undefined when the published table is all there is. */
async function overlayPartitions(
  context: StageContext,
  groups: readonly StagedPartitions[],
  removedKeys: readonly SqlValue[],
): Promise<string | undefined> {
  const [first] = groups;
  if (first === undefined) return undefined;
  const { relation, partitionBy } = first;
  const columns = columnsOf(groups);
  const isPublished = (await context.catalog.typeOf(relation)) === 'table';
  if (columns.length === 0) return undefined;
  const selects = selectPieces(context, groups, columns);
  if (isPublished) {
    const published = await context.connection.analyze(`select * from ${context.dialect.renderRelation(relation)}`);
    if (sameColumns(published, columns)) {
      const replaced = [...groups.flatMap(({ keys }) => keys), ...removedKeys];
      const others = `not ${keysPredicate(context, partitionBy, replaced)}`;
      selects.push(
        `select ${selectList(context, columns)} from ${context.dialect.renderRelation(relation)} where ${others}`,
      );
    }
  }
  return selects.length === 0 ? undefined : `(\n${selects.join('\nunion all\n')}\n)`;
}

export function columnsOf(groups: readonly StagedPartitions[]): readonly ColumnSpec[] {
  return groups.find(({ columns }) => columns.length > 0)?.columns ?? [];
}

/** One SELECT of the good rows of each staged table. */
export function selectPieces(
  context: StageContext,
  groups: readonly StagedPartitions[],
  columns: readonly ColumnSpec[],
): string[] {
  return groups.flatMap(({ pieces }) => pieces.map((piece) => selectPiece(context, piece, columns)));
}

function selectPiece(context: StageContext, piece: PartitionPiece, columns: readonly ColumnSpec[]): string {
  const filter = piece.hasOthers ? ` where \`${partColumn}\` in (${piece.parts.join(', ')})` : '';
  return `select ${selectList(context, columns)} from ${context.dialect.renderRelation(piece.table)}${filter}`;
}

/** In tables of staged partitions: which one a row belongs to. */
export const partColumn = 'sp__part';

/** True or false, never NULL: is the column one of the keys? */
export function keysPredicate(context: StageContext, column: string, keys: readonly SqlValue[]): string {
  return `coalesce(${plainKeysPredicate(context, column, keys)}, false)`;
}

/** The same, NULL instead of false at times: Delta takes only what it can read as a constraint. */
export function plainKeysPredicate({ dialect }: StageContext, column: string, keys: readonly SqlValue[]): string {
  const name = dialect.quoteIdentifier(column);
  const values = [...new Set(keys.filter((key) => key !== null).map((key) => dialect.renderLiteral(key)))];
  const parts = [
    ...(keys.includes(null) ? [`${name} is null`] : []),
    ...(values.length > 0 ? [`${name} in (${values.join(', ')})`] : []),
  ];
  return parts.length === 0 ? '1 = 0' : parts.join(' or ');
}

/** Names and types, in any order: partition columns come last in Spark. */
export function sameColumns(a: readonly ColumnSpec[], b: readonly ColumnSpec[]): boolean {
  return describeDifferences(a, b) === '';
}

/** In words, empty where there is no difference: `without w, new v, k was int`. */
export function describeDifferences(before: readonly ColumnSpec[], after: readonly ColumnSpec[]): string {
  const find = (columns: readonly ColumnSpec[], { name }: ColumnSpec): ColumnSpec | undefined =>
    columns.find((each) => each.name.toLowerCase() === name.toLowerCase());
  return [
    ...before.filter((column) => !find(after, column)).map(({ name }) => `without ${name}`),
    ...after.filter((column) => !find(before, column)).map(({ name }) => `new ${name}`),
    ...before.flatMap((column) => {
      const now = find(after, column);
      return now && now.type !== column.type ? [`${column.name} was ${column.type} and is ${now.type}`] : [];
    }),
  ].join(', ');
}
