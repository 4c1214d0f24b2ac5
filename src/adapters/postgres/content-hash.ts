// A hash of a relation's rows that does not depend on their order: how many they are, and the sums of both halves of the
// MD5 of each row's text. Sums, unlike XOR, see a row that comes twice.

import { createHash } from 'node:crypto';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { ContentHash } from '../adapter.js';
import type { Link } from './link.js';

/** @param from what stands in FROM, with an alias @param by a column of it */
export function hashStatement(from: string, by: string | undefined): string {
  const key = by === undefined ? 'null' : `sp_row.${postgresDialect.quoteIdentifier(by)}`;
  const half = (start: number): string => `sum(('x' || substr(sp_md5, ${start}, 16))::bit(64)::bigint)`;
  return (
    `select sp_key, count(*), ${half(1)}::text, ${half(17)}::text\n` +
    `from (select ${key} as sp_key, md5(sp_row::text) as sp_md5 from (select * from ${from}) sp_row) sp_rows group by sp_key`
  );
}

/** @param statement what `hashStatement` gave @param columns of the relation: other columns, another hash */
export async function readHashes(
  link: Link,
  statement: string,
  columns: readonly ColumnSpec[],
  by: string | undefined,
): Promise<readonly ContentHash[]> {
  const shape = columns.map(({ name, type }) => `${name} ${type}`).join('\n');
  const toHash = (parts: readonly unknown[]): string =>
    createHash('sha256')
      .update([shape, ...parts.map(String)].join('\n'))
      .digest('hex');
  const { rows } = await link.select(statement);
  if (rows.length === 0 && by === undefined) return [{ key: null, hash: toHash([0]), rows: 0 }];
  return rows.map(([key, count, first, second]) => ({
    key: key ?? null,
    hash: toHash([count, first, second]),
    rows: Number(count),
  }));
}
