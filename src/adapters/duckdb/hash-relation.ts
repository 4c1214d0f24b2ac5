// A hash of a relation's content that does not depend on the order of its rows: their number, and two sums over 64-bit
// hashes of each row, the second one hashed again. Sums, because under XOR two equal rows would vanish.

import { createHash } from 'node:crypto';
import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { ContentHash, Rows } from '../adapter.js';

/** One row a key: key, number of rows, two sums. Without `by` exactly one row. */
export function hashSql(from: string, columns: readonly ColumnSpec[], by: string | undefined): string {
  const values = columns.map(({ name }) => duckdbDialect.quoteColumn(name)).join(', ');
  const key = by === undefined ? 'null' : duckdbDialect.quoteColumn(by);
  // A last constant, so that the last column is mixed like the others.
  const rows = `select ${key} as sp_key, hash(${values}, 1) as sp_hash from ${from}`;
  const sums = 'count(*), sum(sp_hash), sum(hash(sp_hash, 2))';
  if (by === undefined) return `select null, ${sums} from (${rows}) as sp_rows`;
  return `select sp_key, ${sums} from (${rows}) as sp_rows group by sp_key order by sp_key`;
}

/** `version` is the engine's: its hash functions may change with it. */
export function readHashes({ rows }: Rows, columns: readonly ColumnSpec[], version: string): readonly ContentHash[] {
  const head = [version, columns.map(({ name, type }) => [name, type])];
  return rows.map(([key = null, ...sums]) => ({
    key,
    rows: Number(sums[0]),
    hash: createHash('sha256')
      .update(JSON.stringify([head, sums.map(String)]))
      .digest('hex')
      .slice(0, 40),
  }));
}
