// Values as the server writes them → SqlValue. Texts of dates and timestamps are the server's own: sessions run in UTC
// with ISO dates.

import type { SqlValue } from '../../dialects/relation.js';

type Parse = (text: string) => SqlValue;

const asText: Parse = (text) => text;

/** By type oid: https://www.postgresql.org/docs/current/catalog-pg-type.html */
const parsers: ReadonlyMap<number, Parse> = new Map<number, Parse>([
  [16, (text) => text === 't'],
  [17, (text) => Buffer.from(text.slice(2), 'hex')],
  [20, toInteger],
  [21, Number],
  [23, Number],
  [26, Number],
  [700, Number],
  [701, Number],
  [1184, (text) => text.replace(/\+00$/, '')],
  [1700, toNumber],
]);

/** For `types` of a query. Results come as text. */
export const valueTypes = {
  getTypeParser: (oid: number): Parse => parsers.get(oid) ?? asText,
};

/** A number where a double holds it exactly. */
function toInteger(text: string): SqlValue {
  const value = Number(text);
  return Number.isSafeInteger(value) ? value : BigInt(text);
}

/** A number where it prints back to the same digits, zeros at the end aside; else the text, or all digits of an integer. */
function toNumber(text: string): SqlValue {
  if (/^-?\d+$/.test(text)) return toInteger(text);
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const value = Number(plain);
  return String(value) === plain ? value : plain;
}
