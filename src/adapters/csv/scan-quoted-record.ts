// One record, byte by byte, by the full rules: quoted fields may hold delimiters, line breaks and doubled quotes; a quote
// inside an unquoted field is an ordinary character; behind a closing quote only a delimiter or the record's end may
// follow. Records without a quote never come here (record-scanner.ts).

import type { CsvFormat } from './csv-format.js';
import { emptyQuoted } from './record-batch.js';

export type ScannedRecord =
  | {
      readonly kind: 'record';
      /** Behind the line break. */
      readonly end: number;
      /** Before the line break. */
      readonly contentEnd: number;
      readonly fieldCount: number;
      readonly lineBreaks: number;
      /** Doubled quotes in it: the ranges are not yet the values. */
      readonly hasEscapes: boolean;
    }
  /** The bytes end before the record does. */
  | { readonly kind: 'incomplete' }
  | {
      readonly kind: 'bad';
      readonly reason: 'unclosed_quote' | 'text_after_quote';
      /** Reading goes on here: behind the line in which the broken field began. */
      readonly end: number;
      readonly contentEnd: number;
      readonly lineBreaks: number;
    };

const lineFeed = 10;
const carriageReturn = 13;

/** Ranges of at most `columnCount` fields are written to `starts` and `lengths` from index `slot`. */
export interface FieldSlots {
  readonly starts: Int32Array;
  readonly lengths: Int32Array;
  readonly slot: number;
  readonly columnCount: number;
}

/** Scans the record at `start`. With `isLast`, the file ends with the bytes. */
export function scanQuotedRecord(
  bytes: Uint8Array,
  start: number,
  isLast: boolean,
  format: CsvFormat,
  slots: FieldSlots,
): ScannedRecord {
  const { delimiter, quote } = format;
  const limit = bytes.length;
  let at = start;
  let fieldCount = 0;
  let lineBreaks = 0;
  let hasEscapes = false;
  const store = (from: number, length: number): void => {
    if (fieldCount < slots.columnCount) {
      slots.starts[slots.slot + fieldCount] = from;
      slots.lengths[slots.slot + fieldCount] = length;
    }
    fieldCount += 1;
  };
  const finish = (contentEnd: number, end: number): ScannedRecord => ({
    kind: 'record',
    end,
    contentEnd,
    fieldCount,
    lineBreaks: lineBreaks + (end > contentEnd ? 1 : 0),
    hasEscapes,
  });

  for (;;) {
    const fieldStart = at;
    if (quote.length > 0 && matches(bytes, at, quote)) {
      const close = findClosingQuote(bytes, at + quote.length, isLast, quote);
      if (close.kind === 'incomplete') return close;
      if (close.kind === 'unclosed') return bad('unclosed_quote', bytes, fieldStart, isLast, lineBreaks);
      hasEscapes ||= close.hasEscapes;
      const from = fieldStart + quote.length;
      const behind = close.at + quote.length;
      const next = nextBreak(bytes, behind, isLast, delimiter);
      if (next === 'incomplete') return { kind: 'incomplete' };
      if (next === undefined) {
        const reason = close.lineBreaks > 0 ? 'unclosed_quote' : 'text_after_quote';
        return bad(reason, bytes, fieldStart, isLast, lineBreaks);
      }
      lineBreaks += close.lineBreaks;
      store(from, close.at === from ? emptyQuoted : close.at - from);
      at = behind + next.length;
      if (next.isRecordEnd) return finish(behind, at);
      continue;
    }
    for (;;) {
      if (at >= limit) {
        if (!isLast) return { kind: 'incomplete' };
        store(fieldStart, at - fieldStart);
        return finish(at, at);
      }
      if (bytes[at] === lineFeed) {
        const contentEnd = at > fieldStart && bytes[at - 1] === carriageReturn ? at - 1 : at;
        store(fieldStart, contentEnd - fieldStart);
        return finish(contentEnd, at + 1);
      }
      if (matches(bytes, at, delimiter)) break;
      at += 1;
    }
    store(fieldStart, at - fieldStart);
    at += delimiter.length;
  }
}

type ClosingQuote =
  | { readonly kind: 'closed'; readonly at: number; readonly lineBreaks: number; readonly hasEscapes: boolean }
  | { readonly kind: 'incomplete' }
  | { readonly kind: 'unclosed' };

function findClosingQuote(bytes: Uint8Array, from: number, isLast: boolean, quote: Uint8Array): ClosingQuote {
  const limit = bytes.length;
  let lineBreaks = 0;
  let hasEscapes = false;
  for (let at = from; at < limit; at += 1) {
    if (bytes[at] === lineFeed) lineBreaks += 1;
    if (!matches(bytes, at, quote)) continue;
    if (!matches(bytes, at + quote.length, quote)) {
      // The other half of a doubled quote may be in the next bytes.
      if (!isLast && at + 2 * quote.length > limit) return { kind: 'incomplete' };
      return { kind: 'closed', at, lineBreaks, hasEscapes };
    }
    hasEscapes = true;
    at += 2 * quote.length - 1;
  }
  return isLast ? { kind: 'unclosed' } : { kind: 'incomplete' };
}

interface Break {
  readonly length: number;
  readonly isRecordEnd: boolean;
}

/** The delimiter or record end at `at`; undefined when something else stands there. */
function nextBreak(
  bytes: Uint8Array,
  at: number,
  isLast: boolean,
  delimiter: Uint8Array,
): Break | 'incomplete' | undefined {
  const limit = bytes.length;
  if (at >= limit) return isLast ? { length: 0, isRecordEnd: true } : 'incomplete';
  if (bytes[at] === lineFeed) return { length: 1, isRecordEnd: true };
  if (matches(bytes, at, delimiter)) return { length: delimiter.length, isRecordEnd: false };
  if (bytes[at] === carriageReturn) {
    if (bytes[at + 1] === lineFeed && at + 1 < limit) return { length: 2, isRecordEnd: true };
    if (at + 1 >= limit && !isLast) return 'incomplete';
  }
  return !isLast && at + delimiter.length > limit ? 'incomplete' : undefined;
}

/** The record ends with the line in which its broken field began, so that one stray quote cannot swallow a file. */
function bad(
  reason: 'unclosed_quote' | 'text_after_quote',
  bytes: Uint8Array,
  fieldStart: number,
  isLast: boolean,
  lineBreaks: number,
): ScannedRecord {
  const lineEnd = bytes.indexOf(lineFeed, fieldStart);
  if (lineEnd < 0) {
    if (!isLast) return { kind: 'incomplete' };
    return { kind: 'bad', reason, end: bytes.length, contentEnd: bytes.length, lineBreaks };
  }
  const contentEnd = bytes[lineEnd - 1] === carriageReturn ? lineEnd - 1 : lineEnd;
  return { kind: 'bad', reason, end: lineEnd + 1, contentEnd, lineBreaks: lineBreaks + 1 };
}

function matches(bytes: Uint8Array, at: number, text: Uint8Array): boolean {
  if (bytes[at] !== text[0]) return false;
  for (let i = 1; i < text.length; i += 1) if (bytes[at + i] !== text[i]) return false;
  return true;
}
