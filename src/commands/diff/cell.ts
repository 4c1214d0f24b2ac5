import type { SqlValue } from '../../dialects/relation.js';

/** What the declared type of a column says about the texts in it. `other`: take them as they are. */
export type ColumnKind = 'number' | 'timestamp' | 'other';

/** A value in the one form that all engines' forms of it have: booleans are 0 and 1, bytes hex digits. */
export type Cell = number | bigint | string | null;

const tolerance = 1e-9;

export function columnKind(type: string): ColumnKind {
  if (/^(?:decimal|numeric|double|real|float)/i.test(type)) return 'number';
  return /^(?:timestamp|datetime)/i.test(type) ? 'timestamp' : 'other';
}

/**
 * Decimals often travel as text: in a column that is declared a number they are numbers. In a column that is a timestamp
 * on either side, `T`, a zone of UTC and zeros at the end of the seconds make no difference.
 */
export function toCell(value: SqlValue, kind: ColumnKind): Cell {
  if (value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'bigint') return toNumber(value);
  if (typeof value === 'number') return value;
  if (typeof value !== 'string') return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex');
  if (kind === 'number' && /^[+-]?\d+$/.test(value)) return toNumber(BigInt(value));
  if (kind === 'number' && /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(value)) return Number(value);
  return kind === 'timestamp' ? toTimestamp(value) : value;
}

/** The row with its cells in that form. */
export function toCells(row: readonly SqlValue[], kinds: readonly ColumnKind[]): readonly Cell[] {
  return row.map((value, column) => toCell(value, kinds[column] ?? 'other'));
}

/** Texts and integers exactly, other numbers to 1e-9 of the larger one. NULL equals NULL. */
export function cellsEqual(a: Cell, b: Cell): boolean {
  if (a === b) return true;
  if (a === null || b === null || typeof a === 'string' || typeof b === 'string') return false;
  if (isInteger(a) && isInteger(b)) return false;
  const [x, y] = [Number(a), Number(b)];
  if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) && Number.isNaN(y);
  return Math.abs(x - y) <= tolerance * Math.max(Math.abs(x), Math.abs(y));
}

/** Cells that belong together have equal texts. Fractions are cut to what they agree in anyway. */
export function cellKey(cell: Cell): string {
  if (cell === null) return '∅';
  if (typeof cell === 'string') return `'${cell}`;
  return typeof cell === 'bigint' || isInteger(cell) ? String(cell) : cell.toPrecision(9);
}

export function isInteger(cell: number | bigint): boolean {
  return typeof cell === 'bigint' || Number.isInteger(cell);
}

function toNumber(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

function toTimestamp(text: string): string {
  const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(?:Z|\+00(?::?00)?)?$/.exec(text);
  if (match === null) return text;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  return `${match[1] ?? ''} ${match[2] ?? ''}${fraction === '' ? '' : `.${fraction}`}`;
}
