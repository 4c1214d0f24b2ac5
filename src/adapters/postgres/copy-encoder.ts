// Records of a CSV file → the text format of COPY (https://www.postgresql.org/docs/current/sql-copy.html). The format is
// told to use the file's own delimiter, so that a record without quotes or changed values is copied as it stands.

import type { PreparedBatch } from '../csv/prepare-batch.js';

export interface CopyFormat {
  readonly delimiter: string;
  /** How NULL is written. Not the empty text where that is a value. */
  readonly nullText: string;
}

export interface EncoderOptions {
  readonly format: CopyFormat;
  /** Two more columns at the end: the file's path and the record's number. */
  readonly hasRowId: boolean;
}

const backslash = 0x5c;
const newline = 0x0a;
const carriageReturn = 0x0d;

/** @param hasEmptyTexts whether an empty field can be a text */
export function chooseCopyFormat(delimiter: string, hasEmptyTexts: boolean): CopyFormat {
  const isUsable = /^[^a-z0-9.N\\\r\n]$/.test(delimiter) && delimiter.charCodeAt(0) < 128;
  return { delimiter: isUsable ? delimiter : '\t', nullText: hasEmptyTexts ? '\\N' : '' };
}

/** The COPY that takes what the encoder makes. `table` is rendered. */
export function copyStatement(table: string, { delimiter, nullText }: CopyFormat): string {
  return `copy ${table} from stdin with (format text, delimiter ${escapeText(delimiter)}, null ${escapeText(nullText)})`;
}

export class CopyEncoder {
  readonly #options: EncoderOptions;
  readonly #delimiter: number;
  readonly #null: Buffer;

  constructor(options: EncoderOptions) {
    this.#options = options;
    this.#delimiter = options.format.delimiter.charCodeAt(0);
    this.#null = Buffer.from(options.format.nullText);
  }

  /** @param file the value of `_file` */
  encode({ batch, skipped }: PreparedBatch, file: string): Buffer {
    const { count, columnCount, recordStarts, recordLengths, numbers } = batch;
    const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
    const suffix = this.#escape(Buffer.from(file));
    const perRecord = columnCount * (1 + this.#null.length) + (this.#options.hasRowId ? suffix.length + 14 : 1);
    // Escaped, every byte can become two.
    const out = new Output(2 * bytes.length + count * perRecord);
    const isPlain = bytes.indexOf(backslash) < 0;
    const hasReturns = bytes.indexOf(carriageReturn) >= 0;
    for (let record = 0; record < count; record += 1) {
      if (skipped[record] === 1) continue;
      const start = recordStarts[record] ?? 0;
      const length = recordLengths[record] ?? 0;
      const isUsual = isPlain && !(hasReturns && holds(bytes, carriageReturn, start, length));
      if (isUsual && this.#isRaw(batch, record, start, length)) out.copy(bytes, start, length);
      else this.#fields(batch, bytes, record, out);
      if (this.#options.hasRowId) {
        out.byte(this.#delimiter);
        out.copy(suffix, 0, suffix.length);
        out.byte(this.#delimiter);
        out.ascii(String(numbers[record] ?? 0));
      }
      out.byte(newline);
    }
    return out.finish();
  }

  /** Its fields stand in the file one behind the other with a delimiter between, as COPY would have them. */
  #isRaw(
    { starts, lengths, columnCount }: PreparedBatch['batch'],
    record: number,
    start: number,
    length: number,
  ): boolean {
    if (this.#null.length > 0 && columnCount > 0) return false;
    let at = start;
    const end = (record + 1) * columnCount;
    for (let slot = record * columnCount; slot < end; slot += 1) {
      const fieldLength = Math.max(0, lengths[slot] ?? 0);
      if (fieldLength > 0 && starts[slot] !== at) return false;
      at += fieldLength + 1;
    }
    return at === start + length + 1;
  }

  #fields({ starts, lengths, columnCount }: PreparedBatch['batch'], bytes: Buffer, record: number, out: Output): void {
    for (let column = 0, slot = record * columnCount; column < columnCount; column += 1, slot += 1) {
      if (column > 0) out.byte(this.#delimiter);
      const length = lengths[slot] ?? 0;
      if (length < 0) {
        out.copy(this.#null, 0, this.#null.length);
        continue;
      }
      const start = starts[slot] ?? 0;
      const special = this.#countSpecial(bytes, start, length);
      if (special === 0) out.copy(bytes, start, length);
      else {
        const escaped = this.#escape(bytes.subarray(start, start + length));
        out.copy(escaped, 0, escaped.length);
      }
    }
  }

  #countSpecial(bytes: Buffer, start: number, length: number): number {
    let count = 0;
    for (let at = start; at < start + length; at += 1) {
      const byte = bytes[at];
      if (byte === backslash || byte === newline || byte === carriageReturn || byte === this.#delimiter) count += 1;
    }
    return count;
  }

  #escape(text: Buffer): Buffer {
    const special = this.#countSpecial(text, 0, text.length);
    if (special === 0) return text;
    const escaped = Buffer.alloc(text.length + special);
    let to = 0;
    for (const byte of text) {
      const letter = byte === newline ? 0x6e : byte === carriageReturn ? 0x72 : undefined;
      if (letter !== undefined || byte === backslash || byte === this.#delimiter) escaped[to++] = backslash;
      escaped[to++] = letter ?? byte;
    }
    return escaped;
  }
}

/** Bytes that are filled from the beginning. */
class Output {
  readonly #bytes: Buffer;
  #length = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  byte(value: number): void {
    this.#bytes[this.#length++] = value;
  }

  ascii(text: string): void {
    this.#length += this.#bytes.write(text, this.#length, 'latin1');
  }

  copy(from: Buffer, start: number, length: number): void {
    from.copy(this.#bytes, this.#length, start, start + length);
    this.#length += length;
  }

  finish(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }
}

function holds(bytes: Buffer, byte: number, start: number, length: number): boolean {
  const at = bytes.indexOf(byte, start);
  return at >= 0 && at < start + length;
}

/** As an escape string: a tab cannot stand in a literal visibly. */
function escapeText(text: string): string {
  return `e'${text.replace(/[\\']/g, '\\$&').replace('\t', '\\t')}'`;
}
