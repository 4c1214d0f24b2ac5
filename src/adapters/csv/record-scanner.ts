// Bytes → batches of records. Lines without a quote, nearly all of most files, are cut at delimiters and line breaks in
// one pass over the bytes; records with quotes are scanned by the full rules, and those with doubled quotes are read by
// csv-parse. It knows nothing of types or NULL; read-bytes.ts brings the bytes.

import { isUtf8 } from 'node:buffer';
import { parse } from 'csv-parse/sync';
import type { CsvFormat } from './csv-format.js';
import type { BadRecord, BadRecordReason, RecordBatch } from './record-batch.js';
import { emptyQuoted } from './record-batch.js';
import { scanQuotedRecord } from './scan-quoted-record.js';

const lineFeed = 10;
const carriageReturn = 13;

export interface ScanResult {
  readonly batch: RecordBatch;
  /** Bytes that are dealt with; the rest begins a record whose end is not there yet. */
  readonly consumed: number;
}

export class RecordScanner {
  readonly #format: CsvFormat;
  readonly #columnCount: number;
  #nextNumber = 1;
  #line: number;

  /** `firstLine` is the line behind the header. */
  constructor(format: CsvFormat, columnCount: number, firstLine: number) {
    this.#format = format;
    this.#columnCount = columnCount;
    this.#line = firstLine;
  }

