// A hash of a relation's content that does not depend on the order of its rows: their number, and two sums over
// differently salted 64-bit hashes of each row. Sums, because under XOR two equal rows would vanish.

import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { ContentHash } from '../adapter.js';
import type { Rows } from '../adapter.js';

/** One row a key: key, number of rows, two sums. */
export function hashSql(from: string, columns: readonly ColumnSpec[], by: string | undefined): string {
  const values = columns.map(({ name }) => duckdbDialect.quoteColumn(name)).join(', ');
  const key = by === undefined ? 'null' : duckdbDialect.quoteColumn(by);
  return (
    `select ${key}, count(*), sum(hash(${values}, 1)), sum(hash('sp', ${values}, 2)) from ${from}` +
    (by === undefined ? '' : ' group by 1 order by 1')
  );
}

/** `version` is the engine's: its hash functions may change with it. */
export function readHashes({ rows }: Rows, columns: readonly ColumnSpec[], version: string): readonly ContentHash[] {
  const head = JSON.stringify([version, columns.map(({ name, type }) => [name, type])]);
  return rows.map(([key = null, count, first, second]) => ({
    key,
    rows: Number(count),
    hash: `${head}:${String(count)}:${String(first)}:${String(second)}`,
  }));
}
