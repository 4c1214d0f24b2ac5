// I/O with engines: an Adapter opens a Session on a target; the session stages relations beside the published ones,
// reads, publishes. It knows nothing of models, graphs or templates: relations, statements and rows only.
//
//   stage ──► Staged (invisible to readers) ──► query over it (audit) ──► publish ──► visible
//                                        └────► discard

import type { Diagnostic, Place } from '../errors/diagnostic.js';
import type { ColumnSpec, Dialect } from '../dialects/dialect.js';
import type { Relation, SqlValue } from '../dialects/relation.js';
import type { CsvFileRef } from './csv/csv-file.js';
import type { SeedConfig } from './seed-config.js';

/** A statement and, for error positions, where the user's own SQL stands in it. */
export interface Statement {
  readonly sql: string;
}

interface StageTaskBase {
  readonly relation: Relation;
  /** Published or staged relations that the statements read, views' own inputs not included. */
  readonly reads: readonly Relation[];
}

/** Build a table aside. The statements create `relation` under its staging name (dialect.stagingRelation). */
export interface StageTable extends StageTaskBase {
  readonly kind: 'table';
  readonly statements: readonly Statement[];
  /** Staged tables that the statements read by `staged.relation`. They are discarded with this one, or by its publish. */
  readonly inputs?: readonly Staged[];
  /** As of QueryRequest: read in front of what is published, and left as they are. */
  readonly over?: readonly Staged[];
  readonly removedKeys?: readonly SqlValue[];
}

/** Check that a view works over its inputs; it is created for readers by publish. */
export interface StageView extends StageTaskBase {
  readonly kind: 'view';
  readonly statements: readonly Statement[];
  readonly select: string;
  /** Its rows are kept, and brought up to date by `publish`; on engines with the capability only. */
  readonly isMaterialized?: boolean;
}

/** Load CSV files. Rows arrive in file order; bad rows go to `rejected` or fail the task with one diagnostic each. */
export interface StageSeed extends StageTaskBase {
  readonly kind: 'seed';
  readonly files: readonly CsvFileRef[];
  readonly seed: SeedConfig;
  readonly rejected?: Relation;
  readonly onProgress?: (readBytes: number) => void;
}

/** Evaluate some partitions of a partitioned model, each on its own; one that fails does not stop the others. */
export interface StagePartitions extends StageTaskBase {
  readonly kind: 'partitions';
  readonly partitionBy: string;
  readonly partitions: readonly PartitionStatement[];
}

export interface PartitionStatement {
  readonly key: SqlValue;
  /** One SELECT. */
  readonly select: string;
}

/**
 * Change a published table by rows that were staged before (incremental models, snapshots). Engines that can copy a table
 * cheaply apply the statements to a copy and audit that; the others audit `preview` and apply the statements, as one, in
 * `publish`.
 */
export interface StageChange extends StageTaskBase {
  readonly kind: 'change';
  /** Staged tables that the statements read by `staged.relation`. They are discarded with this one, or by its publish. */
  readonly inputs: readonly Staged[];
  /** DDL and DML on `relation`, in order. */
  readonly apply: readonly Statement[];
  /** A SELECT of the table as it will be, over `relation` as it is and the inputs. */
  readonly preview: string;
}

export type StageTask = StageTable | StageView | StageSeed | StagePartitions | StageChange;

/** A result that readers do not see yet. `handle` belongs to the session that made it. */
export interface Staged {
  readonly relation: Relation;
  /** Further relations made by the same task (a seed's rejected rows). */
  readonly siblings: readonly { readonly relation: Relation; readonly rows: number }[];
  readonly kind: StageTask['kind'];
  readonly rows: number;
  readonly columns: readonly ColumnSpec[];
  readonly partitions: readonly PartitionOutcome[];
  /** Which slot did it, 1-based, and for how long. */
  readonly slot: number;
  readonly durationMs: number;
  readonly handle: unknown;
}

