// Two rows of one batch with the same key would become two rows of the table, or one of them at random.

import type { Dialect } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { renderKey, type KeyPart } from './unique-key.js';

export const maxShownRows = 5;

/** Rows: the parts of a key, how many rows have it, how many such keys there are. At most one row, the first key. */
export function duplicateKeysSql(
  relation: Relation,
  key: readonly KeyPart[],
  dialect: Dialect,
  condition?: string,
): string {
  const parts = renderKey(key, 'source', dialect);
  const present = parts.map((part) => `${part} is not null`);
  const where = [...present, ...(condition === undefined ? [] : [condition])].join(' and ');
  const columns = parts.map((part, index) => `${part} as sp_key_${index + 1}`).join(', ');
  const names = parts.map((_, index) => `sp_key_${index + 1}`).join(', ');
  return [
    `select sp_keys.*, count(*) over () as sp_count from (`,
    `  select ${names}, count(*) as sp_rows from (`,
    `    select ${columns} from ${dialect.renderRelation(relation)} as sp_batch where ${where}`,
    `  ) as sp_parts group by ${names} having count(*) > 1`,
    `) as sp_keys order by ${names} limit 1`,
  ].join('\n');
}

/** The rows with one key. */
export function rowsOfKeySql(
  relation: Relation,
  key: readonly KeyPart[],
  values: readonly SqlValue[],
  dialect: Dialect,
): string {
  const conditions = renderKey(key, 'source', dialect).map(
    (part, index) => `${part} = ${dialect.renderLiteral(values[index] ?? null)}`,
  );
  return `select * from ${dialect.renderRelation(relation)} as sp_batch where ${conditions.join(' and ')} limit ${maxShownRows}`;
}

/** How many rows lack a part of the key. */
export function nullKeysSql(relation: Relation, key: readonly KeyPart[], dialect: Dialect): string {
  const conditions = renderKey(key, 'source', dialect).map((part) => `${part} is null`);
  return `select count(*) from ${dialect.renderRelation(relation)} as sp_batch where ${conditions.join(' or ')}`;
}
