// What was staged becomes what readers see, in the writer's transaction.

import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type Publication, type PublishMode, type StageChange } from '../adapter.js';
import type { Catalog } from './catalog.js';
import type { Connection } from './connection.js';
import { keysPredicate } from './keys.js';
import { findColumn, redirectStaged, withOriginalPlaces } from './overlay.js';
import { selectAll } from './stage-tasks.js';
import { inputsOf, resultsOf, StagedHandle, type StagedTable } from './staged-handle.js';
import { changedColumns } from '../engine-failures.js';

/** What is published afterwards, to be put into the catalog once the transaction is there. */
export type Published = readonly { readonly relation: Relation; readonly type: 'table' | 'view' }[];

export async function publishStaged(
  connection: Connection,
  publication: Publication,
  catalog: Catalog,
): Promise<Published> {
  const published: { relation: Relation; type: 'table' | 'view' }[] = [];
  if (publication.mode.kind === 'partitions') {
    await publishPartitions(connection, publication, publication.mode, catalog);
    published.push({ relation: publication.relation, type: 'table' });
  } else {
    for (const staged of publication.staged) {
      const content = StagedHandle.of(staged);
      if (content.kind === 'view') {
        await replaceByView(connection, staged.relation, content.select, catalog);
        published.push({ relation: staged.relation, type: 'view' });
      } else if (content.kind === 'change') {
        await applyChange(connection, content.task);
      } else {
        for (const table of resultsOf(content)) {
          await replaceByTable(connection, table, catalog);
          published.push({ relation: table.relation, type: 'table' });
        }
      }
    }
  }
  for (const staged of publication.staged) {
    for (const { staging } of inputsOf(StagedHandle.of(staged))) await connection.run(dialect.dropTable(staging));
  }
  for (const { sql } of publication.statements) await connection.run(sql);
  return published;
}

async function replaceByTable(
  connection: Connection,
  { relation, staging }: StagedTable,
  catalog: Catalog,
): Promise<void> {
  await dropPublished(connection, relation, catalog);
  await connection.run(
    `alter table ${dialect.renderRelation(staging)} rename to ${dialect.quoteIdentifier(relation.identifier)}`,
  );
}

async function replaceByView(
  connection: Connection,
  relation: Relation,
  select: string,
  catalog: Catalog,
): Promise<void> {
  if (catalog.typeOf(relation) === 'table') await connection.run(dialect.dropTable(relation));
  await connection.run(`create or replace view ${dialect.renderRelation(relation)} as\n${select}`);
}

async function dropPublished(connection: Connection, relation: Relation, catalog: Catalog): Promise<void> {
  const type = catalog.typeOf(relation);
  if (type === 'view') await connection.run(dialect.dropView(relation));
  if (type === 'table') await connection.run(dialect.dropTable(relation));
}

async function applyChange(connection: Connection, { apply, inputs }: StageChange): Promise<void> {
  for (const { sql } of apply) {
    const redirected = redirectStaged(sql, inputs);
    await withOriginalPlaces(sql, redirected, () => connection.run(redirected.sql));
  }
}

type PartitionsMode = Extract<PublishMode, { kind: 'partitions' }>;

async function publishPartitions(
  connection: Connection,
  publication: Publication,
  mode: PartitionsMode,
  catalog: Catalog,
): Promise<void> {
  const { relation, staged, statements } = publication;
  const contents = staged.map((each) => StagedHandle.of(each));
  const tables = contents.flatMap(resultsOf);
  const keys = [
    ...contents.flatMap((content) => (content.kind === 'partitions' ? content.keys : [])),
    ...mode.removeKeys,
  ];
  const old =
    catalog.typeOf(relation) === 'table' ? await connection.describe(selectAll(dialect.renderRelation(relation))) : [];
  const newest = staged.findLast(({ columns }) => columns.length > 0)?.columns ?? old;
  const keyColumn = findColumn(old, mode.partitionBy);
  const rest = keyColumn ? `not ${keysPredicate(keyColumn, keys)}` : 'true';
  if (!haveSameNames(old, newest)) {
    await assertNothingRemains(connection, relation, old, newest, rest);
    return mergeTables(connection, relation, tables, undefined, catalog);
  }
  const isSame = staged.every(({ columns }) => columns.length === 0 || haveSameTypes(old, columns));
  // Index statements expect a table without indexes.
  if (tables.length > 0 && (!isSame || statements.length > 0)) {
    return mergeTables(connection, relation, tables, rest, catalog);
  }
  const table = dialect.renderRelation(relation);
  if (keys.length > 0) await connection.run(`delete from ${table} where not (${rest})`);
  for (const { staging } of tables) {
    await connection.run(`insert into ${table} by name ${selectAll(dialect.renderRelation(staging))}`);
    await connection.run(dialect.dropTable(staging));
  }
}

/** A new table of the staged rows and those of the old one that `rest` is true for; undefined: none of them. */
async function mergeTables(
  connection: Connection,
  relation: Relation,
  tables: readonly StagedTable[],
  rest: string | undefined,
  catalog: Catalog,
): Promise<void> {
  const [first, ...others] = tables;
  if (first === undefined) return;
  const parts = [
    ...others.map(({ staging }) => selectAll(dialect.renderRelation(staging))),
    ...(rest === undefined ? [] : [`${selectAll(dialect.renderRelation(relation))} where ${rest}`]),
  ];
  const staging = dialect.renderRelation(first.staging);
  const own = await connection.describe(selectAll(staging));
  const all =
    parts.length === 0 ? own : await connection.describe([selectAll(staging), ...parts].join(' union all by name '));
  for (const { name, type } of all) {
    if (findColumn(own, name)?.type === type) continue;
    await connection.run(`alter table ${staging} alter column ${dialect.quoteIdentifier(name)} set data type ${type}`);
  }
  for (const part of parts) await connection.run(`insert into ${staging} by name ${part}`);
  for (const other of others) await connection.run(dialect.dropTable(other.staging));
  await replaceByTable(connection, first, catalog);
}

async function assertNothingRemains(
  connection: Connection,
  relation: Relation,
  old: readonly ColumnSpec[],
  newest: readonly ColumnSpec[],
  rest: string,
): Promise<void> {
  if (old.length === 0) return;
  const { rows } = await connection.query(`select 1 from ${dialect.renderRelation(relation)} where ${rest} limit 1`);
  if (rows.length === 0) return;
  const names = (columns: readonly ColumnSpec[]): readonly string[] => columns.map(({ name }) => name);
  throw new EngineFailure(changedColumns(relation.identifier, names(old), names(newest)));
}

function haveSameNames(a: readonly ColumnSpec[], b: readonly ColumnSpec[]): boolean {
  const toText = (columns: readonly ColumnSpec[]): string =>
    columns
      .map(({ name }) => name.toLowerCase())
      .sort()
      .join('\0');
  return toText(a) === toText(b);
}

function haveSameTypes(a: readonly ColumnSpec[], b: readonly ColumnSpec[]): boolean {
  return b.every(({ name, type }) => findColumn(a, name)?.type === type);
}
