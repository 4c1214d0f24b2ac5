// A session on one instance. What is staged lies in the database under names that only the session knows; publishing is
// one transaction of the writer's connection.

import { statSync, utimesSync } from 'node:fs';
import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import {
  EngineFailure,
  type ContentHash,
  type ExecuteRequest,
  type ExistingRelation,
  type HashRequest,
  type OpenOptions,
  type Publication,
  type QueryRequest,
  type Rows,
  type SavedWarehouse,
  type Session,
  type Staged,
  type StageTask,
  type StateChange,
  type StateKeeper,
  type StateRow,
} from '../adapter.js';
import { Catalog } from './catalog.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { hashSql, readHashes } from './hash-relation.js';
import type { Database } from './open-database.js';
import { redirectAll, withOriginalPlaces } from './overlay.js';
import { PendingState } from './pending-state.js';
import { publishStaged } from './publish.js';
import type { StageContext, StagedParts } from './stage-context.js';
import { StagedHandle, tablesOf } from './staged-handle.js';
import { stagePartitions } from './stage-partitions.js';
import { stageSeed } from './stage-seed.js';
import { selectAll, stageChange, stageTable, stageView } from './stage-tasks.js';
import { StateTables } from './state.js';

export class DuckdbSession implements Session, StateKeeper, StageContext {
  readonly dialect: Dialect = dialect;
  readonly slots: number;
  readonly version: string;
  readonly connections: Connections;
  readonly scratchPath: string;
  readonly #database: Database;
  #catalog: Catalog;
  readonly #state: StateTables;
  readonly #runId: string;
  readonly #isReadOnly: boolean;
  /** Rendered names of tables that are neither published nor dropped yet. */
  readonly #staged = new Map<string, Relation>();
  readonly #schemas = new Map<string, Promise<void>>();
  #stagedCount = 0;
  #isChanged = false;
  #isTouched = false;
  #pending = new PendingState();
  /** The time that the file is to have when it is left, in seconds since the epoch. */
  #modified: number | undefined;

  private constructor(database: Database, catalog: Catalog, open: OpenOptions) {
    this.slots = database.slots;
    this.version = database.version;
    this.connections = database.connections;
    this.scratchPath = database.scratchPath;
    this.#database = database;
    this.#catalog = catalog;
    this.#state = new StateTables(open.schema === undefined || open.schema === '' ? 'main' : open.schema);
    this.#runId = open.runId;
    this.#isReadOnly = open.readOnly;
  }

  /** Drops what a dead run left. */
  static async start(database: Database, open: OpenOptions): Promise<DuckdbSession> {
    const catalog = await database.connections.write((connection) => Catalog.read(connection));
    const session = new DuckdbSession(database, catalog, open);
    await session.#compareFile();
    if (!open.readOnly) await session.dropStaged(catalog.leftovers);
    return session;
  }

  async relations(): Promise<readonly ExistingRelation[]> {
    return this.#catalog.entries;
  }

  columns(relation: Relation): Promise<readonly ColumnSpec[]> {
    return this.connections.write((connection) => connection.describe(selectAll(dialect.renderRelation(relation))));
  }

  async stage(task: StageTask, signal?: AbortSignal): Promise<Staged> {
    if (this.#isReadOnly) throw new Error('a session opened for reading stages nothing');
    const parts = await this.#runTask(task, signal);
    return { relation: task.relation, kind: task.kind, siblings: [], partitions: [], ...parts };
  }

  async query(request: QueryRequest, signal?: AbortSignal): Promise<Rows> {
    const redirected = await redirectAll(request.sql, request, (relation) => this.findColumns(relation));
    return withOriginalPlaces(request.sql, redirected, () =>
      this.connections.use(signal, (connection) => connection.query(redirected.sql, request.limit)),
    );
  }

  async publish(publication: Publication): Promise<void> {
    const published = await this.connections.write(async (connection) => {
      let result: Awaited<ReturnType<typeof publishStaged>> = [];
      await this.#withState(connection, publication.state, async () => {
        result = await publishStaged(connection, publication, this.#catalog);
        for (const { statements } of publication.hooks ?? []) for (const sql of statements) await connection.run(sql);
      });
      if (publication.hooks) this.#catalog = await Catalog.read(connection);
      return result;
    });
    for (const entry of published) this.#catalog.set(entry);
    for (const staged of publication.staged) this.#forget(staged);
    this.#isChanged = true;
  }

  async execute({ statements }: ExecuteRequest, signal?: AbortSignal): Promise<void> {
    await this.connections.write(async (connection) => {
      try {
        for (const sql of statements) {
          signal?.throwIfAborted();
          await connection.run(sql);
        }
      } finally {
        this.#isChanged = true;
        this.#catalog = await Catalog.read(connection);
      }
    });
  }

