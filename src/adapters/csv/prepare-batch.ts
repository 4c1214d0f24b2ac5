// From fields as they stand in the file to values: what is NULL, trimming, Unicode form, declared types. Ranges are
// changed in place; a text that changes goes behind the batch's bytes.

import { isAscii } from 'node:buffer';
import type { SeedConfig } from '../seed-config.js';
import type { ConvertValue } from './convert-value.js';
import { emptyQuoted, nullLength, type BadRecord, type RecordBatch } from './record-batch.js';

export interface ColumnRule {
  readonly name: string;
  /** The declared type as written, and what converts to it. */
  readonly type?: string;
  readonly convert?: ConvertValue | undefined;
}

export interface PreparedBatch {
  readonly batch: RecordBatch;
  /** 1 for records that are not to be loaded. */
  readonly skipped: Uint8Array;
  /** Records of the batch that are bad, in order. */
  readonly bad: readonly BadRecord[];
}

type Rules = Pick<SeedConfig, 'nullValues' | 'quotedEmpty' | 'unicode' | 'trim'>;

const outerSpace =
  /^[\p{White_Space}\u180e\u200b-\u200d\u2060\ufeff]+|[\p{White_Space}\u180e\u200b-\u200d\u2060\ufeff]+$/gu;

export class BatchPreparer {
  readonly #columns: readonly ColumnRule[];
  readonly #rules: Rules;
  readonly #nullTokens: readonly Buffer[];

  constructor(columns: readonly ColumnRule[], rules: Rules) {
    this.#columns = columns;
    this.#rules = rules;
    this.#nullTokens = rules.nullValues.map((text) => Buffer.from(text)).filter((token) => token.length > 0);
  }

  prepare(batch: RecordBatch): PreparedBatch {
    const tail = new Tail(batch.bytes.length);
    const skipped = new Uint8Array(batch.count);
    const mismatches: BadRecord[] = [];
    const isPlain = isAscii(batch.bytes);
    this.#columns.forEach((column, index) => {
      this.#prepareTexts(batch, index, isPlain, tail);
      if (column.convert) this.#convert(batch, index, column, column.convert, tail, skipped, mismatches);
    });
    const bytes = tail.appendedTo(batch.bytes);
    const bad = mismatches.length === 0 ? batch.bad : [...batch.bad, ...mismatches].sort((a, b) => a.number - b.number);
    return { batch: { ...batch, bytes }, skipped, bad };
  }

  #prepareTexts(batch: RecordBatch, column: number, isPlain: boolean, tail: Tail): void {
    const { bytes, starts, lengths, columnCount, count } = batch;
    const isTrimmed = this.#rules.trim === 'unicode';
    const isNfc = this.#rules.unicode === 'nfc' && !isPlain;
    const emptyLength = this.#rules.quotedEmpty === 'text' ? 0 : nullLength;
    const hasTokens = this.#nullTokens.length > 0;
    for (let record = 0, slot = column; record < count; record += 1, slot += columnCount) {
      const length = lengths[slot] ?? 0;
      if (length <= 0) {
        lengths[slot] = length === emptyQuoted ? emptyLength : nullLength;
        continue;
      }
      const start = starts[slot] ?? 0;
      const needsTrim = isTrimmed && !(isPrintable(bytes[start]) && isPrintable(bytes[start + length - 1]));
      if (needsTrim || (isNfc && !isAsciiRange(bytes, start, length))) {
        this.#rewrite(batch, slot, tail);
      }
      if (hasTokens && this.#isNullToken(bytes, slot, batch, tail)) lengths[slot] = nullLength;
    }
  }

  #rewrite({ bytes, starts, lengths }: RecordBatch, slot: number, tail: Tail): void {
    const start = starts[slot] ?? 0;
    const end = start + (lengths[slot] ?? 0);
    const before = toText(bytes, start, end);
    const trimmed = this.#rules.trim === 'unicode' ? before.replace(outerSpace, '') : before;
    const after = this.#rules.unicode === 'nfc' ? trimmed.normalize('NFC') : trimmed;
    if (after === before) return;
    if (after === '') lengths[slot] = nullLength;
    else tail.add(after, starts, lengths, slot);
  }

  #isNullToken(bytes: Uint8Array, slot: number, { starts, lengths }: RecordBatch, tail: Tail): boolean {
    const start = starts[slot] ?? 0;
    const length = lengths[slot] ?? 0;
    for (const token of this.#nullTokens) {
      if (token.length !== length) continue;
      const value = start >= bytes.length ? tail.read(start, length) : bytes.subarray(start, start + length);
      if (token.equals(value)) return true;
    }
    return false;
  }

  #convert(
    batch: RecordBatch,
    index: number,
    column: ColumnRule,
    convert: ConvertValue,
    tail: Tail,
    skipped: Uint8Array,
    mismatches: BadRecord[],
  ): void {
    const { bytes, starts, lengths, columnCount, count } = batch;
    for (let record = 0, slot = index; record < count; record += 1, slot += columnCount) {
      const length = lengths[slot] ?? 0;
      if (length < 0 || skipped[record] === 1) continue;
      const start = starts[slot] ?? 0;
      const text = start >= bytes.length ? tail.read(start, length).toString() : toText(bytes, start, start + length);
      const converted = convert(text);
      if (converted === undefined) {
        skipped[record] = 1;
        mismatches.push(mismatch(batch, record, column, text));
      } else if (converted !== text) {
        tail.add(converted, starts, lengths, slot);
      }
    }
  }
}

/** Texts that are not in the file as such: they stand behind its bytes. */
class Tail {
  #end: number;
  readonly #base: number;
  readonly #parts: Buffer[] = [];
  readonly #partAt = new Map<number, Buffer>();

  constructor(base: number) {
    this.#base = base;
    this.#end = base;
  }

  add(text: string, starts: Int32Array, lengths: Int32Array, slot: number): void {
    const part = Buffer.from(text);
    this.#parts.push(part);
    this.#partAt.set(this.#end, part);
    starts[slot] = this.#end;
    lengths[slot] = part.length;
    this.#end += part.length;
  }

  read(start: number, length: number): Buffer {
    return this.#partAt.get(start)?.subarray(0, length) ?? Buffer.alloc(0);
  }

  appendedTo(bytes: Uint8Array): Uint8Array {
    return this.#end === this.#base ? bytes : Buffer.concat([bytes, ...this.#parts]);
  }
}

/** For a value, which is mostly so short that a call of `isAscii` with a view of it takes longer. */
function isAsciiRange(bytes: Uint8Array, start: number, length: number): boolean {
  const end = start + length;
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) > 127) return false;
  return true;
}

/** Neither white space nor the beginning of a character beyond ASCII. */
function isPrintable(byte: number | undefined): boolean {
  return byte !== undefined && byte > 32 && byte < 127;
}

function toText(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString();
}

function mismatch(batch: RecordBatch, record: number, column: ColumnRule, text: string): BadRecord {
  const start = batch.recordStarts[record] ?? 0;
  const shown = text.length > 50 ? `${text.slice(0, 50)}…` : text;
  return {
    number: batch.numbers[record] ?? 0,
    line: batch.lines[record] ?? 0,
    reason: 'type_mismatch',
    raw: toText(batch.bytes, start, start + (batch.recordLengths[record] ?? 0)),
    detail: `"${shown}" in column ${column.name} is no ${column.type ?? 'text'}`,
  };
}