  /** All whole records of `bytes`. `isLast`: the file ends with them. */
  scan(bytes: Uint8Array, isLast: boolean): ScanResult {
    const [number, line] = [this.#nextNumber, this.#line];
    const scan = new Scan(bytes, isLast, this.#format, this.#columnCount, { number, line });
    const consumed = scan.run(false);
    const done = bytes.subarray(0, consumed);
    // Seldom is anything wrong with the bytes, so it is looked for in all of them at once.
    const isClean = isUtf8(done) && !done.includes(0);
    const result = isClean ? scan : new Scan(bytes, isLast, this.#format, this.#columnCount, { number, line });
    if (!isClean) result.run(true);
    this.#nextNumber = result.number;
    this.#line = result.line;
    return { batch: result.toBatch(), consumed };
  }
}

class Scan {
  number: number;
  line: number;
  readonly #bytes: Uint8Array;
  readonly #isLast: boolean;
  readonly #format: CsvFormat;
  readonly #columnCount: number;
  readonly #bad: BadRecord[] = [];
  readonly #escaped: number[] = [];
  #count = 0;
  #capacity: number;
  #starts: Int32Array;
  #lengths: Int32Array;
  #numbers: Int32Array;
  #lines: Int32Array;
  #recordStarts: Int32Array;
  #recordLengths: Int32Array;

  constructor(
    bytes: Uint8Array,
    isLast: boolean,
    format: CsvFormat,
    columnCount: number,
    at: { readonly number: number; readonly line: number },
  ) {
    this.#bytes = bytes;
    this.#isLast = isLast;
    this.#format = format;
    this.#columnCount = columnCount;
    this.number = at.number;
    this.line = at.line;
    this.#capacity = Math.max(16, Math.ceil(bytes.length / (columnCount * 8)));
    this.#starts = new Int32Array(this.#capacity * columnCount);
    this.#lengths = new Int32Array(this.#capacity * columnCount);
    this.#numbers = new Int32Array(this.#capacity);
    this.#lines = new Int32Array(this.#capacity);
    this.#recordStarts = new Int32Array(this.#capacity);
    this.#recordLengths = new Int32Array(this.#capacity);
  }

  /** Returns where the first record begins that is not whole. `isCareful`: every record's bytes are checked. */
  run(isCareful: boolean): number {
    const bytes = this.#bytes;
    const { delimiter, quote } = this.#format;
    const isSimple = delimiter.length === 1 && quote.length <= 1;
    const limit = bytes.length;
    let at = 0;
    while (at < limit) {
      if (bytes[at] === lineFeed) {
        at += 1;
        this.line += 1;
        continue;
      }
      if (bytes[at] === carriageReturn) {
        if (at + 1 >= limit && !this.#isLast) break;
        if (bytes[at + 1] === lineFeed) {
          at += 2;
          this.line += 1;
          continue;
        }
      }
      if (this.#count === this.#capacity) this.#grow();
      const end = isSimple ? this.#scanLine(at, isCareful) : -1;
      if (end === -2) break;
      const next = end >= 0 ? end : this.#scanQuoted(at, isCareful);
      if (next < 0) break;
      at = next;
    }
    return at;
  }

  toBatch(): RecordBatch {
    return {
      bytes: this.#unescape(),
      columnCount: this.#columnCount,
      count: this.#count,
      starts: this.#starts,
      lengths: this.#lengths,
      numbers: this.#numbers,
      lines: this.#lines,
      recordStarts: this.#recordStarts,
      recordLengths: this.#recordLengths,
      bad: this.#bad,
    };
  }

  /** The end of a record without quotes; -1 when a field begins with a quote, -2 when the record is not whole. */
  #scanLine(start: number, isCareful: boolean): number {
    const bytes = this.#bytes;
    const delimiter = this.#format.delimiter[0];
    const quote = this.#format.quote[0];
    const starts = this.#starts;
    const lengths = this.#lengths;
    const columnCount = this.#columnCount;
    const slot = this.#count * columnCount;
    const limit = bytes.length;
    let fieldCount = 0;
    let fieldStart = start;
    if (bytes[start] === quote && quote !== undefined) return -1;
    for (let at = start; ; at += 1) {
      const byte = at < limit ? bytes[at] : -1;
      if (byte === delimiter) {
        if (fieldCount < columnCount) {
          starts[slot + fieldCount] = fieldStart;
          lengths[slot + fieldCount] = at - fieldStart;
        }
        fieldCount += 1;
        fieldStart = at + 1;
        if (bytes[fieldStart] === quote && quote !== undefined && fieldStart < limit) return -1;
      } else if (byte === lineFeed || byte === -1) {
        if (byte === -1 && !this.#isLast) return -2;
        const contentEnd = byte === lineFeed && at > fieldStart && bytes[at - 1] === carriageReturn ? at - 1 : at;
        if (fieldCount < columnCount) {
          starts[slot + fieldCount] = fieldStart;
          lengths[slot + fieldCount] = contentEnd - fieldStart;
        }
        fieldCount += 1;
        this.#add(start, contentEnd, fieldCount, 1, isCareful, false);
        return byte === -1 ? at : at + 1;
      }
    }
  }

  /** The end of the record; -1 when it is not whole. */
  #scanQuoted(start: number, isCareful: boolean): number {
    const slots = {
      starts: this.#starts,
      lengths: this.#lengths,
      slot: this.#count * this.#columnCount,
      columnCount: this.#columnCount,
    };
    const found = scanQuotedRecord(this.#bytes, start, this.#isLast, this.#format, slots);
    if (found.kind === 'incomplete') return -1;
    if (found.kind === 'bad') {
      const damage = isCareful ? this.#findDamage(start, found.contentEnd) : undefined;
      this.#reject(damage ?? found.reason, start, found.contentEnd, found.lineBreaks);
      return found.end;
    }
    this.#add(start, found.contentEnd, found.fieldCount, found.lineBreaks, isCareful, found.hasEscapes);
    return found.end;
  }

  #add(
    start: number,
    end: number,
    fieldCount: number,
    lineBreaks: number,
    isCareful: boolean,
    hasEscapes: boolean,
  ): void {
    const damage = isCareful ? this.#findDamage(start, end) : undefined;
    if (damage !== undefined || fieldCount !== this.#columnCount) {
      this.#reject(damage ?? 'wrong_field_count', start, end, lineBreaks, fieldCount);
      return;
    }
    const record = this.#count;
    this.#numbers[record] = this.number;
    this.#lines[record] = this.line;
    this.#recordStarts[record] = start;
    this.#recordLengths[record] = end - start;
    if (hasEscapes) this.#escaped.push(record);
    this.#count += 1;
    this.number += 1;
    this.line += lineBreaks;
  }

  #findDamage(start: number, end: number): BadRecordReason | undefined {
    const record = this.#bytes.subarray(start, end);
    if (!isUtf8(record)) return 'invalid_utf8';
    return record.includes(0) ? 'nul_byte' : undefined;
  }

  #reject(reason: BadRecordReason, start: number, end: number, lineBreaks: number, fieldCount = 0): void {
    const raw = rawText(this.#bytes.subarray(start, end), reason);
    const detail = describe(reason, this.#columnCount, fieldCount);
    this.#bad.push({ number: this.number, line: this.line, reason, raw, detail });
    this.number += 1;
    this.line += lineBreaks;
  }

  /** Values of records with doubled quotes, as csv-parse reads them, behind the bytes. */
  #unescape(): Uint8Array {
    if (this.#escaped.length === 0) return this.#bytes;
    const { delimiterText, quoteText } = this.#format;
    const records = this.#escaped.map((record) => {
      const start = this.#recordStarts[record] ?? 0;
      return this.#bytes.subarray(start, start + (this.#recordLengths[record] ?? 0));
    });
    const text = Buffer.concat(records.flatMap((record) => [record, Buffer.of(lineFeed)]));
    const rows: string[][] = parse(text, {
      delimiter: delimiterText,
      quote: quoteText,
      escape: quoteText,
      // A quote within an unquoted field is an ordinary character; text behind a closing quote was ruled out before.
      relax_quotes: true,
      record_delimiter: '\n',
    });
    const parts: Uint8Array[] = [this.#bytes];
    let offset = this.#bytes.length;
    rows.forEach((row, index) => {
      const slot = (this.#escaped[index] ?? 0) * this.#columnCount;
      row.forEach((value, column) => {
        if (this.#lengths[slot + column] === emptyQuoted) return;
        const encoded = Buffer.from(value);
        parts.push(encoded);
        this.#starts[slot + column] = offset;
        this.#lengths[slot + column] = encoded.length;
        offset += encoded.length;
      });
    });
    return Buffer.concat(parts);
  }

  #grow(): void {
    this.#capacity *= 2;
    this.#starts = copyOf(this.#starts, this.#capacity * this.#columnCount);
    this.#lengths = copyOf(this.#lengths, this.#capacity * this.#columnCount);
    this.#numbers = copyOf(this.#numbers, this.#capacity);
    this.#lines = copyOf(this.#lines, this.#capacity);
    this.#recordStarts = copyOf(this.#recordStarts, this.#capacity);
    this.#recordLengths = copyOf(this.#recordLengths, this.#capacity);
  }
}

function copyOf(values: Int32Array, length: number): Int32Array {
  const copy = new Int32Array(length);
  copy.set(values);
  return copy;
}

function rawText(bytes: Uint8Array, reason: BadRecordReason): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString(reason === 'invalid_utf8' ? 'hex' : 'utf8');
}

function describe(reason: BadRecordReason, columnCount: number, fieldCount: number): string {
  switch (reason) {
    case 'wrong_field_count':
      return `${fieldCount} ${fieldCount === 1 ? 'field' : 'fields'} instead of ${columnCount}`;
    case 'invalid_utf8':
      return 'bytes that are no UTF-8';
    case 'unclosed_quote':
      return 'a quote that is not closed';
    case 'nul_byte':
      return 'a NUL byte';
    case 'text_after_quote':
      return 'text behind a closing quote';
    case 'type_mismatch':
      return 'a value of another type';
  }
}
