// CSV files into an image: the good rows in one table, the bad ones in another.

import { renderType } from '../../../dialects/sqlite/types.js';
import type { CsvFileRef } from '../../csv/csv-file.js';
import type { PreparedBatch } from '../../csv/prepare-batch.js';
import { readSeed, SeedFailure, type SeedColumn, type SeedSink } from '../../csv/read-seed.js';
import type { BadRecord } from '../../csv/record-batch.js';
import { BulkInsert } from './bulk-insert.js';
import { Connection, countRows, type Workspace } from './connection.js';
import { describeTable } from './describe-table.js';
import type { Jobs } from '../protocol.js';
import { runStatement, StatementFailure } from './run-statement.js';
import { quoteName } from '../schema-object.js';
import { badFiles } from '../../engine-failures.js';

type Job = Jobs['stage-seed'];

export async function stageSeed(
  workspace: Workspace,
  { name, rejectedName, files, seed }: Job['input'],
  onProgress: (bytes: number) => void,
): Promise<Job['output']> {
  const connection = new Connection(workspace, { sql: [] });
  const sink = new TableSink(workspace, connection, { name, rejectedName, hasRowId: seed.rowId });
  try {
    await readSeed({ files, seed, storageType: renderType, onProgress }, sink);
    sink.close();
    connection.database.run('commit');
    const columns = connection.columns(name);
    const content = connection.finish();
    const rejectedRows = rejectedName === undefined ? {} : { rejectedRows: countRows(content, rejectedName) };
    return { ...content, columns, ...describeTable(content, name, columns), ...rejectedRows };
  } catch (error) {
    sink.close();
    connection.close();
    if (!(error instanceof SeedFailure)) throw error;
    throw new StatementFailure(badFiles(error));
  }
}

class TableSink implements SeedSink {
  readonly #workspace: Workspace;
  readonly #connection: Connection;
  readonly #names: { readonly name: string; readonly rejectedName: string | undefined; readonly hasRowId: boolean };
  #insert: BulkInsert | undefined;

  constructor(
    workspace: Workspace,
    connection: Connection,
    names: { readonly name: string; readonly rejectedName: string | undefined; readonly hasRowId: boolean },
  ) {
    this.#workspace = workspace;
    this.#connection = connection;
    this.#names = names;
  }

  begin(columns: readonly SeedColumn[]): void {
    const { database } = this.#connection;
    const { name, rejectedName, hasRowId } = this.#names;
    if (this.#insert) {
      this.close();
      database.run('commit');
      for (const table of [name, rejectedName]) {
        if (table !== undefined) database.run(`drop table main.${quoteName(table)}`);
      }
    }
    const definitions = [
      ...columns.map((column) => `${quoteName(column.name)} ${renderType(column.type)}`),
      ...(hasRowId ? ['"_file" TEXT', '"_row" INTEGER'] : []),
    ];
    runStatement(database, `create table main.${quoteName(name)} (${definitions.join(', ')})`);
    if (rejectedName !== undefined) {
      database.run(
        `create table main.${quoteName(rejectedName)} ("_file" TEXT, "_row" INTEGER, "raw" TEXT, "reason" TEXT)`,
      );
    }
    database.run('begin');
    const target = { database, table: name, columnCount: columns.length, hasRowId };
    this.#insert = new BulkInsert(this.#workspace.engine, target);
  }

  insert(file: CsvFileRef, prepared: PreparedBatch): void {
    this.#insert?.insert(prepared, file.pathInFolder);
  }

  reject(file: CsvFileRef, records: readonly BadRecord[]): void {
    const { rejectedName } = this.#names;
    if (rejectedName === undefined) return;
    const statement = this.#connection.database.prepare(
      `insert into main.${quoteName(rejectedName)} values (?, ?, ?, ?)`,
    );
    for (const { number, raw, reason } of records) statement.run([file.pathInFolder, number, raw, reason]);
    statement.free();
  }

  close(): void {
    this.#insert?.close();
    this.#insert = undefined;
  }
}
