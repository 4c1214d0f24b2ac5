// CSV files into a table, the bad records into another: our reader decides what each record says, as on every engine, and
// the engine loads what it decided from files of many rows, while the next rows are read.

import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type StageSeed } from '../adapter.js';
import type { CsvFileRef } from '../csv/csv-file.js';
import type { PreparedBatch } from '../csv/prepare-batch.js';
import { readSeed, SeedFailure, type SeedColumn, type SeedSink } from '../csv/read-seed.js';
import type { BadRecord } from '../csv/record-batch.js';
import { temporaryPath } from '../target-lock.js';
import type { Connection } from './connection.js';
import { CsvScratch, fieldName, numberName, scratchSource } from './csv-scratch.js';
import { StagedHandle } from './staged-handle.js';
import { selectAll } from './stage-tasks.js';
import type { StageContext, StagedParts } from './stage-context.js';
import { badFiles } from '../engine-failures.js';

/** A file of rows on their way is about as large. */
const scratchBytes = 64 * 1024 * 1024;
const rejectedPerStatement = 500;

export async function stageSeed(
  task: StageSeed,
  context: StageContext,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  const { relation, rejected, files, seed } = task;
  const staging = context.stagingOf(relation);
  const rejectedStaging = rejected && context.stagingOf(rejected);
  const stagings = [staging, ...(rejectedStaging ? [rejectedStaging] : [])];
  for (const each of [relation, ...(rejected ? [rejected] : [])]) await context.ensureSchema(each);
  try {
    return await context.connections.use(signal, async (connection, slot) => {
      const startedAt = performance.now();
      const sink = new TableSink(connection, context.scratchPath, staging, rejectedStaging, seed.rowId, signal);
      try {
        const onProgress = task.onProgress ?? ((): void => {});
        await readSeed({ files, seed, storageType: (type) => dialect.renderType(type), onProgress }, sink);
        await sink.finish();
      } finally {
        await sink.close();
      }
      const columns = await connection.describe(selectAll(dialect.renderRelation(staging)));
      const tables = [{ relation, staging }];
      const durationMs = performance.now() - startedAt;
      const base = { rows: sink.rows, columns, slot, durationMs };
      if (rejected === undefined || rejectedStaging === undefined) {
        return { ...base, handle: new StagedHandle({ kind: 'tables', tables }) };
      }
      const handle = new StagedHandle({
        kind: 'tables',
        tables: [...tables, { relation: rejected, staging: rejectedStaging }],
      });
      return { ...base, siblings: [{ relation: rejected, rows: sink.rejectedRows }], handle };
    });
  } catch (error) {
    await context.dropStaged(stagings);
    if (!(error instanceof SeedFailure)) throw error;
    throw new EngineFailure(badFiles(error));
  }
}

class TableSink implements SeedSink {
  rows = 0;
  rejectedRows = 0;
  readonly #connection: Connection;
  readonly #scratchPath: string;
  readonly #table: string;
  readonly #rejectedTable: string | undefined;
  readonly #hasRowId: boolean;
  readonly #signal: AbortSignal | undefined;
  #columns: readonly SeedColumn[] = [];
  #isBegun = false;
  #scratch: CsvScratch | undefined;
  #file: CsvFileRef | undefined;
  #loading: Promise<void> = Promise.resolve();

  constructor(
    connection: Connection,
    scratchPath: string,
    staging: Relation,
    rejected: Relation | undefined,
    hasRowId: boolean,
    signal: AbortSignal | undefined,
  ) {
    this.#connection = connection;
    this.#scratchPath = scratchPath;
    this.#table = dialect.renderRelation(staging);
    this.#rejectedTable = rejected && dialect.renderRelation(rejected);
    this.#hasRowId = hasRowId;
    this.#signal = signal;
  }

  async begin(columns: readonly SeedColumn[]): Promise<void> {
    if (this.#isBegun) await this.close();
    this.#isBegun = true;
    this.#columns = columns;
    this.rows = 0;
    this.rejectedRows = 0;
    const definitions = [
      ...columns.map(({ name, type }) => `${dialect.quoteIdentifier(name)} ${dialect.renderType(type)}`),
      ...(this.#hasRowId ? ['"_file" varchar', '"_row" bigint'] : []),
    ];
    await this.#connection.run(`create or replace table ${this.#table} (${definitions.join(', ')})`);
    if (this.#rejectedTable === undefined) return;
    await this.#connection.run(
      `create or replace table ${this.#rejectedTable} ("_file" varchar, "_row" bigint, "raw" varchar, "reason" varchar)`,
    );
  }

  async insert(file: CsvFileRef, prepared: PreparedBatch): Promise<void> {
    this.#signal?.throwIfAborted();
    if (this.#scratch && file !== this.#file) await this.#load();
    this.#file = file;
    this.#scratch ??= new CsvScratch(temporaryPath(this.#scratchPath));
    this.#scratch.write(prepared);
    if (this.#scratch.sizeBytes >= scratchBytes) await this.#load();
  }

  async reject(file: CsvFileRef, records: readonly BadRecord[]): Promise<void> {
    if (this.#rejectedTable === undefined) return;
    await this.#loading;
    for (let start = 0; start < records.length; start += rejectedPerStatement) {
      const rows = records
        .slice(start, start + rejectedPerStatement)
        .map(({ number, raw, reason }) => `(${[text(file.pathInFolder), number, text(raw), text(reason)].join(', ')})`);
      await this.#connection.run(`insert into ${this.#rejectedTable} values ${rows.join(', ')}`);
    }
    this.rejectedRows += records.length;
  }

  /** Everything is in the tables. */
  async finish(): Promise<void> {
    await this.#load();
    await this.#loading;
  }

  /** Nothing is under way any more. */
  async close(): Promise<void> {
    this.#scratch?.remove();
    this.#scratch = undefined;
    await this.#loading.catch(() => {});
    this.#loading = Promise.resolve();
  }

  /** Begins to load what is written, once what came before is loaded. */
  async #load(): Promise<void> {
    const [scratch, file] = [this.#scratch, this.#file];
    this.#scratch = undefined;
    if (scratch === undefined || file === undefined) return;
    scratch.finish();
    try {
      await this.#loading;
    } catch (error) {
      scratch.remove();
      throw error;
    }
    this.#loading = this.#insertScratch(scratch, file);
    // Its failure is thrown where it is waited for.
    this.#loading.catch(() => {});
  }

  async #insertScratch(scratch: CsvScratch, file: CsvFileRef): Promise<void> {
    try {
      if (scratch.rows === 0) return;
      const values = [
        ...this.#columns.map(({ type }, index) => castTo(dialect.renderType(type), fieldName(index))),
        ...(this.#hasRowId ? [text(file.pathInFolder), numberName] : []),
      ];
      const source = scratchSource(scratch, this.#columns.length);
      const rows = await this.#connection.run(`insert into ${this.#table} select ${values.join(', ')} from ${source}`);
      if (rows !== scratch.rows) throw new Error(`${scratch.rows} rows were written and ${rows} read`);
      this.rows += rows;
    } finally {
      scratch.remove();
    }
  }
}

function castTo(type: string, value: string): string {
  return type === 'varchar' ? value : `cast(${value} as ${type})`;
}

/** A literal, also of text with NUL. */
function text(value: string): string {
  return value
    .split('\0')
    .map((value) => dialect.renderLiteral(value))
    .join(' || chr(0) || ');
}
