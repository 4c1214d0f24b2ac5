// The files of a seed → batches of typed values, for any engine. Types are guessed from the first batch and loading
// begins at once; should a later value contradict the guess, the files are read to the end for the true types and once
// more to load them. At no time is more than a few megabytes of a file in memory.

import type { Diagnostic } from '../../errors/diagnostic.js';
import type { SeedConfig } from '../seed-config.js';
import { findConversion } from './convert-value.js';
import type { CsvFileRef } from './csv-file.js';
import { toCsvFormat, type CsvFormat } from './csv-format.js';
import { checkColumnNames, checkSameColumns } from './csv-header.js';
import * as problems from './errors.js';
import { TypeInference, type Witness } from './infer-type.js';
import { BatchPreparer, type ColumnRule, type PreparedBatch } from './prepare-batch.js';
import { BadHeader, readRecords } from './read-records.js';
import type { BadRecord, RecordBatch } from './record-batch.js';

export interface SeedColumn {
  readonly name: string;
  /** Portable, or as `column_types` has it. */
  readonly type: string;
  /** For an inferred type: the first value that decided it. */
  readonly decidedBy?: Witness;
}

/** Where the rows go, one call after the other. `begin` can come a second time: everything starts anew then. */
export interface SeedSink {
  begin(columns: readonly SeedColumn[]): void | Promise<void>;
  insert(file: CsvFileRef, prepared: PreparedBatch): void | Promise<void>;
  reject(file: CsvFileRef, records: readonly BadRecord[]): void | Promise<void>;
}

export interface SeedRequest {
  readonly files: readonly CsvFileRef[];
  readonly seed: SeedConfig;
  /** The engine's name of a type: guesses that it stores alike do not contradict each other. */
  readonly storageType: (type: string) => string;
  /** Packed bytes read so far, of all files. */
  readonly onProgress: (bytes: number) => void;
}

/** Files that cannot be loaded, with what is wrong at its place. */
export class SeedFailure extends Error {
  override readonly name = 'SeedFailure';
  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(diagnostics.map(({ message }) => message).join('\n'));
  }
}

const shownBadRecords = 20;

/** @throws SeedFailure when a file cannot be read, or has bad records and the seed does not quarantine them. */
export async function readSeed(request: SeedRequest, sink: SeedSink): Promise<readonly SeedColumn[]> {
  const first = new Pass(request, sink, undefined);
  await first.run();
  if (!first.isContradicted) return first.columns;
  const second = new Pass(request, sink, first.columns);
  await second.run();
  return second.columns;
}

class Pass {
  isContradicted = false;
  readonly #request: SeedRequest;
  readonly #sink: SeedSink;
  readonly #format: CsvFormat;
  /** From an earlier pass; undefined: to be found. */
  readonly #known: readonly SeedColumn[] | undefined;
  #names: readonly string[] = [];
  #inferences: readonly (TypeInference | undefined)[] = [];
  #begun: readonly SeedColumn[] | undefined;
  #badCount = 0;
  readonly #shownBad: Diagnostic[] = [];

  constructor(request: SeedRequest, sink: SeedSink, known: readonly SeedColumn[] | undefined) {
    this.#request = request;
    this.#sink = sink;
    this.#format = toCsvFormat(request.seed);
    this.#known = known;
  }

