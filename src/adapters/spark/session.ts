// A session on a Spark Connect server: tables are built under names of their own and take the place of published ones at
// the end. What is published is there at once, so `save` only writes what is to be remembered.

import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import type {
  ContentHash,
  ExecuteRequest,
  ExistingRelation,
  HashRequest,
  Publication,
  QueryRequest,
  Rows,
  SavedWarehouse,
  Session,
  Staged,
  StageTask,
  StateChange,
  StateKeeper,
  StateRow,
} from '../adapter.js';
import { redirectRelations } from '../redirect-relations.js';
import { hashContent } from './hash-content.js';
import { overlayRelations } from './overlay-relations.js';
import { publish } from './publish.js';
import type { SessionLock } from './session-lock.js';
import type { SparkRows } from './connect/spark-client.js';
import { redirectedSql } from './spark-sql-text.js';
import { dropStaged, type StageContext } from './stage-context.js';
import { stagePartitions } from './stage-partitions.js';
import { stageSeed } from './stage-seed.js';
import { stageChange, stageTable, stageView, type StagedParts } from './stage-table.js';
import { StagedHandle } from './staged-handle.js';
import { StateLog } from './state-log.js';

export interface SessionParts {
  readonly context: StageContext;
  readonly slots: number;
  /** Absent for readers. */
  readonly lock: SessionLock | undefined;
}

type TaskParts = StagedParts & Partial<Pick<Staged, 'siblings' | 'partitions'>>;

export class SparkSession implements Session, StateKeeper {
  readonly dialect: Dialect;
  readonly slots: number;
  readonly #context: StageContext;
  readonly #lock: SessionLock | undefined;
  readonly #state: StateLog;
  readonly #busySlots = new Set<number>();
  #isChanged = false;
  #lastExecute: Promise<void> = Promise.resolve();

  constructor({ context, slots, lock }: SessionParts) {
    this.dialect = context.dialect;
    this.slots = slots;
    this.#context = context;
    this.#lock = lock;
    this.#state = new StateLog(context);
  }

  relations(): Promise<readonly ExistingRelation[]> {
    return this.#context.catalog.relations();
  }

  async columns(relation: Relation): Promise<readonly ColumnSpec[]> {
    const columns = await this.#context.connection.analyze(`select * from ${this.dialect.renderRelation(relation)}`);
    return columns.map(({ name, type }) => ({ name, type }));
  }

  async stage(task: StageTask, signal?: AbortSignal): Promise<Staged> {
    const slot = this.#takeSlot();
    const startedAt = performance.now();
    try {
      const { handle, rows, columns, siblings = [], partitions = [] } = await this.#runTask(task, signal);
      const durationMs = performance.now() - startedAt;
      const { relation, kind } = task;
      return { relation, kind, rows, columns, siblings, partitions, slot, durationMs, handle };
    } finally {
      this.#busySlots.delete(slot);
    }
  }

  async query({ sql, over = [], removedKeys = [], limit }: QueryRequest, signal?: AbortSignal): Promise<Rows> {
    const overlays = await overlayRelations(over, removedKeys, this.#context);
    const redirected = redirectedSql(redirectRelations(sql, overlays, this.dialect), sql);
    return toRows(
      await this.#context.connection.query(redirected, {
        signal,
        isTimed: true,
        ...(limit !== undefined && { limit }),
      }),
    );
  }

  async publish(publication: Publication): Promise<void> {
    const { state } = publication;
    // A claim is gone before what it tells of changes: a run that dies in between builds again.
    if (state) await this.#state.forget([...state.remove, ...state.put]);
    this.#isChanged = true;
    await publish(publication, this.#context);
    for (const hook of publication.hooks ?? []) await this.execute(hook);
    if (state) await this.#state.change({ remove: [], put: state.put });
  }

  /** One request after the other: two writers of one parquet table lose rows. */
  execute(request: ExecuteRequest, signal?: AbortSignal): Promise<void> {
    const turn = this.#lastExecute.then(() => this.#execute(request, signal));
    this.#lastExecute = turn.catch(() => undefined);
    return turn;
  }

  async #execute({ statements }: ExecuteRequest, signal: AbortSignal | undefined): Promise<void> {
    const { connection, catalog, target } = this.#context;
    const { schema, database } = target;
    await catalog.ensureSchema({ ...(database !== undefined && { database }), schema, identifier: '' });
    this.#isChanged = true;
    try {
      for (const sql of statements) await connection.execute(sql, { signal, isTimed: true });
    } finally {
      catalog.readAgain();
    }
  }

  async drop(relations: readonly ExistingRelation[]): Promise<void> {
    for (const { relation, type } of relations) {
      const sql = type === 'view' ? this.dialect.dropView(relation) : this.dialect.dropTable(relation);
      await this.#context.connection.execute(sql);
      await this.#context.catalog.remove(relation);
      this.#isChanged = true;
    }
  }

  async discard(staged: Staged): Promise<void> {
    for (const table of StagedHandle.of(staged).tables) await dropStaged(this.#context, table);
  }

  async save(): Promise<SavedWarehouse | undefined> {
    await this.#state.flush();
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    const { server, schema, format } = this.#context.target;
    return { description: `schema ${schema} of ${server} (${format})` };
  }

  readState(): Promise<readonly StateRow[]> {
    return this.#state.read();
  }

  writeState(change: StateChange): Promise<void> {
    return this.#state.change(change);
  }

  async hash(request: HashRequest, signal?: AbortSignal): Promise<readonly ContentHash[]> {
    return hashContent(request, this.#context, signal);
  }

  /** Never fails. What is staged and was neither published nor discarded is dropped. */
  async close(): Promise<void> {
    const { connection, leftovers } = this.#context;
    if (!connection.isLost) {
      await Promise.all([...leftovers.values()].map((table) => dropStaged(this.#context, table)));
    }
    await connection.close();
    this.#lock?.release(leftovers.size === 0);
  }

  #runTask(task: StageTask, signal: AbortSignal | undefined): Promise<TaskParts> {
    switch (task.kind) {
      case 'table':
        return stageTable(task, this.#context, signal);
      case 'view':
        return stageView(task, this.#context, signal);
      case 'seed':
        return stageSeed(task, this.#context, signal);
      case 'partitions':
        return stagePartitions(task, this.#context, signal);
      case 'change':
        return stageChange(task, this.#context, signal);
    }
  }

  #takeSlot(): number {
    let slot = 1;
    while (this.#busySlots.has(slot)) slot += 1;
    this.#busySlots.add(slot);
    return slot;
  }
}

/** So many digits always survive the way through a double. */
const exactDigits = 15;

/** Decimals become numbers where that loses nothing. */
function toRows({ columns, rows }: SparkRows): Rows {
  const decimals = columns.flatMap(({ type }, index) => (type.startsWith('decimal') ? [index] : []));
  const names = columns.map(({ name }) => name);
  if (decimals.length === 0) return { columns: names, rows };
  return {
    columns: names,
    rows: rows.map((row) => row.map((value, index) => (decimals.includes(index) ? toNumber(value) : value))),
  };
}

function toNumber(value: SqlValue): SqlValue {
  if (typeof value !== 'string') return value;
  return value.replace(/^-?0*\.?0*|\./g, '').length <= exactDigits ? Number(value) : value;
}