export type PartitionOutcome =
  | {
      readonly key: SqlValue;
      readonly status: 'success';
      readonly rows: number;
      /** Of the partition's content, where the engine knows it without another look; see ContentHash. */
      readonly hash?: string;
    }
  | { readonly key: SqlValue; readonly status: 'error'; readonly error: EngineError };

/** An engine's error as data. `offset` is the place in the statement that was running (UTF-16 units), if it is known. */
export interface EngineError {
  readonly message: string;
  readonly sql?: string;
  readonly offset?: number;
  readonly length?: number;
  /** The error is about this config of the task, not about a place in its SQL. */
  readonly about?: 'partition_by';
  /** E.g. which names would have been valid. */
  readonly hint?: string;
  /** For seeds: problems at places in the CSV files. */
  readonly diagnostics?: readonly Diagnostic[];
}

/** Thrown by `stage`, `query` and `publish` when the engine refuses; anything else thrown is a bug or a lost session. */
export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  constructor(readonly error: EngineError) {
    super(error.message);
  }
}

export interface QueryRequest {
  readonly sql: string;
  readonly reads: readonly Relation[];
  /**
   * Staged results that stand in front of the published relations of the same name. Several staged groups of partitions
   * of one relation together with the published rows of its other keys are read as one table (minus `removedKeys`).
   */
  readonly over?: readonly Staged[];
  readonly removedKeys?: readonly SqlValue[];
  /** Rows to return at the most; `rowCount` still counts all when `countAll`. */
  readonly limit?: number;
}

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlValue[])[];
}

/** Statements of the user's own, of any kind, that run in order. */
export interface ExecuteRequest {
  readonly statements: readonly string[];
  /** Relations that they read, as far as they were named by references; they may name others as plain text. */
  readonly reads: readonly Relation[];
}

export type PublishMode =
  | { readonly kind: 'replace' }
  /** Replace the rows of the staged partitions' keys and delete those of `removeKeys`; create the table when it is missing. */
  | { readonly kind: 'partitions'; readonly partitionBy: string; readonly removeKeys: readonly SqlValue[] };

export interface Publication {
  readonly relation: Relation;
  readonly staged: readonly Staged[];
  readonly mode: PublishMode;
  /** Run after the rows are there, before readers see them: index DDL, grants. */
  readonly statements: readonly Statement[];
  /** Privileges and the roles that are to have them, and no others, of those that this user grants. Absent: left alone. */
  readonly grants?: Readonly<Record<string, readonly string[]>>;
  /** Relations that this run builds later: a view among them that this publication breaks may be gone until then. */
  readonly later?: readonly Relation[];
  /** Run last. When one of them fails nothing is published, where the engine can undo it. */
  readonly hooks?: readonly ExecuteRequest[];
  /** Remembered in the same step, all or nothing, where the engine can; else removed before and put after. */
  readonly state?: StateChange;
}

/** One thing to remember, in `_sp_nodes`, `_sp_partitions` or `_sp_runs` of the target. `value` is JSON. */
export interface StateRow {
  readonly table: 'nodes' | 'partitions' | 'runs';
  /** A node's unique id, or a run's id. */
  readonly id: string;
  /** A partition's key as JSON; empty for nodes and runs. */
  readonly key: string;
  readonly value: string;
}

/** Removals come first. A removal without `key` takes all rows of the id. */
export interface StateChange {
  readonly remove: readonly { readonly table: StateRow['table']; readonly id: string; readonly key?: string }[];
  readonly put: readonly StateRow[];
  /** What is then remembered was compared with what is there: others' earlier writes (`isTouched`) are dealt with. */
  readonly isSettled?: boolean;
}

/** What is to be hashed: a published relation, or what `over` puts in front of it. */
export interface HashRequest {
  readonly relation: Relation;
  readonly reads: readonly Relation[];
  readonly over?: readonly Staged[];
  /** One hash for each value of this column, NULL included, instead of one in all. */
  readonly by?: string;
}

