import type { SqlValue } from '../../../dialects/relation.js';
import { quoteName } from '../schema-object.js';

/** True for rows whose key is one of `keys`. Keys are compared as text, so that `--partition day=1` finds 1 and '1'; NULL is a key. */
export function keysPredicate(column: string, keys: readonly SqlValue[]): string {
  const name = quoteName(column);
  const texts = keys.filter((key) => key !== null).map((key) => quoteText(keyText(key)));
  // 2.0 is the text '2.0' in SQLite and '2' in JavaScript.
  const numbers = keys.filter((key) => typeof key === 'number').map(String);
  const parts = [
    ...(keys.includes(null) ? [`${name} is null`] : []),
    ...(texts.length > 0 ? [`cast(${name} as text) in (${texts.join(', ')})`] : []),
    ...(numbers.length > 0 ? [`${name} in (${numbers.join(', ')})`] : []),
  ];
  return parts.length === 0 ? '0' : `coalesce(${parts.map((part) => `coalesce(${part}, 0)`).join(' or ')}, 0)`;
}

export function keyPredicate(column: string, key: SqlValue): string {
  return keysPredicate(column, [key]);
}

function keyText(key: SqlValue): string {
  return typeof key === 'boolean' ? String(Number(key)) : String(key);
}

function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
