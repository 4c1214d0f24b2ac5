// A session on a warehouse file: gives work to the pool, remembers what is published, and writes the file once, at
// `save`. It runs no SQL itself, so that the main thread stays free.

import type { ColumnSpec, Dialect } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { didYouMean } from '../../errors/suggest.js';
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
import type { DatabaseFile } from '../database-file.js';
import { temporaryPath } from '../target-lock.js';
import { Catalog, type Entry, type StoredImage } from './catalog.js';
import type { FileImage } from './file-image.js';
import { loadPages } from './load-pages.js';
import { executeStatements, publishWithStatements } from './execute-statements.js';
import { mergePublication, overlayInputs } from './merge-staged.js';
import { GarbageCounter } from './collect-garbage.js';
import type { ImageContent, JobKind, Jobs, WarehouseContent } from './protocol.js';
import { stageTask } from './stage-tasks.js';
import { StagedHandle, type StageContext } from './staged-handle.js';
import { readStateRows, StateStore } from './state-tables.js';
import { JobFailure, type JobOptions, type JobResult, type WorkerPool } from './worker-pool.js';

export interface SessionParts {
  readonly dialect: Dialect;
  readonly pool: WorkerPool;
  readonly file: DatabaseFile;
  readonly content: WarehouseContent;
  /** The file behind `content.image`, where its pages are read when they are needed. */
  readonly fileImage?: FileImage | undefined;
}

export class SqliteSession implements Session, StateKeeper, StageContext {
  readonly dialect: Dialect;
  readonly slots: number;
  readonly catalog: Catalog;
  readonly #pool: WorkerPool;
  readonly #file: DatabaseFile;
  readonly #content: WarehouseContent;
  readonly #fileImage: FileImage | undefined;
  readonly #state: StateStore;
  readonly #garbage = new GarbageCounter();
  #imageCount = 0;
  #saveCount = 0;
  #isChanged = false;
  /** Somebody wrote to the file since we did: it has no stamp of ours, and is read whole. */
  #isTouched: boolean;
  /** State of the file when it was read or last written. */
  #identity: string;

  constructor({ dialect, pool, file, content, fileImage }: SessionParts) {
    this.dialect = dialect;
    this.slots = pool.size;
    this.#pool = pool;
    this.#file = file;
    this.#content = content;
    this.#identity = content.identity;
    this.#fileImage = fileImage;
    this.#isTouched = fileImage === undefined && content.image !== undefined;
    this.#state = new StateStore(readRows(content));
    const stored = content.image && this.store(content.image);
    this.catalog = new Catalog(stored && { ...stored, image: { ...stored.image, isPartial: fileImage !== undefined } });
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
    for (const entry of entries) this.#noteDropped(this.catalog.find(entry.name));
    if (publication.hooks) await publishWithStatements(entries, publication.hooks, this);
    // Here it is synchronous: nobody sees a half of it.
    else for (const entry of entries) this.catalog.set(entry);
    if (entries.length > 0) this.#isChanged = true;
    if (publication.state) this.#state.apply(publication.state);
  }

  async execute(request: ExecuteRequest, signal?: AbortSignal): Promise<void> {
    if (await executeStatements([request], this, signal)) this.#isChanged = true;
  }

  async readState(): Promise<readonly StateRow[]> {
    return this.#state.rows;
  }

  async writeState(change: StateChange): Promise<void> {
    this.#state.apply(change);
    if (!this.#isTouched || change.isSettled !== true) return;
    this.#isTouched = false;
    // Others' changes are then told from the file as it is now.
    this.#state.isChanged = true;
  }

  get isTouched(): boolean {
    return this.#isTouched;
  }

  async hash(request: HashRequest, signal?: AbortSignal): Promise<readonly ContentHash[]> {
    const { relation, by, over = [] } = request;
    const [staged] = over.flatMap((each) => StagedHandle.of(each).entries);
    const isWhole = over.every((each) => StagedHandle.of(each).partitions === undefined);
    const entry = over.length > 0 ? staged : this.catalog.find(relation.identifier);
    const table = isWhole && entry?.kind === 'table' ? entry : undefined;
    if (table?.hash !== undefined && by === undefined) return [{ key: null, hash: table.hash, rows: NaN }];
    const inputs = await overlayInputs(request, this);
    const name = entry?.name ?? relation.identifier;
    const input = { inputs, name, ...(table && { table: table.stored }), ...(by !== undefined && { by }) };
    return (await this.run('hash-relation', input, { signal })).output;
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
    if (!this.#isChanged && !this.#state.isChanged) return undefined;
    if (path === undefined) {
      this.#isChanged = false;
      this.#state.isChanged = false;
      return undefined;
    }
    if (this.#file.lock === undefined) throw new Error('a session opened for reading does not save');
    const { userVersion, applicationId, changeCounter } = this.#content;
    this.#saveCount += 1;
    const input = {
      path,
      temporaryPath: temporaryPath(path),
      ...this.#partsOfFile(),
      state: this.#state.rows,
      isStamped: !this.#isTouched,
      userVersion,
      applicationId,
      changeCounter: changeCounter + this.#saveCount,
      identity: this.#identity,
    };
    this.#isChanged = false;
    this.#state.isChanged = false;
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
      this.#fileImage?.close();
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
      if (this.#fileImage) loadPages(this.#fileImage, kind, input);
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

  #partsOfFile(): Pick<Jobs['write-warehouse']['input'], 'parts' | 'kept'> {
    const file = this.catalog.file;
    const groups = this.catalog.objectsToKeep();
    const staying = groups.find(({ stored }) => stored !== undefined && stored === file)?.objects ?? [];
    const kept = this.#fileImage?.findKept(staying);
    const isKept = new Set(kept?.objects);
    const parts = groups.map(({ stored, objects }) => {
      const moving = objects.filter((object) => !isKept.has(object));
      const hasPages = moving.some(({ rootPage }) => rootPage > 0);
      if (hasPages && stored === file) this.#fileImage?.loadAll();
      return {
        image: hasPages ? stored?.image : undefined,
        schema: hasPages ? (stored?.schema ?? []) : [],
        objects: moving,
      };
    });
    return { parts, ...(kept && { kept }) };
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

function readRows({ image }: WarehouseContent): readonly StateRow[] {
  return image === undefined ? [] : readStateRows({ bytes: new Uint8Array(image.bytes), schema: image.schema });
}
