import type { ColumnSpec } from '../../../dialects/dialect.js';
import { walkTree } from '../pages/b-tree.js';
import { mayHaveOverflow, openDatabaseBytes } from '../pages/compose-database.js';
import { hashRuns, hashTable, type HashedTable } from '../pages/hash-table.js';
import type { ImageContent } from '../protocol.js';
import { nameKey, type SchemaObject } from '../schema-object.js';

/** Number of rows and hash of a finished table, from its pages. */
export function describeTable(
  content: ImageContent,
  name: string,
  columns: readonly ColumnSpec[],
): { readonly rows: number; readonly hash: string } {
  const { rows, hash } = hashTable(findTable(content, name, columns));
  return { rows, hash };
}

/** Hashes of the partitions of a finished table, which lie in it one after the other. */
export function hashPartitions(
  content: ImageContent,
  name: string,
  columns: readonly ColumnSpec[],
  rows: readonly number[],
): readonly string[] {
  return hashRuns(findTable(content, name, columns), rows);
}

/** @param isWhole whether all pages of the database are there, not those of the table alone */
export function findTable(
  content: Pick<ImageContent, 'bytes' | 'sizeBytes' | 'schema'>,
  name: string,
  columns: readonly ColumnSpec[],
  isWhole = true,
): HashedTable {
  const { bytes, sizeBytes, schema } = content;
  const object = schema.find((each: SchemaObject) => each.type === 'table' && nameKey(each.name) === nameKey(name));
  if (object === undefined) throw new Error(`there is no table ${name} in the image`);
  const root = object.rootPage;
  const database = openDatabaseBytes(new Uint8Array(bytes, 0, sizeBytes));
  const canHave = isWhole ? mayHaveOverflow(database, schema) : true;
  const hasOverflow = canHave && walkTree(database, root, { overflow: true }).overflowPages.length > 0;
  return {
    database,
    root,
    columns: JSON.stringify(columns.map(({ name: column, type }) => [column, type])),
    hasOverflow,
  };
}
