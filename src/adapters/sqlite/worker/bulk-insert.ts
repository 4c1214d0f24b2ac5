// Rows from ranges of bytes straight into SQLite: a batch's bytes are copied into the engine's memory once, and every
// value is bound as a pointer into them. Five times as fast as binding JavaScript strings.

import type { Database } from 'sql.js';
import type { PreparedBatch } from '../../csv/prepare-batch.js';
import type { Engine } from '../engine.js';
import { createNativeCalls, type NativeCalls } from './native-calls.js';
import { quoteName } from '../schema-object.js';

/** Rows of one statement. */
const rowsPerStatement = 20;
const maxParameters = 32_000;
const done = 101;

export interface BulkTarget {
  readonly database: Database;
  readonly table: string;
  readonly columnCount: number;
  /** Two more columns at the end: the file's path and the record's number. */
  readonly hasRowId: boolean;
}

export class BulkInsert {
  readonly #native: NativeCalls;
  readonly #wasmMemory: WebAssembly.Memory;
  readonly #target: BulkTarget;
  readonly #rows: number;
  readonly #many: number;
  readonly #one: number;
  #memory = 0;
  #memoryBytes = 0;

  constructor(engine: Engine, target: BulkTarget) {
    this.#native = createNativeCalls(engine.sql);
    this.#wasmMemory = engine.memory;
    this.#target = target;
    this.#rows = Math.max(1, Math.min(rowsPerStatement, Math.floor(maxParameters / target.columnCount)));
    this.#many = this.#prepare(this.#rows);
    this.#one = this.#prepare(1);
  }

  insert({ batch, skipped }: PreparedBatch, file: string): void {
    const { count, columnCount, starts, lengths, numbers } = batch;
    const native = this.#native;
    const { hasRowId } = this.#target;
    const path = hasRowId ? Buffer.from(file) : Buffer.alloc(0);
    this.#reserve(batch.bytes.length + path.length);
    const base = this.#memory;
    native.write(batch.bytes, base);
    native.write(path, base + batch.bytes.length);
    for (let record = 0; record < count;) {
      if (skipped[record] === 1) {
        record += 1;
        continue;
      }
      const rows = this.#runLength(record, count, skipped, numbers);
      const statement = rows === 1 ? this.#one : this.#many;
      let slot = record * columnCount;
      for (let parameter = 1; parameter <= rows * columnCount; parameter += 1, slot += 1) {
        const length = lengths[slot] ?? 0;
        // A null pointer is NULL; the text belongs to us and outlives the statement's step.
        if (length < 0) native.bindText(statement, parameter, 0, 0);
        else native.bindText(statement, parameter, base + (starts[slot] ?? 0), length);
      }
      if (hasRowId) {
        native.bindText(statement, rows * columnCount + 1, base + batch.bytes.length, path.length);
        native.bindInt(statement, rows * columnCount + 2, numbers[record] ?? 0);
      }
      this.#step(statement);
      record += rows;
    }
  }

  close(): void {
    this.#native.finalize(this.#many);
    this.#native.finalize(this.#one);
    if (this.#memory !== 0) this.#native.free(this.#memory);
    this.#memory = 0;
  }

  /** A whole statement's rows if none of them is skipped and their numbers follow each other, else 1. */
  #runLength(record: number, count: number, skipped: Uint8Array, numbers: Int32Array): number {
    const rows = this.#rows;
    if (record + rows > count) return 1;
    if (this.#target.hasRowId && (numbers[record + rows - 1] ?? 0) - (numbers[record] ?? 0) !== rows - 1) return 1;
    for (let i = record; i < record + rows; i += 1) if (skipped[i] === 1) return 1;
    return rows;
  }

  #step(statement: number): void {
    const code = this.#native.step(statement);
    this.#native.reset(statement);
    if (code !== done) throw new Error(this.#native.lastMessage(this.#target.database.db));
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#memoryBytes) return;
    if (this.#memory !== 0) this.#native.free(this.#memory);
    this.#memoryBytes = Math.ceil(bytes * 1.25) + 64;
    this.#memory = this.#native.allocate(this.#memoryBytes);
    if (this.#memory === 0) throw new Error('out of memory');
  }

  #prepare(rows: number): number {
    const { columnCount, hasRowId, database, table } = this.#target;
    const total = rows * columnCount;
    const tuples = Array.from({ length: rows }, (_, row) => {
      const values = Array.from({ length: columnCount }, (_, column) => `?${row * columnCount + column + 1}`);
      // One path and one number serve all rows of a statement.
      const rowId = hasRowId ? [`?${total + 1}`, `?${total + 2} + ${row}`] : [];
      return `(${[...values, ...rowId].join(', ')})`;
    });
    const text = `insert into main.${quoteName(table)} values ${tuples.join(', ')}`;
    const native = this.#native;
    const sqlText = native.writeText(text);
    const out = native.allocate(4);
    try {
      const code = native.prepare(database.db, sqlText, out);
      if (code !== 0) throw new Error(native.lastMessage(database.db));
      return new DataView(this.#wasmMemory.buffer).getUint32(out, true);
    } finally {
      native.free(sqlText);
      native.free(out);
    }
  }
}
