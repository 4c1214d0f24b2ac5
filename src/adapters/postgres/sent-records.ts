import { badRecord } from '../csv/errors.js';
import type { CsvFileRef } from '../csv/csv-file.js';
import type { PreparedBatch } from '../csv/prepare-batch.js';
import { SeedFailure } from '../csv/read-seed.js';
import { isServerError } from './engine-error.js';

/** Batches that are remembered: the server is never further behind than the buffers between. */
const rememberedBatches = 64;

interface SentBatch {
  readonly file: CsvFileRef;
  readonly rows: number;
  readonly prepared: Pick<PreparedBatch, 'skipped'> & {
    readonly batch: Pick<PreparedBatch['batch'], 'count' | 'numbers' | 'lines'>;
  };
}

/** Which records a COPY was given, to find the one that the server refuses. */
export class SentRecords {
  #batches: SentBatch[] = [];
  /** Rows before the first batch that is remembered. */
  #forgotten = 0;

  add(file: CsvFileRef, { batch, skipped }: PreparedBatch): void {
    const { count, numbers, lines } = batch;
    let rows = 0;
    for (let record = 0; record < count; record += 1) rows += 1 - (skipped[record] ?? 0);
    this.#batches.push({ file, rows, prepared: { skipped, batch: { count, numbers, lines } } });
    if (this.#batches.length > rememberedBatches) this.#forgotten += this.#batches.shift()?.rows ?? 0;
  }

  clear(): void {
    this.#batches = [];
    this.#forgotten = 0;
  }

  /** `COPY s, line 3, column score: "x"` → the record, at its line. Anything else comes back as it is. */
  explain(error: unknown): unknown {
    if (!isServerError(error) || !('where' in error)) return error;
    const [, line, column] = /^COPY [^]*?, line (\d+)(?:, column ([^:]*))?/.exec(String(error.where)) ?? [];
    let left = Number(line ?? 0) - this.#forgotten;
    if (line === undefined || left < 1) return error;
    for (const { file, rows, prepared } of this.#batches) {
      if (left > rows) {
        left -= rows;
        continue;
      }
      const record = nthRecord(prepared, left);
      const number = prepared.batch.numbers[record] ?? 0;
      const detail = column === undefined ? error.message : `${error.message} (column ${column})`;
      const place = { line: prepared.batch.lines[record] ?? 1, raw: '' };
      return new SeedFailure([badRecord(file, { number, ...place, reason: 'type_mismatch', detail })]);
    }
    return error;
  }
}

/** The record of the n-th row that was not skipped, counted from 1. */
function nthRecord({ batch, skipped }: SentBatch['prepared'], n: number): number {
  let left = n;
  for (let record = 0; record < batch.count; record += 1) {
    if (skipped[record] !== 1) left -= 1;
    if (left === 0) return record;
  }
  return batch.count - 1;
}
