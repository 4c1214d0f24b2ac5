import { openImage, type Image } from '../image.js';
import type { Jobs } from '../protocol.js';
import { nameKey, quoteName } from '../schema-object.js';
import { maxAttached } from './combine-images.js';
import { Connection, type Workspace } from './connection.js';
import { describeTable } from './describe-table.js';
import { keysPredicate } from './partition-keys.js';
import { runStatement, StatementFailure } from './run-statement.js';
import { changedColumns } from '../../engine-failures.js';

type Job = Jobs['merge-partitions'];

/**
 * The published table without the rows of `keys`, and the staged rows, as a new table. Partitions lie in it in the order
 * of their keys, so that it is the same table whichever of them were evaluated now and which before.
 */
export function mergePartitions(workspace: Workspace, job: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { sql: [] });
  try {
    createTable(connection, job);
    copyRows(workspace, connection, job);
    for (const sql of job.statements) runStatement(connection.database, sql);
    const columns = connection.columns(job.name);
    const content = connection.finish();
    return { ...content, columns, ...describeTable(content, job.name, columns) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** As the newest image has it. */
function createTable({ database, withImage }: Connection, { name, staged, published }: Job['input']): void {
  const newest = staged.at(-1) ?? published;
  if (newest === undefined) throw new Error('there are no partitions to merge');
  withImage(newest, (schema) => {
    const query = `select sql from ${schema}.sqlite_master where type = 'table' and lower(name) = lower(?)`;
    const sql = database.exec(query, [name])[0]?.values[0]?.[0];
    database.run(String(sql));
  });
}

/** Calls with the schema under which an image is attached. */
type UseImage = (work: (schema: string) => void) => void;

/** Neighbouring rows of one image with one key. */
interface Piece {
  readonly use: UseImage;
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

function copyRows(workspace: Workspace, connection: Connection, job: Job['input']): void {
  const { database } = connection;
  const images = [...(job.published ? [job.published] : []), ...job.staged];
  const attached = images.length < maxAttached ? images.map((image) => openImage(workspace.engine.sql, image)) : [];
  try {
    attached.forEach(({ filename }, index) => database.run(`attach '${filename}' as sp_part_${index}`));
    const useOf = (image: Image, index: number): UseImage =>
      attached.length > 0 ? (work) => work(`sp_part_${index}`) : (work) => connection.withImage(image, work);
    const pieces = images.flatMap((image, index) =>
      readPieces(connection, job, useOf(image, index), image === job.published),
    );
    for (const piece of joinNeighbours(pieces)) copyPiece(connection, job.name, piece);
  } finally {
    for (const [index, file] of attached.entries()) {
      database.run(`detach sp_part_${index}`);
      file.close();
    }
  }
}

function readPieces(connection: Connection, job: Job['input'], use: UseImage, isPublished: boolean): readonly Piece[] {
  const { name, partitionBy } = job;
  const pieces: Piece[] = [];
  use((schema) => {
    const table = `${schema}.${quoteName(name)}`;
    const condition = isPublished ? keptRows(connection, job, schema) : '1';
    const column = quoteName(partitionBy);
    // Row ids ascend, so that a key whose rows lie together is one piece.
    const sql =
      `select ${column}, min(rowid), max(rowid) from (select rowid, ${column}, ` +
      `rowid - row_number() over (partition by ${column} order by rowid) as sp_run from ${table} where ${condition}) ` +
      `group by ${column}, sp_run`;
    for (const [key, first, last] of connection.database.exec(sql)[0]?.values ?? []) {
      pieces.push({ use, key: key === null ? '\0' : String(key), first: Number(first), last: Number(last) });
    }
  });
  return pieces;
}

/** Which rows of the published table stay. */
function keptRows(connection: Connection, { name, partitionBy, keys }: Job['input'], schema: string): string {
  const columns = connection.columns(name).map((column) => column.name);
  const old = connection.columns(name, schema).map((column) => column.name);
  const hasKey = old.some((column) => nameKey(column) === nameKey(partitionBy));
  const rest = hasKey ? `not ${keysPredicate(partitionBy, keys)}` : '1';
  if (hasSameNames(old, columns)) return rest;
  const table = `${schema}.${quoteName(name)}`;
  if (connection.database.exec(`select 1 from ${table} where ${rest} limit 1`).length > 0) {
    throw new StatementFailure(changedColumns(name, old, columns));
  }
  return '0';
}

/** In the order of the keys; what then lies together in one image is one piece again. */
function joinNeighbours(pieces: readonly Piece[]): readonly Piece[] {
  const sorted = [...pieces].sort((a, b) => compareTexts(a.key, b.key));
  const joined: Piece[] = [];
  for (const piece of sorted) {
    const before = joined.at(-1);
    if (before?.use === piece.use && before.last + 1 === piece.first) {
      joined[joined.length - 1] = { ...before, last: piece.last };
    } else joined.push(piece);
  }
  return joined;
}

function copyPiece(connection: Connection, name: string, { use, first, last }: Piece): void {
  const table = quoteName(name);
  const list = connection
    .columns(name)
    .map((column) => quoteName(column.name))
    .join(', ');
  use((schema) =>
    connection.database.run(
      `insert into main.${table} (${list}) select ${list} from ${schema}.${table} where rowid between ${first} and ${last} order by rowid`,
    ),
  );
}

function hasSameNames(a: readonly string[], b: readonly string[]): boolean {
  const toText = (names: readonly string[]): string => names.map(nameKey).sort().join('\0');
  return toText(a) === toText(b);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
