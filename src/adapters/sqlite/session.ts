// A session on a warehouse file: gives work to the pool, remembers what is published, and writes the file once, at
// `save`. It runs no SQL itself, so that the main thread stays free.

import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { didYouMean } from '../../errors/suggest.js';
import type {
  ExistingRelation,
  Publication,
  QueryRequest,
  Rows,
  SavedWarehouse,
  Session,
  Staged,
  StageTask,
} from '../adapter.js';
import type { DatabaseFile } from '../database-file.js';
import { temporaryPath } from '../target-lock.js';
import { Catalog, type Entry, type StoredImage } from './catalog.js';
import { mergePublication, overlayInputs } from './merge-staged.js';
import { GarbageCounter } from './collect-garbage.js';
import type { ImageContent, JobKind, Jobs, WarehouseContent } from './protocol.js';
import { StagedHandle, stageTask, type StageContext } from './stage-tasks.js';
import { JobFailure, type JobOptions, type JobResult, type WorkerPool } from './worker-pool.js';

export interface SessionParts {
  readonly dialect: Dialect;
  readonly pool: WorkerPool;
  readonly file: DatabaseFile;
  readonly content: WarehouseContent;
}

export class SqliteSession implements Session, StageContext {
  readonly dialect: Dialect;
  readonly slots: number;
  readonly catalog: Catalog;
  readonly #pool: WorkerPool;
  readonly #file: DatabaseFile;
  readonly #content: WarehouseContent;
  readonly #garbage = new GarbageCounter();
  #imageCount = 0;
  #saveCount = 0;
  #isChanged = false;
  /** State of the file when it was read or last written. */
  #identity: string;

  constructor({ dialect, pool, file, content }: SessionParts) {
    this.dialect = dialect;
    this.slots = pool.size;
    this.#pool = pool;
    this.#file = file;
    this.#content = content;
    this.#identity = content.identity;
    this.catalog = new Catalog(content.image && this.store(content.image));
  }

  async relations(): Promise<readonly ExistingRelation[]> {
    return this.catalog.entries.map(({ kind, name }) => ({ relation: { identifier: name }, type: kind }));
  }

  async columns({ identifier: name }: Relation): Promise<readonly ColumnSpec[]> {
    const entry = this.catalog.find(name);
    if (entry?.columns) return entry.columns;
    const { output } = await this.run('columns', { inputs: this.catalog.inputsFor([name]), name });
    if (entry) this.catalog.describe(entry, output);
    return output;
  }

  stage(task: StageTask, signal?: AbortSignal): Promise<Staged> {
    return stageTask(task, this, signal);
  }

  async query(request: QueryRequest, signal?: AbortSignal): Promise<Rows> {
    const inputs = await overlayInputs(request, this);
    const { sql, limit } = request;
    const { output } = await this.run('query', { inputs, sql, ...(limit !== undefined && { limit }) }, { signal });
    return output;
  }

  async publish(publication: Publication): Promise<void> {
    const entries =
      publication.mode.kind === 'partitions'
        ? await mergePublication(publication, publication.mode, this)
        : await this.#withStatements(publication);
    // From here on it is synchronous: nobody sees a half of it.
    for (const entry of entries) {
      this.#noteDropped(this.catalog.find(entry.name));
      this.catalog.set(entry);
    }
    if (entries.length > 0) this.#isChanged = true;
  }

  async drop(relations: readonly ExistingRelation[]): Promise<void> {
    for (const { relation } of relations) {
      if (this.catalog.remove(relation.identifier)) this.#isChanged = true;
    }
  }

  async discard(staged: Staged): Promise<void> {
    // Its image goes with the last reference to it.
    this.#noteDropped(StagedHandle.of(staged).entries[0]);
  }

  async save(): Promise<SavedWarehouse | undefined> {
    const { path, description } = this.#file;
    if (!this.#isChanged) return undefined;
    if (path === undefined) {
      this.#isChanged = false;
      return undefined;
    }
    if (this.#file.lock === undefined) throw new Error('a session opened for reading does not save');
    const { userVersion, applicationId, changeCounter } = this.#content;
    this.#saveCount += 1;
    const input = {
      path,
      temporaryPath: temporaryPath(path),
      parts: this.catalog.objectsToKeep().map(({ stored, objects }) => ({
        image: stored?.image,
        schema: stored?.schema ?? [],
        objects,
      })),
      userVersion,
      applicationId,
      changeCounter: changeCounter + this.#saveCount,
      identity: this.#identity,
    };
    this.#isChanged = false;
    try {
      const { output } = await this.run('write-warehouse', input);
      this.#identity = output.identity;
      return { description, sizeBytes: output.sizeBytes };
    } catch (error) {
      this.#isChanged = true;
      throw error;
    }
  }

  async close(): Promise<void> {
    try {
      await this.#pool.close();
    } finally {
      this.#file.lock?.release();
    }
  }

  store(content: ImageContent): StoredImage {
    this.#imageCount += 1;
    const { bytes, sizeBytes, schema } = content;
    return { image: { id: this.#imageCount, bytes, sizeBytes }, schema };
  }

  async run<K extends JobKind>(kind: K, input: Jobs[K]['input'], options: JobOptions = {}): Promise<JobResult<K>> {
    try {
      return await this.#pool.run(kind, input, options);
    } catch (error) {
      if (!(error instanceof JobFailure) || error.error.missingRelation === undefined) throw error;
      const names = this.catalog.entries.map(({ name }) => name);
      const hint =
        didYouMean(error.error.missingRelation, names) ??
        'Nothing of that name is in the warehouse. If it is a model or a seed, build it first: sp build --select NAME';
      throw new JobFailure({ ...error.error, hint });
    }
  }

  #noteDropped(entry: Entry | undefined): void {
    if (entry?.kind === 'table') this.#garbage.add(entry.stored.image.sizeBytes);
  }

  /** Further statements run on a copy, so that readers of the staged image are not disturbed. */
  async #withStatements({ staged, statements }: Publication): Promise<readonly Entry[]> {
    const entries = staged.flatMap((each) => StagedHandle.of(each).entries);
    const [first] = entries;
    if (statements.length === 0 || first?.kind !== 'table') return entries;
    const sql = statements.map((statement) => statement.sql);
    const { output } = await this.run('alter-image', { image: first.stored.image, statements: sql });
    const stored = this.store(output);
    return entries.map((entry) =>
      entry.kind === 'table' && entry.stored === first.stored ? { ...entry, stored } : entry,
    );
  }
}
