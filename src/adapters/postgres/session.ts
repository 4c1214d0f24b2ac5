// A session on a PostgreSQL database: stages on one connection a slot, publishes on one of its own that holds the
// target's lock, each publication in one transaction.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import type {
  ContentHash,
  ExecuteRequest,
  ExistingRelation,
  HashRequest,
  OpenOptions,
  Publication,
  QueryRequest,
  Rows,
  SavedWarehouse,
  Session,
  Staged,
  StageTask,
  StateChange,
  StateRow,
} from '../adapter.js';
import { findRelation, listRelations, readColumns } from './catalog.js';
import type { Connections } from './connections.js';
import { hashStatement, readHashes } from './content-hash.js';
import type { Coordinator } from './coordinator.js';
import type { Driver } from './driver.js';
import { toEngineFailure, type StatementText } from './engine-error.js';
import type { Link } from './link.js';
import { execute, publish } from './publish.js';
import { redirectStaged } from './redirect-staged.js';
import { asEngineFailure, type StageContext, type StagedParts } from './stage-context.js';
import { stagePartitions } from './stage-partitions.js';
import { stageChange, stageTable, stageView } from './stage-relation.js';
import { stageSeed } from './stage-seed.js';
import { StagedHandle } from './staged.js';
import type { StagingMark } from './staging-mark.js';
import { StateTables } from './state-tables.js';

export interface SessionParts {
  readonly driver: Driver;
  readonly connections: Connections;
  /** Absent in sessions that only read. */
  readonly coordinator: Coordinator | undefined;
  readonly mark: StagingMark;
  readonly description: string;
  readonly schema: string;
  readonly options: OpenOptions;
}

