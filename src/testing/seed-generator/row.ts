import type { DuplicateKind, QuarantineKind } from './kinds.js';

/** A value of a truth row: text, or null for SQL NULL. */
export type TruthValue = string | null;

/** One data record of a raw file, before it has a place in it. */
export interface RawRow {
  readonly fields: readonly string[];
  readonly fate: Fate;
  /** Which of the dataset's files it goes to: 0, or months since September 2024 with `--split month`. */
  readonly part: number;
  /** Its `_row`, set when it is written. */
  place: number;
}

/** What staging must do with the record. */
export type Fate =
  | { readonly kind: 'kept'; readonly truth: readonly TruthValue[] }
  | { readonly kind: 'duplicate'; readonly id: DuplicateKind; readonly of: RawRow }
  | { readonly kind: 'quarantine'; readonly id: QuarantineKind };

/** Stands for one byte that is not UTF-8 (0xE9, a Latin-1 é) until the record is written. */
export const invalidByteMark = '\uE0E9';

export function keptRow(fields: readonly string[], truth: readonly TruthValue[], part = 0): RawRow {
  return { fields, fate: { kind: 'kept', truth }, part, place: 0 };
}

export function duplicateRow(id: DuplicateKind, of: RawRow, fields: readonly string[], part = of.part): RawRow {
  return { fields, fate: { kind: 'duplicate', id, of }, part, place: 0 };
}

export function quarantinedRow(id: QuarantineKind, fields: readonly string[], part = 0): RawRow {
  return { fields, fate: { kind: 'quarantine', id }, part, place: 0 };
}

/** The record with one field replaced. */
export function replaceField(fields: readonly string[], column: number, value: string): string[] {
  const copy = [...fields];
  copy[column] = value;
  return copy;
}