  async drop(relations: readonly ExistingRelation[]): Promise<void> {
    await this.connections.write(async (connection) => {
      for (const { relation, type } of relations) {
        await connection.run(type === 'view' ? dialect.dropView(relation) : dialect.dropTable(relation));
        if (this.#catalog.delete(relation)) this.#isChanged = true;
      }
    });
  }

  async discard(staged: Staged): Promise<void> {
    await this.dropStaged(tablesOf(StagedHandle.of(staged)).map(({ staging }) => staging));
  }

  async readState(): Promise<readonly StateRow[]> {
    return this.connections.write(async (connection) => {
      await this.#writePending(connection);
      return this.#state.read(connection);
    });
  }

  /** With the next publication, or with `save`. */
  async writeState(change: StateChange): Promise<void> {
    this.#pending.add(change);
    if (change.isSettled === true) this.#isTouched = false;
    this.#isChanged = true;
  }

  get isTouched(): boolean {
    return this.#isTouched;
  }

  async hash({ relation, over, by }: HashRequest, signal?: AbortSignal): Promise<readonly ContentHash[]> {
    const name = dialect.renderRelation(relation);
    const { sql: from } = await redirectAll(name, { ...(over && { over }) }, (each) => this.findColumns(each));
    return this.connections.use(signal, async (connection) => {
      const columns = await connection.describe(selectAll(from));
      return readHashes(await connection.query(hashSql(from, columns, by)), columns, this.version);
    });
  }

  /** Publications are durable at once; this puts them from the log into the file. */
  async save(): Promise<SavedWarehouse | undefined> {
    if (!this.#isChanged) return undefined;
    const { path, description } = this.#database.file;
    if (path !== undefined) {
      this.#modified = this.#isTouched ? undefined : Math.floor(Date.now() / 1000);
      await this.connections.write(async (connection) => {
        await this.#writePending(connection);
        await this.#state.stamp(connection, this.#modified);
        await this.#database.checkpoint(connection);
      });
    }
    this.#isChanged = false;
    return path === undefined ? undefined : { description, sizeBytes: statSync(path).size };
  }

  async close(): Promise<void> {
    try {
      if (!this.#isReadOnly) {
        await this.dropStaged([...this.#staged.values()]);
        await this.connections.write((connection) => this.#writePending(connection));
      }
    } finally {
      this.#database.close(() => this.#leaveFile());
    }
  }

  stagingOf(relation: Relation): Relation {
    const staging = dialect.stagingRelation(relation, this.#runId);
    this.#staged.set(dialect.renderRelation(staging), staging);
    return staging;
  }

  newStagingOf(relation: Relation): Relation {
    this.#stagedCount += 1;
    const staging = dialect.stagingRelation(relation, `${this.#runId}_${this.#stagedCount}`);
    this.#staged.set(dialect.renderRelation(staging), staging);
    return staging;
  }

  async ensureSchema({ schema }: Relation): Promise<void> {
    if (schema === undefined || this.#catalog.hasSchema(schema)) return;
    const known = this.#schemas.get(schema);
    if (known) return known;
    const created = this.connections.write(async (connection) => {
      await connection.run(`create schema if not exists ${dialect.quoteIdentifier(schema)}`);
      this.#catalog.addSchema(schema);
    });
    this.#schemas.set(schema, created);
    return created;
  }

  async dropStaged(tables: readonly Relation[]): Promise<void> {
    if (tables.length === 0) return;
    await this.connections.write(async (connection) => {
      for (const table of tables) {
        await connection.run(dialect.dropTable(table));
        this.#staged.delete(dialect.renderRelation(table));
      }
    });
  }

  /** What is to be remembered is written with the work: both, or neither of them. */
  async #withState(connection: Connection, own: StateChange | undefined, work: () => Promise<void>): Promise<void> {
    const waiting = this.#pending;
    this.#pending = new PendingState();
    try {
      if (own || !waiting.isEmpty) await this.#state.ensure(connection);
      await connection.transaction(async () => {
        await work();
        if (!waiting.isEmpty) await this.#state.write(connection, waiting);
        if (own) await this.#state.write(connection, own);
      });
    } catch (error) {
      const newer = this.#pending;
      this.#pending = waiting;
      waiting.add(newer);
      throw error;
    }
  }

  async #writePending(connection: Connection): Promise<void> {
    if (!this.#pending.isEmpty) await this.#withState(connection, undefined, async () => {});
  }

  /** Has somebody else written to the file since it was left? */
  async #compareFile(): Promise<void> {
    const { file, isNew, modifiedMs } = this.#database;
    if (file.path === undefined || isNew) return;
    const stamp = await this.connections.write((connection) => this.#state.readStamp(connection));
    this.#isTouched = stamp === undefined || stamp * 1000 !== modifiedMs;
    if (!this.#isTouched) this.#modified = stamp;
  }

  /** Every other program that writes gives the file another time, with a part of a second in it. */
  #leaveFile(): void {
    const { path } = this.#database.file;
    if (path === undefined || this.#isReadOnly || this.#isChanged || this.#modified === undefined) return;
    utimesSync(path, this.#modified, this.#modified);
  }

  #runTask(task: StageTask, signal: AbortSignal | undefined): Promise<StagedParts> {
    switch (task.kind) {
      case 'table':
        return stageTable(task, this, signal);
      case 'view':
        return stageView(task, this, signal);
      case 'seed':
        return stageSeed(task, this, signal);
      case 'partitions':
        return stagePartitions(task, this, signal);
      case 'change':
        return stageChange(task, this, signal);
    }
  }

  #forget(staged: Staged): void {
    for (const { staging } of tablesOf(StagedHandle.of(staged))) this.#staged.delete(dialect.renderRelation(staging));
  }

  async findColumns(relation: Relation): Promise<readonly ColumnSpec[] | undefined> {
    if (this.#catalog.typeOf(relation) !== 'table') return undefined;
    try {
      return await this.columns(relation);
    } catch (error) {
      if (error instanceof EngineFailure) return undefined;
      throw error;
    }
  }
}
