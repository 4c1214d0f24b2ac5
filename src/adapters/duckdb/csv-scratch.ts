// Rows that our own reader has read, as a file that the engine's reader cannot read in two ways: fields end with U+001F,
// records with LF, and a field that holds one of these, U+001E or CR stands between U+001E, which are doubled inside.
// Nothing between two ends is NULL; two U+001E are the empty text. The first field is the record's number.

import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import type { PreparedBatch } from '../csv/prepare-batch.js';

const lineFeed = 10;
const carriageReturn = 13;
const quote = 30;
const delimiter = 31;
const firstPrintable = 32;
const mostNumberBytes = 12;

export class CsvScratch {
  readonly path: string;
  rows = 0;
  sizeBytes = 0;
  /** A value holds a line break: the engine must not start reading in the middle of the file. */
  hasLineBreaks = false;
  longestRecordBytes = 0;
  readonly #file: number;
  #isOpen = true;

  constructor(path: string) {
    this.path = path;
    this.#file = openSync(path, 'wx');
  }

  write({ batch, skipped }: PreparedBatch): void {
    const { bytes, starts, lengths, columnCount, count, numbers } = batch;
    const out = takeBuffer(2 * bytes.length + count * (3 * columnCount + mostNumberBytes));
    let at = 0;
    for (let record = 0, slot = 0; record < count; record += 1) {
      if (skipped[record] === 1) {
        slot += columnCount;
        continue;
      }
      const begin = at;
      at = writeNumber(out, at, numbers[record] ?? 0);
      for (let column = 0; column < columnCount; column += 1, slot += 1) {
        out[at] = delimiter;
        at += 1;
        const length = lengths[slot] ?? 0;
        if (length < 0) continue;
        const start = starts[slot] ?? 0;
        const end = start + length;
        const fieldAt = at;
        let from = start;
        for (; from < end; from += 1, at += 1) {
          const byte = bytes[from] ?? 0;
          if (byte < firstPrintable && isSpecial(byte)) break;
          out[at] = byte;
        }
        if (from < end || length === 0) at = this.#writeQuoted(out, fieldAt, bytes, start, end);
      }
      out[at] = lineFeed;
      at += 1;
      this.rows += 1;
      if (at - begin > this.longestRecordBytes) this.longestRecordBytes = at - begin;
    }
    for (let done = 0; done < at;) done += writeSync(this.#file, out, done, at - done);
    this.sizeBytes += at;
  }

  /** No more rows. */
  finish(): void {
    if (this.#isOpen) closeSync(this.#file);
    this.#isOpen = false;
  }

  remove(): void {
    this.finish();
    rmSync(this.path, { force: true });
  }

  #writeQuoted(out: Uint8Array, fieldAt: number, bytes: Uint8Array, start: number, end: number): number {
    let at = fieldAt;
    out[at] = quote;
    at += 1;
    for (let from = start; from < end; from += 1) {
      const byte = bytes[from] ?? 0;
      if (byte === quote) {
        out[at] = quote;
        at += 1;
      } else if (byte === lineFeed || byte === carriageReturn) {
        this.hasLineBreaks = true;
      }
      out[at] = byte;
      at += 1;
    }
    out[at] = quote;
    return at + 1;
  }
}

/** Arguments of `read_csv` for such a file. All columns are texts but the first. */
export function scratchSource({ path, hasLineBreaks, longestRecordBytes }: CsvScratch, columnCount: number): string {
  const columns = Array.from({ length: columnCount }, (_, index) => `'${fieldName(index)}': 'VARCHAR'`);
  const options = [
    `columns = {'${numberName}': 'BIGINT', ${columns.join(', ')}}`,
    'auto_detect = false, header = false, skip = 0, sample_size = 1',
    `delim = chr(${delimiter}), quote = chr(${quote}), escape = chr(${quote}), comment = ''`,
    "nullstr = '', allow_quoted_nulls = false, new_line = '\\n', encoding = 'utf-8', compression = 'none'",
    `max_line_size = ${Math.max(2_097_152, 2 * longestRecordBytes)}`,
    `parallel = ${!hasLineBreaks}`,
  ];
  return `read_csv('${path.replaceAll("'", "''")}', ${options.join(', ')})`;
}

export const numberName = 'n';

export function fieldName(index: number): string {
  return `c${index}`;
}

let buffer = new Uint8Array(0);

/** Used by one call at a time. */
function takeBuffer(bytes: number): Uint8Array {
  if (buffer.length < bytes) buffer = new Uint8Array(Math.ceil(bytes * 1.25));
  return buffer;
}

function isSpecial(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn || byte === quote || byte === delimiter;
}

function writeNumber(out: Uint8Array, at: number, value: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest = Math.floor(rest / 10)) digits += 1;
  for (let place = at + digits - 1, rest = value; place >= at; place -= 1, rest = Math.floor(rest / 10)) {
    out[place] = 48 + (rest % 10);
  }
  return at + digits;
}
