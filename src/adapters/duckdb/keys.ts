// Partition keys in SQL. A key is compared as text where its type is not the column's, so that 1 and '1' are one key;
// where the types agree the comparison is one that the engine can answer without reading every row.

import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';

const integerType = /^U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?$/;

/** True for rows whose key is one of `keys`, else false; NULL is a key. */
export function keysPredicate({ name, type }: ColumnSpec, keys: readonly SqlValue[]): string {
  const column = duckdbDialect.quoteColumn(name);
  const direct: string[] = [];
  const texts: string[] = [];
  const numbers: string[] = [];
  for (const key of keys) {
    if (key === null) continue;
    const literal = typedLiteral(key, type);
    if (literal !== undefined) {
      direct.push(literal);
      continue;
    }
    texts.push(duckdbDialect.renderLiteral(keyText(key)));
    // 2.0 is the text '2.0' to the engine and '2' in JavaScript.
    if (typeof key === 'number') numbers.push(String(key));
  }
  const parts = [
    ...(keys.includes(null) ? [`${column} is null`] : []),
    ...(direct.length > 0 ? [`coalesce(${column} in (${direct.join(', ')}), false)`] : []),
    ...(texts.length > 0 ? [`coalesce(cast(${column} as varchar) in (${texts.join(', ')}), false)`] : []),
    ...(numbers.length > 0 ? [`coalesce(try_cast(${column} as double) in (${numbers.join(', ')}), false)`] : []),
  ];
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}

/** Apart from every text, NULL included. */
export function keyId(key: SqlValue): string {
  return key === null ? 'null' : `=${keyText(key)}`;
}

function keyText(key: Exclude<SqlValue, null>): string {
  return String(key);
}

function typedLiteral(key: Exclude<SqlValue, null>, type: string): string | undefined {
  if (typeof key === 'bigint' || (typeof key === 'number' && Number.isSafeInteger(key))) {
    return integerType.test(type) ? String(key) : undefined;
  }
  if (typeof key === 'boolean') return type === 'BOOLEAN' ? String(key) : undefined;
  if (typeof key !== 'string') return undefined;
  const text = duckdbDialect.renderLiteral(key);
  if (type === 'VARCHAR') return text;
  if (type === 'DATE' && /^\d{4}-\d\d-\d\d$/.test(key)) return `date ${text}`;
  if (type === 'TIMESTAMP' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?$/.test(key)) return `timestamp ${text}`;
  return undefined;
}