/** Equal hashes mean equal columns and equal rows. Comparable only with hashes that the same engine made. */
export interface ContentHash {
  /** The value of `by`; null without it. */
  readonly key: SqlValue;
  readonly hash: string;
  readonly rows: number;
}

/** What a session remembers between runs, beside the data. */
export interface StateKeeper {
  /** Everything remembered; empty when there is nothing, or when it is damaged or of another version. */
  readState(): Promise<readonly StateRow[]>;
  /** In bulk; what belongs to a publication travels in it instead. Durable with `save`. */
  writeState(change: StateChange): Promise<void>;
  hash(request: HashRequest, signal?: AbortSignal): Promise<readonly ContentHash[]>;
  /**
   * Somebody else may have written to the target since the state was saved: contents are compared before anything is
   * taken for unchanged. Absent where it cannot be told.
   */
  readonly isTouched?: boolean;
}

export interface ExistingRelation {
  readonly relation: Relation;
  readonly type: 'table' | 'view';
}

export interface SavedWarehouse {
  /** E.g. `target/warehouse.sqlite`; absent where publishing wrote nothing of ours. */
  readonly description: string;
  readonly sizeBytes?: number;
}

/** Members of StateKeeper are absent where nothing is remembered: everything is then built. */
export interface Session extends Partial<StateKeeper> {
  readonly dialect: Dialect;
  /** How many `stage` and `query` calls may run at once. */
  readonly slots: number;
  relations(): Promise<readonly ExistingRelation[]>;
  columns(relation: Relation): Promise<readonly ColumnSpec[]>;
  stage(task: StageTask, signal?: AbortSignal): Promise<Staged>;
  query(request: QueryRequest, signal?: AbortSignal): Promise<Rows>;
  publish(publication: Publication): Promise<void>;
  /** Takes effect at once, for readers at the latest with `save`. */
  execute(request: ExecuteRequest, signal?: AbortSignal): Promise<void>;
  /** Drop published relations that `sp` made (clean, changed kinds). */
  drop(relations: readonly ExistingRelation[]): Promise<void>;
  discard(staged: Staged): Promise<void>;
  /** Make what was published durable (sqlite: write the file atomically). Undefined when nothing changed. */
  save(): Promise<SavedWarehouse | undefined>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Absolute project root; relative paths in the target's options start here. */
  readonly projectRoot: string;
  readonly targetPath: string;
  readonly threads: number;
  /** Reader only: takes no lock and never writes. */
  readonly readOnly: boolean;
  readonly lockTimeoutMs: number;
  readonly runId: string;
  readonly command: string;
  readonly onNotice: (message: string) => void;
  /** Where in project.yml the target stands, for diagnostics. */
  readonly place: Place;
  /** The target's own, as written: where the session keeps its state. */
  readonly schema?: string;
  readonly database?: string;
}

export interface ConnectionReport {
  /** E.g. `sqlite: target/warehouse.sqlite`. Never a secret. */
  readonly description: string;
  readonly checks: readonly {
    readonly name: string;
    readonly ok: boolean;
    readonly detail: string;
    readonly fix?: string;
  }[];
}

/** What `warm` started, until `open` takes it. */
export interface Warmth {
  /** Ends what no session has taken. */
  cool(): Promise<void>;
}

export interface Adapter {
  readonly dialect: Dialect;
  /** Human name of the target, e.g. `sqlite: target/warehouse.sqlite`. No I/O, no secret. */
  describe(options: Readonly<Record<string, unknown>>): string;
  /** Starts what takes a while (workers, drivers) before it is needed, if it will be. Optional; never fails. */
  warm?(threads: number, options: Readonly<Record<string, unknown>>, projectRoot: string): Warmth | undefined;
  open(options: Readonly<Record<string, unknown>>, open: OpenOptions): Promise<Session>;
  debug(options: Readonly<Record<string, unknown>>, open: OpenOptions): Promise<ConnectionReport>;
}