export class PostgresSession implements Session, StageContext {
  readonly dialect = postgresDialect;
  readonly slots: number;
  readonly driver: Driver;
  readonly connections: Connections;
  readonly mark: StagingMark;
  readonly #parts: SessionParts;
  readonly #state: StateTables;
  readonly #schemas = new Map<string, Promise<void>>();
  #stagedCount = 0;
  #isChanged = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.slots = parts.connections.count;
    this.driver = parts.driver;
    this.connections = parts.connections;
    this.mark = parts.mark;
    this.#state = new StateTables(parts.schema);
  }

  relations(): Promise<readonly ExistingRelation[]> {
    return this.#use((link) => listRelations(link, this.#parts.options.database));
  }

  columns(relation: Relation): Promise<readonly ColumnSpec[]> {
    return this.#use((link) => readColumns(link, relation));
  }

  async stage(task: StageTask, signal?: AbortSignal): Promise<Staged> {
    return this.#use(async (link, slot) => {
      const startedAt = performance.now();
      const parts = await this.#stageOn(task, link, signal);
      const durationMs = performance.now() - startedAt;
      return { relation: task.relation, kind: task.kind, slot, durationMs, ...parts };
    }, signal);
  }

  #stageOn(task: StageTask, link: Link, signal: AbortSignal | undefined): Promise<StagedParts> {
    switch (task.kind) {
      case 'table':
        return stageTable(task, this, link);
      case 'view':
        return stageView(task, this, link);
      case 'seed':
        return stageSeed(task, this, link, signal);
      case 'partitions':
        return stagePartitions(task, this, link, signal);
      case 'change':
        return stageChange(task, this, link);
    }
  }

  async query({ sql, reads, over = [], removedKeys = [], limit }: QueryRequest, signal?: AbortSignal): Promise<Rows> {
    return this.#use(async (link) => {
      const exists = async (relation: Relation): Promise<boolean> => (await findRelation(link, relation)) !== undefined;
      const redirected = await redirectStaged(sql, over, { removedKeys, exists });
      const text = { sql, toOffset: redirected.toOriginalOffset, candidates: this.candidates(reads) };
      const { fields, rows } = await asEngineFailure(redirected.sql, text, () =>
        limit === 0 ? link.select(redirected.sql, 1) : link.select(redirected.sql, limit),
      );
      return { columns: fields.map(({ name }) => name), rows: rows.slice(0, limit) };
    }, signal);
  }

  async execute(request: ExecuteRequest, signal?: AbortSignal): Promise<void> {
    // Each on its own: some, such as VACUUM, cannot run in a transaction.
    await this.#use((link) => execute(link, request, this), signal);
    this.#isChanged = true;
  }

  async publish(publication: Publication): Promise<void> {
    const changed = await this.#coordinate(async (link) => {
      if (publication.state) await this.#ensureStateSchema(link);
      return publish(link, publication, this, this.#state);
    });
    if (changed) this.#isChanged = true;
  }

  async drop(relations: readonly ExistingRelation[]): Promise<void> {
    await this.#coordinate((link) =>
      link.transaction(async () => {
        for (const { relation } of relations) {
          const found = await findRelation(link, relation);
          if (found) await link.run(`drop ${found.kind} ${postgresDialect.renderRelation(relation)}`);
        }
      }),
    );
    if (relations.length > 0) this.#isChanged = true;
  }

  async discard(staged: Staged): Promise<void> {
    const { relations, rest } = StagedHandle.of(staged);
    const drops = relations.map(
      ({ physical, kind }) => `drop ${kind} if exists ${postgresDialect.renderRelation(physical)}`,
    );
    if (drops.length > 0) await this.#use((link) => link.run(drops.join('; ')));
    for (const input of rest.inputs ?? []) await this.discard(input);
  }

  async save(): Promise<SavedWarehouse | undefined> {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    return { description: this.#parts.description };
  }

  async close(): Promise<void> {
    await Promise.all([this.#parts.connections.close(), this.#parts.coordinator?.close()]);
  }

  readState(): Promise<readonly StateRow[]> {
    return this.#use((link) => this.#state.read(link));
  }

  async writeState(change: StateChange): Promise<void> {
    await this.#coordinate(async (link) => {
      await this.#ensureStateSchema(link);
      await link.transaction(() => this.#state.apply(link, change));
    });
    this.#isChanged = true;
  }

  async hash({ relation, over = [], by }: HashRequest, signal?: AbortSignal): Promise<readonly ContentHash[]> {
    return this.#use(async (link) => {
      const exists = async (each: Relation): Promise<boolean> => (await findRelation(link, each)) !== undefined;
      const name = postgresDialect.renderRelation(relation);
      const { sql } = await redirectStaged(`select * from ${name}`, over, { exists });
      const fields = await link.describe(sql);
      const columns = fields.map((field) => ({
        name: field.name,
        type: `${field.dataTypeID} ${field.dataTypeModifier}`,
      }));
      return readHashes(link, hashStatement(`(${sql}) sp_source`, by), columns, by);
    }, signal);
  }

  stagingFor(relation: Relation): Relation {
    this.#stagedCount += 1;
    return postgresDialect.stagingRelation(relation, `${this.#parts.options.runId} ${this.#stagedCount}`);
  }

  ensureSchema(link: Link, { schema = this.#parts.schema }: Relation): Promise<void> {
    const known = this.#schemas.get(schema);
    if (known) return known;
    const made = createSchema(link, schema);
    this.#schemas.set(schema, made);
    made.catch(() => this.#schemas.delete(schema));
    return made;
  }

  /** Asked while a slot is held: waiting for another one could be waiting forever. */
  exists(relation: Relation): Promise<boolean> {
    return this.#onFresh(async (link) => (await findRelation(link, relation)) !== undefined);
  }

  /** Models may all lie in other schemas than the target's own. */
  #ensureStateSchema(link: Link): Promise<void> {
    return this.ensureSchema(link, { schema: this.#parts.schema, identifier: '' });
  }

  candidates(reads: readonly Relation[]): NonNullable<StatementText['candidates']> {
    return async (kind) => {
      if (kind === 'relation')
        return (await this.#onFresh((link) => listRelations(link, undefined))).map(
          ({ relation }) => relation.identifier,
        );
      const columns = await this.#onFresh((link) => Promise.all(reads.map((relation) => readColumns(link, relation))));
      return columns.flat().map(({ name }) => name);
    };
  }

  /** Beside the connections at work: one of them may be asking. */
  async #onFresh<T>(work: (link: Link) => Promise<T>): Promise<T> {
    const link = await this.#parts.connections.connector.open();
    try {
      return await work(link);
    } finally {
      await link.close();
    }
  }

  async #use<T>(work: (link: Link, slot: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    try {
      return await this.connections.use(work, signal);
    } catch (error) {
      if (signal?.aborted && error === signal.reason) throw error;
      throw await toEngineFailure(error, '', { sql: '' });
    }
  }

  async #coordinate<T>(work: (link: Link) => Promise<T>): Promise<T> {
    const { coordinator } = this.#parts;
    if (coordinator === undefined) throw new EngineFailure({ message: 'this session only reads' });
    try {
      return await coordinator.use(work);
    } catch (error) {
      this.#state.forget();
      throw await toEngineFailure(error, '', { sql: '' });
    }
  }
}

/** Looks first: CREATE SCHEMA wants a privilege even where there is nothing to create. */
async function createSchema(link: Link, schema: string): Promise<void> {
  const name = postgresDialect.quoteIdentifier(schema);
  const { rows } = await link.run(
    `select 1 from pg_namespace where nspname = ${postgresDialect.renderLiteral(schema)}`,
  );
  if (rows.length === 0) await link.run(`create schema if not exists ${name}`);
}
