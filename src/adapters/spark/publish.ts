// From staged to published. Parquet tables are swapped by two renames, of which the second is undone when it fails; Delta
// and Iceberg replace a table, or some of its partitions, in one commit.

import type { Relation } from '../../dialects/relation.js';
import type { Publication } from '../adapter.js';
import { redirectRelations } from '../redirect-relations.js';
import { publishPartitions } from './publish-partitions.js';
import { rename, replaceTable, setAside, swapTable } from './replace-relation.js';
import { wrappedSql } from './spark-sql-text.js';
import { dropStaged, type StageContext } from './stage-context.js';
import { StagedHandle, type StagedRelation } from './staged-handle.js';

type Staged<K extends StagedRelation['kind']> = Extract<StagedRelation, { kind: K }>;

export async function publish(publication: Publication, context: StageContext): Promise<void> {
  const handles = publication.staged.map((each) => StagedHandle.of(each));
  const relations = handles.flatMap((handle) => handle.relations);
  const { mode } = publication;
  const partitions = relations.filter((each) => each.kind === 'partitions');
  if (mode.kind === 'partitions' && (partitions.length > 0 || relations.length === 0)) {
    await publishPartitions(publication.relation, partitions, mode, context);
  } else {
    for (const each of relations) await publishOne(each, publication, context);
  }
  if (mode.kind === 'partitions' || relations.some(({ kind }) => kind === 'change')) {
    await runStatements(publication, publication.relation, context);
  }
  for (const table of handles.flatMap((handle) => handle.tables)) await forget(context, table);
}

async function publishOne(staged: StagedRelation, publication: Publication, context: StageContext): Promise<void> {
  switch (staged.kind) {
    case 'table':
      await runStatements(publication, staged.table, context);
      return publishTable(staged, context);
    case 'view':
      await publishView(staged, context);
      return runStatements(publication, staged.relation, context);
    case 'change':
      for (const { sql } of staged.apply) await context.connection.execute(sql);
      return;
    case 'partitions':
      throw new Error('partitions are published as partitions');
  }
}

async function runStatements(publication: Publication, table: Relation, context: StageContext): Promise<void> {
  const { dialect, connection } = context;
  for (const { sql } of publication.statements) {
    const redirection = { from: publication.relation, to: dialect.renderRelation(table) };
    await connection.execute(redirectRelations(sql, [redirection], dialect).sql);
  }
}

async function publishTable(
  { relation, table, partitionBy = [] }: Staged<'table'>,
  context: StageContext,
): Promise<void> {
  const { dialect, target } = context;
  if (target.format === 'parquet') return swapTable(context, relation, table);
  await replaceTable(context, relation, `select * from ${dialect.renderRelation(table)}`, partitionBy);
  await dropStaged(context, table);
}

async function publishView({ relation, select }: Staged<'view'>, context: StageContext): Promise<void> {
  const { dialect, connection, catalog } = context;
  const create = wrappedSql(`create or replace view ${dialect.renderRelation(relation)} as\n`, select);
  const aside = (await catalog.typeOf(relation)) === 'table' ? await setAside(context, relation) : undefined;
  await catalog.ensureSchema(relation);
  try {
    await connection.execute(create);
  } catch (error) {
    if (aside) await rename(context, aside, relation);
    throw error;
  }
  await catalog.set({ relation, type: 'view' });
  if (aside) await dropStaged(context, aside);
}

async function forget(context: StageContext, table: Relation): Promise<void> {
  if (context.leftovers.has(context.dialect.renderRelation(table))) await dropStaged(context, table);
}
