import { quoteText } from '../../dialects/ansi.js';
import type { SqlValue } from '../../dialects/relation.js';

/**
 * True, and never NULL, for rows whose key is one of `keys`; NULL is a key. The keys stand there as texts, of which the
 * server makes the column's own type, so that an index on it is used.
 */
export function keysPredicate(column: string, keys: readonly SqlValue[]): string {
  const texts = keys.filter((key) => key !== null).map((key) => quoteText(keyText(key)));
  const parts = [
    ...(texts.length > 0 ? [`(${column} is not null and ${column} in (${texts.join(', ')}))`] : []),
    ...(keys.includes(null) ? [`${column} is null`] : []),
  ];
  return parts.length === 0 ? 'false' : `(${parts.join(' or ')})`;
}

function keyText(key: SqlValue): string {
  return key instanceof Uint8Array ? `\\x${Buffer.from(key).toString('hex')}` : String(key);
}
