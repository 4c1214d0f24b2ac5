// Rows of texts on their way to Spark, column by column as Arrow keeps them: fields of CSV files are copied as bytes.

import type { TextColumn } from './connect/write-arrow.js';

export class TextBatch {
  readonly #columns: readonly ColumnBuilder[];
  #rows = 0;

  constructor(columnCount: number) {
    this.#columns = Array.from({ length: columnCount }, () => new ColumnBuilder());
  }

  get rows(): number {
    return this.#rows;
  }

  get sizeBytes(): number {
    return this.#columns.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  /** Adds a field of the row that `endRow` ends; a length below zero means NULL. */
  addBytes(column: number, bytes: Uint8Array, start: number, length: number): void {
    this.#columns[column]?.addBytes(bytes, start, length);
  }

  addText(column: number, text: string | null): void {
    const bytes = Buffer.from(text ?? '');
    this.addBytes(column, bytes, 0, text === null ? -1 : bytes.length);
  }

  endRow(): void {
    this.#rows += 1;
  }

  /** Columns `c0`, `c1`, … */
  toColumns(): readonly TextColumn[] {
    return this.#columns.map((column, index) => column.finish(`c${index}`));
  }
}

/** Below this, copying byte by byte is faster than making a view. */
const shortBytes = 24;

class ColumnBuilder {
  #bytes = new Uint8Array(64 * 1024);
  #offsets = new Int32Array(8 * 1024);
  #validity = new Uint8Array(1024);
  #length = 0;
  #end = 0;
  #nullCount = 0;

  get sizeBytes(): number {
    return this.#end;
  }

  addBytes(bytes: Uint8Array, start: number, length: number): void {
    const row = this.#length;
    if (row + 1 >= this.#offsets.length) this.#offsets = grow(this.#offsets, row + 2);
    if (row >> 3 >= this.#validity.length) this.#validity = grow(this.#validity, (row >> 3) + 1);
    if (length < 0) this.#nullCount += 1;
    else {
      this.#validity[row >> 3] = (this.#validity[row >> 3] ?? 0) | (1 << (row & 7));
      this.#copy(bytes, start, length);
    }
    this.#length = row + 1;
    this.#offsets[row + 1] = this.#end;
  }

  #copy(bytes: Uint8Array, start: number, length: number): void {
    const end = this.#end + length;
    if (end > this.#bytes.length) this.#bytes = grow(this.#bytes, end);
    if (length <= shortBytes) {
      for (let index = 0; index < length; index += 1) this.#bytes[this.#end + index] = bytes[start + index] ?? 0;
    } else {
      this.#bytes.set(bytes.subarray(start, start + length), this.#end);
    }
    this.#end = end;
  }

  finish(name: string): TextColumn {
    return {
      name,
      length: this.#length,
      nullCount: this.#nullCount,
      validity: this.#validity.subarray(0, (this.#length + 7) >> 3),
      offsets: this.#offsets.subarray(0, this.#length + 1),
      bytes: this.#bytes.subarray(0, this.#end),
    };
  }
}

function grow<T extends Uint8Array | Int32Array>(array: T, least: number): T {
  const size = Math.max(least, array.length * 2);
  const larger = array instanceof Int32Array ? new Int32Array(size) : new Uint8Array(size);
  larger.set(array);
  return larger as T;
}
