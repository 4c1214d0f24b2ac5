// What a query sees when staged results stand in front of published relations: their names in its text are replaced.

import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type QueryRequest, type Staged } from '../adapter.js';
import { redirectRelations, type RedirectedSql, type Redirection } from '../redirect-relations.js';
import { keysPredicate } from './keys.js';
import { StagedHandle, type StagedContent } from './staged-handle.js';

export type Overlay = Pick<QueryRequest, 'over' | 'removedKeys'>;
/** Columns of a published table; undefined when there is none. */
export type FindColumns = (relation: Relation) => Promise<readonly ColumnSpec[] | undefined>;

/** Replaces the names of staged tables, views and changes. Partitions need their neighbours: see `redirectAll`. */
export function redirectStaged(sql: string, over: readonly Staged[]): RedirectedSql {
  return redirectRelations(
    sql,
    over.flatMap((each) => redirectionsOf(each.relation, StagedHandle.of(each))),
    dialect,
  );
}

/** Replaces the names of everything staged; of partitions by them and the published rows of other keys. */
export async function redirectAll(
  sql: string,
  { over = [], removedKeys = [] }: Overlay,
  findColumns: FindColumns,
): Promise<RedirectedSql> {
  const redirections: Redirection[] = [];
  const groups = new Map<string, PartitionGroup>();
  for (const each of over) {
    const content = StagedHandle.of(each);
    if (content.kind === 'partitions') addToGroup(groups, each.relation, content);
    else redirections.push(...redirectionsOf(each.relation, content));
  }
  for (const group of groups.values()) {
    const to = await partitionsSelect(group, removedKeys, findColumns);
    if (to !== undefined) redirections.push({ from: group.relation, to: `(${to})` });
  }
  return redirectRelations(sql, redirections, dialect);
}

/** Places of errors in the redirected text become places in the original. */
export async function withOriginalPlaces<T>(
  original: string,
  redirected: RedirectedSql,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const { offset, sql, ...rest } = error.error;
    if (sql !== redirected.sql || offset === undefined) throw new EngineFailure({ ...rest, sql: original });
    throw new EngineFailure({ ...rest, sql: original, offset: redirected.toOriginalOffset(offset) });
  }
}

function redirectionsOf(relation: Relation, content: StagedContent): readonly Redirection[] {
  switch (content.kind) {
    case 'tables':
      return content.tables.map((table) => ({ from: table.relation, to: dialect.renderRelation(table.staging) }));
    case 'view':
      return [{ from: relation, to: `(\n${content.select}\n)` }];
    case 'change':
      return [{ from: relation, to: `(\n${redirectStaged(content.task.preview, content.task.inputs).sql}\n)` }];
    case 'partitions':
      return [];
  }
}

interface PartitionGroup {
  readonly relation: Relation;
  readonly by: string;
  readonly tables: string[];
  readonly keys: SqlValue[];
}

function addToGroup(
  groups: Map<string, PartitionGroup>,
  relation: Relation,
  { by, keys, table }: StagedContent & { kind: 'partitions' },
): void {
  const name = dialect.renderRelation(relation);
  const group = groups.get(name) ?? { relation, by, tables: [], keys: [] };
  groups.set(name, group);
  group.keys.push(...keys);
  if (table) group.tables.push(dialect.renderRelation(table.staging));
}

async function partitionsSelect(
  { relation, by, tables, keys }: PartitionGroup,
  removedKeys: readonly SqlValue[],
  findColumns: FindColumns,
): Promise<string | undefined> {
  const parts = tables.map((table) => `select * from ${table}`);
  const columns = await findColumns(relation);
  const column = columns && findColumn(columns, by);
  if (column) {
    const replaced = keysPredicate(column, [...keys, ...removedKeys]);
    parts.push(`select * from ${dialect.renderRelation(relation)} where not ${replaced}`);
  }
  return parts.length === 0 ? undefined : parts.join(' union all by name ');
}

export function findColumn(columns: readonly ColumnSpec[], name: string): ColumnSpec | undefined {
  return columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
}
