import { monthAbbreviations, type FormatCode, type PlacedPiece } from './date-format.js';

/** How an engine says what is needed to take a date text apart. */
export interface TextSql {
  substring(expr: string, start: number, width: number): string;
  /** Where a text stands in another, from 1; 0 when it does not. */
  find(needle: string, haystack: string): string;
  /** A small positive integer expression as two digits. */
  twoDigits(expr: string): string;
  concat(parts: readonly string[]): string;
}

/** `YYYY-MM-DD` from a text in a fixed format, put together from its pieces. Garbage in, garbage out: check the shape first. */
export function isoDateText(expr: string, pieces: readonly PlacedPiece[], sql: TextSql): string {
  const find = (wanted: FormatCode): PlacedPiece | undefined =>
    pieces.find((piece) => piece.kind === 'code' && piece.code === wanted);
  const at = (piece: PlacedPiece | undefined): string =>
    piece === undefined ? "''" : sql.substring(expr, piece.start, piece.width);
  const named = find('b');
  const month = named === undefined ? at(find('m')) : sql.twoDigits(monthNumber(at(named), sql));
  return sql.concat([at(find('Y')), "'-'", month, "'-'", at(find('d'))]);
}

function monthNumber(abbreviation: string, sql: TextSql): string {
  return `(${sql.find(abbreviation, `'${monthAbbreviations}'`)} + 2) / 3`;
}

/** The shape of a text in a fixed format as a regular expression that all engines read alike, ends included. */
export function datePattern(pieces: readonly PlacedPiece[]): string {
  const months = monthAbbreviations.match(/.../g)?.join('|') ?? '';
  const parts = pieces.map((piece) => {
    if (piece.kind === 'text') return piece.text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return piece.code === 'b' ? `(${months})` : `[0-9]{${piece.width}}`;
  });
  return `^${parts.join('')}$`;
}
