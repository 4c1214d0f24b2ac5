/**
 * Records of one stretch of a file, as ranges of bytes: nothing becomes a JavaScript string that need not.
 * Field `c` of record `r` is `bytes[starts[i]]` … for `lengths[i]` bytes, `i = r * columnCount + c`.
 */
export interface RecordBatch {
  readonly bytes: Uint8Array;
  readonly columnCount: number;
  readonly count: number;
  readonly starts: Int32Array;
  /** See `emptyQuoted` and `nullLength` for those below zero. */
  readonly lengths: Int32Array;
  /** 1-based number of each record in its file; rejected ones count, the header and blank lines do not. */
  readonly numbers: Int32Array;
  /** 1-based line in the file on which each record begins. */
  readonly lines: Int32Array;
  /** Where each record begins in the bytes, and its length without the line break. */
  readonly recordStarts: Int32Array;
  readonly recordLengths: Int32Array;
  readonly bad: readonly BadRecord[];
}

/** A field written as two quotes. */
export const emptyQuoted = -1;
/** NULL, once the seed's rules were applied. */
export const nullLength = -2;

export type BadRecordReason =
  'wrong_field_count' | 'invalid_utf8' | 'unclosed_quote' | 'nul_byte' | 'text_after_quote' | 'type_mismatch';

export interface BadRecord {
  readonly number: number;
  readonly line: number;
  readonly reason: BadRecordReason;
  /** The record as it stands in the file without its line break; in hex when it is no UTF-8. */
  readonly raw: string;
  /** In words: what was found. */
  readonly detail: string;
}
