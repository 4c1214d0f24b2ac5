import { PortableArgumentError } from '../portable-functions.js';

/**
 * Date formats are written with strftime's codes, which every engine gets in its own words:
 * `%Y` 2024 · `%y` 24 · `%m` 01–12 · `%d` 01–31 · `%b` Jan … Dec · `%B` January … December · `%j` 001–366 · `%H` 00–23 ·
 * `%M` 00–59 · `%S` 00–59 · `%%` a percent sign. Month names are English on every engine.
 */
export const formatCodes = ['Y', 'y', 'm', 'd', 'b', 'B', 'j', 'H', 'M', 'S'] as const;
export type FormatCode = (typeof formatCodes)[number];

export type FormatPiece =
  { readonly kind: 'code'; readonly code: FormatCode } | { readonly kind: 'text'; readonly text: string };

/** Codes that `parse_date` can read: each has one width, so that nothing has to be guessed. */
const parseWidths: Readonly<Record<string, number>> = { Y: 4, m: 2, d: 2, b: 3 };

export function parseFormat(format: string): readonly FormatPiece[] {
  const pieces: FormatPiece[] = [];
  for (const [token, code] of format.matchAll(/%(.)|[^%]+|%$/gsu)) {
    const known = formatCodes.find((other) => other === code);
    if (!token.startsWith('%') || code === '%') {
      const text = code ?? token;
      const last = pieces.at(-1);
      if (last?.kind === 'text') pieces[pieces.length - 1] = { kind: 'text', text: last.text + text };
      else pieces.push({ kind: 'text', text });
    } else if (known !== undefined) {
      pieces.push({ kind: 'code', code: known });
    } else {
      throw new PortableArgumentError(
        `a date format has no code "${token}"`,
        `the codes are ${formatCodes.map((other) => `%${other}`).join(' ')} and %%`,
      );
    }
  }
  return pieces;
}

/** A piece of a format of fixed width and where it starts in the text, 1-based. */
export type PlacedPiece = FormatPiece & { readonly start: number; readonly width: number };

/** The pieces of a format that dates can be read by: year, month and day, each once, each of one width. */
export function placePieces(format: string): readonly PlacedPiece[] {
  let start = 1;
  const placed = parseFormat(format).map((piece): PlacedPiece => {
    const width = piece.kind === 'text' ? piece.text.length : parseWidths[piece.code];
    if (width === undefined) {
      throw new PortableArgumentError(
        `parse_date cannot read %${piece.kind === 'code' ? piece.code : ''}`,
        'it reads %Y (4 digits), %m and %d (2 digits) and %b (Jan … Dec)',
      );
    }
    start += width;
    return { ...piece, start: start - width, width };
  });
  const codes = placed.flatMap((piece) => (piece.kind === 'code' ? [piece.code === 'b' ? 'm' : piece.code] : []));
  if ([...codes].sort().join('') !== 'Ydm') {
    throw new PortableArgumentError(
      `"${format}" does not name a day`,
      'a format for parse_date has %Y, one of %m and %b, and %d, each once',
    );
  }
  return placed;
}

export const monthAbbreviations = 'JanFebMarAprMayJunJulAugSepOctNovDec';
export const monthNames = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