  async run(): Promise<void> {
    let readBytes = 0;
    for (const file of this.#request.files) {
      let fileBytes = 0;
      await this.#readFile(file, (bytes) => {
        fileBytes = bytes;
        this.#request.onProgress(readBytes + bytes);
      });
      readBytes += fileBytes;
    }
    if (this.#badCount > 0 && this.#request.seed.onBadRow === 'fail') throw new SeedFailure(this.#badRecords());
    if (this.#begun === undefined) await this.#begin();
  }

  get columns(): readonly SeedColumn[] {
    if (this.#known) return this.#known;
    return this.#names.map((name, index) => {
      const inference = this.#inferences[index];
      const decidedBy = inference?.decidedBy;
      const type = inference?.type ?? this.#declaredType(name) ?? 'text';
      return { name, type, ...(decidedBy && { decidedBy }) };
    });
  }

  async #readFile(file: CsvFileRef, onRead: (bytes: number) => void): Promise<void> {
    try {
      const { columns, batches } = await readRecords(file, this.#format, onRead);
      if (this.#names.length === 0) this.#setColumns(columns);
      const first = { file: this.#request.files[0] ?? file, columns: this.#names };
      const found = [...checkColumnNames(file, columns, this.#request.seed), ...checkSameColumns(file, columns, first)];
      if (found.length > 0) {
        await batches.return(undefined);
        throw new SeedFailure(found);
      }
      const order = this.#names.map((name) => findColumn(columns, name));
      const isSameOrder = order.every((column, index) => column === index);
      const preparer = new BatchPreparer(this.#rules(), this.#request.seed);
      for await (const batch of batches) {
        await this.#take(file, preparer.prepare(isSameOrder ? batch : reorder(batch, order)));
      }
    } catch (error) {
      if (error instanceof SeedFailure || !(error instanceof Error)) throw error;
      if (error instanceof BadHeader) throw new SeedFailure([problems.badHeader(file, error.message)]);
      if (!('code' in error)) throw error;
      throw new SeedFailure([
        error.code === 'ENOENT' ? problems.missingFile(file) : problems.unreadableFile(file, error.message),
      ]);
    }
  }

  #setColumns(columns: readonly string[]): void {
    this.#names = columns;
    this.#inferences = columns.map((name) =>
      this.#known !== undefined || this.#declaredType(name) !== undefined ? undefined : new TypeInference(),
    );
  }

  #rules(): readonly ColumnRule[] {
    return this.#names.map((name) => {
      const type = this.#declaredType(name);
      return type === undefined ? { name } : { name, type, convert: findConversion(type) };
    });
  }

  async #take(file: CsvFileRef, prepared: PreparedBatch): Promise<void> {
    this.#noteBad(file, prepared.bad);
    if (!this.#known) this.#infer(prepared);
    if (this.#begun === undefined) await this.#begin();
    else if (!this.#known && !this.isContradicted) this.isContradicted = this.#contradictsGuess(this.#begun);
    const isFailing = this.#badCount > 0 && this.#request.seed.onBadRow === 'fail';
    if (this.isContradicted || isFailing) return;
    await this.#sink.insert(file, prepared);
    if (prepared.bad.length > 0) await this.#sink.reject(file, prepared.bad);
  }

  #infer({ batch, skipped }: PreparedBatch): void {
    const { bytes, starts, lengths, columnCount, count, numbers } = batch;
    this.#inferences.forEach((inference, column) => {
      if (inference === undefined) return;
      for (let record = 0, slot = column; record < count && !inference.isText; record += 1, slot += columnCount) {
        const length = lengths[slot] ?? 0;
        if (length >= 0 && skipped[record] === 0) {
          inference.add(bytes, starts[slot] ?? 0, length, numbers[record] ?? 0);
        }
      }
    });
  }

  async #begin(): Promise<void> {
    this.#begun = this.columns;
    await this.#sink.begin(this.#begun);
  }

  #contradictsGuess(begun: readonly SeedColumn[]): boolean {
    const { storageType } = this.#request;
    return this.columns.some(({ type }, index) => storageType(type) !== storageType(begun[index]?.type ?? ''));
  }

  #noteBad(file: CsvFileRef, bad: readonly BadRecord[]): void {
    for (const record of bad) {
      this.#badCount += 1;
      if (this.#shownBad.length < shownBadRecords) this.#shownBad.push(problems.badRecord(file, record));
    }
  }

  #badRecords(): readonly Diagnostic[] {
    const [first] = this.#request.files;
    if (first === undefined || this.#badCount <= shownBadRecords) return this.#shownBad;
    return [...this.#shownBad, problems.moreBadRecords(first, shownBadRecords, this.#badCount)];
  }

  #declaredType(name: string): string | undefined {
    const wanted = name.toLowerCase();
    return Object.entries(this.#request.seed.columnTypes).find(([column]) => column.toLowerCase() === wanted)?.[1];
  }
}

function findColumn(columns: readonly string[], name: string): number {
  const wanted = name.toLowerCase();
  return columns.findIndex((column) => column.toLowerCase() === wanted);
}

/** Columns in the order of the first file. */
function reorder(batch: RecordBatch, order: readonly number[]): RecordBatch {
  const { columnCount, count } = batch;
  const starts = new Int32Array(count * columnCount);
  const lengths = new Int32Array(count * columnCount);
  for (let record = 0; record < count; record += 1) {
    const base = record * columnCount;
    order.forEach((from, to) => {
      starts[base + to] = batch.starts[base + from] ?? 0;
      lengths[base + to] = batch.lengths[base + from] ?? 0;
    });
  }
  return { ...batch, starts, lengths };
}
