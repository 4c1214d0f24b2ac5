// CSV files into a table by COPY, bad rows into another.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type StageSeed } from '../adapter.js';
import type { CsvFileRef } from '../csv/csv-file.js';
import type { PreparedBatch } from '../csv/prepare-batch.js';
import { readSeed, SeedFailure, type SeedColumn, type SeedSink } from '../csv/read-seed.js';
import type { BadRecord } from '../csv/record-batch.js';
import { analyze } from './analyze.js';
import { readColumns } from './catalog.js';
import { chooseCopyFormat, copyStatement, CopyEncoder, type CopyFormat } from './copy-encoder.js';
import { CopyInput } from './copy-input.js';
import type { Link } from './link.js';
import { SentRecords } from './sent-records.js';
import { asEngineFailure, type StageContext, type StagedParts } from './stage-context.js';
import { StagedHandle } from './staged.js';
import { badFiles } from '../engine-failures.js';

/** Rejected rows wait until they are so many bytes: one COPY runs at a time. */
const rejectedBytes = 1 << 20;
const rejectedColumns = [
  { name: '_file', type: 'text' },
  { name: '_row', type: 'bigint' },
  { name: 'raw', type: 'text' },
  { name: 'reason', type: 'text' },
];

export async function stageSeed(
  task: StageSeed,
  context: StageContext,
  link: Link,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  const { relation, files, seed, rejected, onProgress } = task;
  const physical = context.stagingFor(relation);
  const sink = new CopySink(task, context, link, signal, {
    table: physical,
    rejected: rejected && context.stagingFor(rejected),
  });
  const load = async (): Promise<void> => {
    await context.ensureSchema(link, relation);
    if (rejected) await context.ensureSchema(link, rejected);
    await link.transaction(async () => {
      try {
        await readSeed(
          {
            files,
            seed,
            storageType: (type) => postgresDialect.renderType(type),
            onProgress: onProgress ?? (() => undefined),
          },
          sink,
        );
        await sink.finish();
      } catch (error) {
        sink.abort();
        throw error;
      }
    });
  };
  try {
    await asEngineFailure('', { sql: '' }, load);
  } catch (error) {
    if (!(error instanceof SeedFailure)) throw error;
    throw new EngineFailure(badFiles(error));
  }
  const columns = await readColumns(link, physical);
  const handle = new StagedHandle(sink.relations);
  const siblings = rejected ? [{ relation: rejected, rows: sink.rejectedRows }] : [];
  return { rows: sink.rows, columns, siblings, partitions: [], handle };
}

class CopySink implements SeedSink {
  rows = 0;
  rejectedRows = 0;
  readonly #task: StageSeed;
  readonly #context: StageContext;
  readonly #link: Link;
  readonly #signal: AbortSignal | undefined;
  readonly #names: { readonly table: Relation; readonly rejected: Relation | undefined };
  readonly #format: CopyFormat;
  readonly #encoder: CopyEncoder;
  #copy: CopyInput | undefined;
  #hasTables = false;
  #rejected: string[] = [];
  #waitingBytes = 0;
  readonly #sent = new SentRecords();

  constructor(
    task: StageSeed,
    context: StageContext,
    link: Link,
    signal: AbortSignal | undefined,
    names: { readonly table: Relation; readonly rejected: Relation | undefined },
  ) {
    const { delimiter, quotedEmpty, rowId } = task.seed;
    this.#task = task;
    this.#context = context;
    this.#link = link;
    this.#signal = signal;
    this.#names = names;
    this.#format = chooseCopyFormat(delimiter, quotedEmpty === 'text');
    this.#encoder = new CopyEncoder({ format: this.#format, hasRowId: rowId });
  }

  get relations() {
    const { relation, rejected } = this.#task;
    const { table, rejected: rejectedTable } = this.#names;
    return [
      { relation, physical: table, kind: 'table' } as const,
      ...(rejected && rejectedTable ? [{ relation: rejected, physical: rejectedTable, kind: 'table' } as const] : []),
    ];
  }

  async begin(columns: readonly SeedColumn[]): Promise<void> {
    const { table, rejected } = this.#names;
    if (this.#hasTables) {
      await this.#endCopy();
      for (const name of [table, rejected]) {
        if (name) await this.#link.run(`drop table ${postgresDialect.renderRelation(name)}`);
      }
      this.rows = 0;
      this.rejectedRows = 0;
      this.#rejected = [];
      this.#waitingBytes = 0;
    }
    const specs = [
      ...columns.map(({ name, type }) => ({ name, type: postgresDialect.renderType(type) })),
      ...(this.#task.seed.rowId ? rejectedColumns.slice(0, 2) : []),
    ];
    const create = postgresDialect.createTable(table, specs);
    await asEngineFailure(create, { sql: create }, () => this.#link.run(create));
    if (rejected) await this.#link.run(postgresDialect.createTable(rejected, rejectedColumns));
    this.#hasTables = true;
  }

  async insert(file: CsvFileRef, prepared: PreparedBatch): Promise<void> {
    this.#signal?.throwIfAborted();
    this.#sent.add(file, prepared);
    this.#copy ??= new CopyInput(
      this.#context.driver,
      this.#link,
      copyStatement(postgresDialect.renderRelation(this.#names.table), this.#format),
    );
    const copy = this.#copy;
    await this.#explain(() => copy.write(this.#encoder.encode(prepared, file.pathInFolder)));
  }

  async reject(file: CsvFileRef, records: readonly BadRecord[]): Promise<void> {
    if (this.#names.rejected === undefined) return;
    for (const { number, raw, reason } of records) {
      // A text of the server cannot hold NUL: it is shown as the symbol for it.
      const line = [file.pathInFolder, String(number), raw.replaceAll('\0', '␀'), reason].map(escapeField).join('\t');
      this.#rejected.push(line);
      this.#waitingBytes += line.length;
    }
    this.rejectedRows += records.length;
    if (this.#waitingBytes > rejectedBytes) await this.#flushRejected();
  }

  /** Everything is in its tables. */
  async finish(): Promise<void> {
    await this.#flushRejected();
    for (const [index, { physical }] of this.relations.entries()) {
      const rows = index === 0 ? this.rows : this.rejectedRows;
      await this.#link.run(this.#context.mark.render('table', physical) + analyze(physical, rows));
    }
  }

  abort(): void {
    this.#copy?.abort();
  }

  async #flushRejected(): Promise<void> {
    await this.#endCopy();
    const { rejected } = this.#names;
    if (rejected === undefined || this.#rejected.length === 0) return;
    const statement = `copy ${postgresDialect.renderRelation(rejected)} from stdin`;
    this.#copy = new CopyInput(this.#context.driver, this.#link, statement);
    await this.#copy.write(Buffer.from(`${this.#rejected.join('\n')}\n`));
    await this.#copy.end();
    this.#copy = undefined;
    this.#rejected = [];
    this.#waitingBytes = 0;
  }

  async #endCopy(): Promise<void> {
    const copy = this.#copy;
    if (copy === undefined) return;
    this.rows += await this.#explain(() => copy.end());
    this.#copy = undefined;
    this.#sent.clear();
  }

  /** A value that the server refuses is a problem at its place in the file. */
  async #explain<T>(work: () => Promise<T>): Promise<T> {
    const text = { sql: '' };
    return asEngineFailure('', text, async () => {
      try {
        return await work();
      } catch (error) {
        throw this.#sent.explain(error);
      }
    });
  }
}

/** As COPY's text format wants it. */
function escapeField(text: string): string {
  const letters: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\\': '\\\\' };
  return text.replace(/[\n\r\t\\]/g, (character) => letters[character] ?? character);
}
