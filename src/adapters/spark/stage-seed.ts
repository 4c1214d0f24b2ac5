// CSV files into a staged table: texts go to the server in bounded batches, Spark casts them there. One batch is on its
// way while the next is read.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type Staged, type StageSeed } from '../adapter.js';
import type { CsvFileRef } from '../csv/csv-file.js';
import type { PreparedBatch } from '../csv/prepare-batch.js';
import { readSeed, SeedFailure, type SeedColumn, type SeedSink } from '../csv/read-seed.js';
import type { BadRecord } from '../csv/record-batch.js';
import { dropStaged, stagingFormat, tableClauses, type StageContext } from './stage-context.js';
import type { StagedParts } from './stage-table.js';
import { StagedHandle, type StagedRelation } from './staged-handle.js';
import { TextBatch } from './text-batch.js';
import { badFiles } from '../engine-failures.js';

/** Of one batch. Spark takes 128 MiB a message. */
const batchBytes = 8 * 1024 * 1024;
const batchRows = 50_000;

const rejectedColumns: readonly ColumnSpec[] = [
  { name: '_file', type: 'string' },
  { name: '_row', type: 'bigint' },
  { name: 'raw', type: 'string' },
  { name: 'reason', type: 'string' },
];

export async function stageSeed(
  task: StageSeed,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts & { readonly siblings: Staged['siblings'] }> {
  const { relation, files, seed, onProgress } = task;
  await context.catalog.ensureSchema(relation);
  const sink = new SparkSink(task, context, signal);
  try {
    const storageType = (type: string): string => context.dialect.renderType(type);
    await readSeed({ files, seed, storageType, onProgress: onProgress ?? (() => {}) }, sink);
    return await sink.finish();
  } catch (error) {
    await sink.discard();
    signal?.throwIfAborted();
    if (!(error instanceof SeedFailure)) throw error;
    throw new EngineFailure(badFiles(error));
  }
}

/** Rows on their way into one staged table. */
class TableWriter {
  rows = 0;
  readonly table: Relation;
  readonly #context: StageContext;
  readonly #columns: readonly ColumnSpec[];
  readonly #signal: AbortSignal | undefined;
  #pending: TextBatch;
  #sending: Promise<unknown> | undefined;

  constructor(context: StageContext, relation: Relation, columns: readonly ColumnSpec[], signal?: AbortSignal) {
    this.#context = context;
    this.#columns = columns;
    this.#signal = signal;
    this.table = context.names.next(relation);
    this.#pending = new TextBatch(columns.length);
  }

  async create(): Promise<void> {
    const { dialect, connection, leftovers } = this.#context;
    const text = dialect.renderRelation(this.table);
    leftovers.set(text, this.table);
    const columns = this.#columns.map(({ name, type }) => `${dialect.quoteIdentifier(name)} ${type}`).join(', ');
    const clauses = tableClauses(this.#context, { format: stagingFormat(this.#context.target) });
    await connection.execute(`create table ${text} (${columns})${clauses}`, { signal: this.#signal });
  }

  /** Where the next row goes; `endRow` ends it. */
  get pending(): TextBatch {
    return this.#pending;
  }

  /** Something to wait for, once a batch is full. */
  endRow(): Promise<void> | undefined {
    this.#pending.endRow();
    this.rows += 1;
    const isFull = this.#pending.rows >= batchRows || this.#pending.sizeBytes >= batchBytes;
    return isFull ? this.#send() : undefined;
  }

  /** Resolves when all rows are in the table. */
  async finish(): Promise<void> {
    await this.#send();
    await this.#sending;
  }

  async discard(): Promise<void> {
    await this.#sending?.catch(() => undefined);
    await dropStaged(this.#context, this.table);
  }

  async #send(): Promise<void> {
    // One writer at a time: parquet tables take no more.
    await this.#sending;
    if (this.#pending.rows === 0) return;
    const columns = this.#pending.toColumns();
    this.#pending = new TextBatch(this.#columns.length);
    const casts = this.#columns.map(({ type }, index) =>
      type === 'string' ? `c${index}` : `cast(c${index} as ${type})`,
    );
    const text = this.#context.dialect.renderRelation(this.table);
    const sql = (source: string): string => `insert into ${text} select ${casts.join(', ')} from ${source}`;
    this.#sending = this.#context.connection.executeWithColumns(sql, columns, { signal: this.#signal });
    // Whoever waits for it next hears of a failure.
    this.#sending.catch(() => undefined);
  }
}

class SparkSink implements SeedSink {
  readonly #task: StageSeed;
  readonly #context: StageContext;
  readonly #signal: AbortSignal | undefined;
  #good: TableWriter | undefined;
  #bad: TableWriter | undefined;
  #columns: readonly ColumnSpec[] = [];

  constructor(task: StageSeed, context: StageContext, signal: AbortSignal | undefined) {
    this.#task = task;
    this.#context = context;
    this.#signal = signal;
  }

  async begin(columns: readonly SeedColumn[]): Promise<void> {
    const { relation, rejected, seed } = this.#task;
    await this.discard();
    const { dialect } = this.#context;
    this.#columns = [
      ...columns.map(({ name, type }) => ({ name, type: dialect.renderType(type) })),
      ...(seed.rowId ? rejectedColumns.slice(0, 2) : []),
    ];
    this.#good = new TableWriter(this.#context, relation, this.#columns, this.#signal);
    if (rejected) this.#bad = new TableWriter(this.#context, rejected, rejectedColumns, this.#signal);
    await Promise.all([this.#good.create(), this.#bad?.create()]);
  }

  async insert(file: CsvFileRef, { batch, skipped }: PreparedBatch): Promise<void> {
    const { bytes, starts, lengths, columnCount, count, numbers } = batch;
    const writer = this.#good;
    if (writer === undefined) return;
    for (let record = 0; record < count; record += 1) {
      if (skipped[record] === 1) continue;
      const { pending } = writer;
      const first = record * columnCount;
      for (let column = 0; column < columnCount; column += 1) {
        const slot = first + column;
        pending.addBytes(column, bytes, starts[slot] ?? 0, lengths[slot] ?? 0);
      }
      if (this.#task.seed.rowId) {
        pending.addText(columnCount, file.pathInFolder);
        pending.addText(columnCount + 1, String(numbers[record] ?? 0));
      }
      const sending = writer.endRow();
      if (sending) await sending;
    }
  }

  async reject(file: CsvFileRef, records: readonly BadRecord[]): Promise<void> {
    const writer = this.#bad;
    if (writer === undefined) return;
    for (const { number, raw, reason } of records) {
      const values = [file.pathInFolder, String(number), raw, reason];
      values.forEach((value, column) => writer.pending.addText(column, value));
      await writer.endRow();
    }
  }

  async finish(): Promise<StagedParts & { readonly siblings: Staged['siblings'] }> {
    const { relation, rejected } = this.#task;
    await Promise.all([this.#good?.finish(), this.#bad?.finish()]);
    const relations: StagedRelation[] = [];
    if (this.#good) relations.push({ kind: 'table', relation, table: this.#good.table });
    if (this.#bad && rejected) relations.push({ kind: 'table', relation: rejected, table: this.#bad.table });
    return {
      handle: new StagedHandle(relations),
      rows: this.#good?.rows ?? 0,
      columns: this.#columns,
      siblings: rejected ? [{ relation: rejected, rows: this.#bad?.rows ?? 0 }] : [],
    };
  }

  async discard(): Promise<void> {
    await Promise.all([this.#good?.discard(), this.#bad?.discard()]);
    this.#good = undefined;
    this.#bad = undefined;
  }
}
