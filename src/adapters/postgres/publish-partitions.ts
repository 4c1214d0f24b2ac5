// Partitions next to published rows. Where all of the table is new it is replaced as any other; else rows are exchanged
// in the table itself, which other sessions see at once or not at all.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import { analyze } from './analyze.js';
import { findRelation, readColumns } from './catalog.js';
import { keysPredicate } from './key-predicate.js';
import type { Link } from './link.js';
import { isLossless } from './stage-partitions.js';
import type { StagedRelation } from './staged.js';
import { changedColumns } from '../engine-failures.js';

export interface PartitionPublication {
  readonly relation: Relation;
  readonly tables: readonly StagedRelation[];
  readonly partitionBy: string;
  /** Keys whose published rows go: those that were staged, and those that vanished. */
  readonly keys: readonly SqlValue[];
  /** A name for a table that takes all groups together. */
  readonly merged: Relation;
  /** That were staged. */
  readonly rows: number;
}

const render = (relation: Relation): string => postgresDialect.renderRelation(relation);
const quote = (name: string): string => postgresDialect.quoteIdentifier(name);

/** What has to be put in place of the published table; undefined when its rows were exchanged and all is done. */
export async function publishPartitions(
  link: Link,
  publication: PartitionPublication,
): Promise<StagedRelation | undefined> {
  const { relation, tables, partitionBy, keys } = publication;
  const published = await findRelation(link, relation);
  const old = published?.kind === 'table' ? await readColumns(link, relation) : [];
  const by = old.find(({ name }) => name.toLowerCase() === partitionBy.toLowerCase())?.name;
  const hasRest = old.length > 0 && (await holdsOtherKeys(link, publication, by));
  if (tables.length === 0) {
    if (old.length > 0 && keys.length > 0) await deleteKeys(link, publication, by);
    return undefined;
  }
  if (!hasRest) return mergeGroups(link, publication);
  await fitColumns(link, publication, old);
  await deleteKeys(link, publication, by);
  const list = old.map(({ name }) => quote(name)).join(', ');
  for (const { physical } of tables) {
    await link.run(
      `insert into ${render(relation)} (${list}) select ${list} from ${render(physical)}; drop table ${render(physical)}`,
    );
  }
  return undefined;
}

/** As text: the column's type may have changed since. */
function rowsOfKeys(by: string, keys: readonly SqlValue[]): string {
  return keysPredicate(`${quote(by)}::text`, keys);
}

async function holdsOtherKeys(
  link: Link,
  { relation, keys }: PartitionPublication,
  by: string | undefined,
): Promise<boolean> {
  const rest = by === undefined ? '' : ` where not ${rowsOfKeys(by, keys)}`;
  const { rows } = await link.run(`select 1 from ${render(relation)}${rest} limit 1`);
  return rows.length > 0;
}

async function deleteKeys(link: Link, { relation, keys }: PartitionPublication, by: string | undefined): Promise<void> {
  if (by !== undefined && keys.length > 0) {
    await link.run(`delete from ${render(relation)} where ${keysPredicate(quote(by), keys)}`);
  }
}

/** One table of all groups, which share their columns' names. */
async function mergeGroups(
  link: Link,
  { tables, merged, relation, rows }: PartitionPublication,
): Promise<StagedRelation> {
  const [only] = tables;
  if (only !== undefined && tables.length === 1) {
    const statement = analyze(only.physical, rows);
    if (statement !== '') await link.run(statement);
    return only;
  }
  const columns = (await readColumns(link, only?.physical ?? merged)).map(({ name }) => quote(name)).join(', ');
  const selects = tables.map(({ physical }) => `select ${columns} from ${render(physical)}`);
  const drops = tables.map(({ physical }) => `drop table ${render(physical)}`);
  const create = postgresDialect.createTableAs(merged, selects.join('\nunion all\n'));
  await link.run([create, ...drops].join('; ') + analyze(merged, rows));
  return { relation, physical: merged, kind: 'table' };
}

/** The published table holds every value that the new rows have, or says which columns stand in the way. */
async function fitColumns(
  link: Link,
  { relation, tables }: PartitionPublication,
  old: readonly ColumnSpec[],
): Promise<void> {
  const key = ({ name }: ColumnSpec): string => name;
  for (const { physical } of tables) {
    const fresh = await readColumns(link, physical);
    const sorted = (columns: readonly ColumnSpec[]): string => columns.map(key).sort().join('\0');
    const changed = fresh.filter(
      ({ name, type }) => !isLossless(type, old.find((column) => column.name === name)?.type),
    );
    const widened = changed.filter(({ name, type }) =>
      isLossless(old.find((column) => column.name === name)?.type ?? '', type),
    );
    if (sorted(fresh) !== sorted(old) || changed.length > widened.length) {
      const list = (columns: readonly ColumnSpec[]): readonly string[] =>
        columns.map(({ name, type }) => `${name} ${type}`);
      throw new EngineFailure(changedColumns(relation.identifier, list(old), list(fresh)));
    }
    for (const { name, type } of widened) {
      await link.run(`alter table ${render(relation)} alter column ${quote(name)} type ${type}`);
    }
  }
}
