// The content of a relation as one text, whatever order its rows come in: their number and two sums of differently salted
// 64-bit hashes of each row.

import { createHash } from 'node:crypto';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { ContentHash, HashRequest } from '../adapter.js';
import { redirectRelations } from '../redirect-relations.js';
import { overlayRelations } from './overlay-relations.js';
import type { StageContext } from './stage-context.js';

export async function hashContent(
  { relation, over = [], by }: HashRequest,
  context: StageContext,
  signal?: AbortSignal,
): Promise<readonly ContentHash[]> {
  const { dialect, connection } = context;
  const overlays = await overlayRelations(over, [], context);
  const from = redirectRelations(`select * from ${dialect.renderRelation(relation)}`, overlays, dialect).sql;
  const columns = await connection.analyze(from, signal);
  const values = columns.flatMap((column) => hashed(dialect.quoteIdentifier(column.name), column));
  // Text: a sum of so many digits is no number of JavaScript's.
  const sum = (salt: string): string =>
    `cast(coalesce(sum(cast(xxhash64(${[`'${salt}'`, ...values].join(', ')}) as decimal(38, 0))), 0) as string)`;
  const key = by === undefined ? 'null' : dialect.quoteIdentifier(by);
  const group = by === undefined ? '' : ` group by ${key}`;
  const { rows } = await connection.query(
    `select ${key}, count(*), ${sum('a')}, ${sum('b')} from (\n${from}\n)${group}`,
    { signal },
  );
  const shape = columns.map(({ name, type }) => [name, type]);
  return rows.map(([value = null, count, ...sums]) => ({
    key: value,
    rows: Number(count),
    hash: createHash('sha256')
      .update(JSON.stringify([shape, String(count), sums.map(String)]))
      .digest('hex'),
  }));
}

/** A hash leaves NULLs out, and has no order for maps. */
function hashed(name: string, { type }: ColumnSpec): readonly string[] {
  const value = /map<|variant/.test(type) ? `to_json(${name})` : name;
  return [`${name} is null`, value];
}
