// What the coordinator asks of a worker thread and what comes back. Plain data; images travel by reference.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import type { ContentHash, EngineError, PartitionOutcome, Rows, StateRow } from '../adapter.js';
import type { CsvFileRef } from '../csv/csv-file.js';
import type { SeedConfig } from '../seed-config.js';
import type { Image } from './image.js';
import type { SchemaObject } from './schema-object.js';

/** What a statement can see. */
export interface Inputs {
  /** In the order in which names are looked up. */
  readonly images: readonly Image[];
  /** Temporary views in front of all images. */
  readonly views: readonly InputView[];
  /** Tables put together from staged partitions and the published rows of other keys, in front of all images too. */
  readonly overlays: readonly Overlay[];
  /** Relations whose columns may be suggested when a column is not found. */
  readonly relations: readonly string[];
}

export interface InputView {
  readonly name: string;
  readonly select: string;
}

export interface Overlay {
  readonly name: string;
  /** Positions in `Inputs.images` of the images that hold new rows. */
  readonly staged: readonly number[];
  /** Position of the image with the published rows, of which those with one of `keys` are left out. */
  readonly published?: number;
  readonly partitionBy: string;
  readonly keys: readonly SqlValue[];
}

/** An image as a worker hands it over: it has no id yet. */
export interface ImageContent {
  readonly bytes: SharedArrayBuffer;
  readonly sizeBytes: number;
  readonly schema: readonly SchemaObject[];
}

export interface TableContent extends ImageContent {
  readonly columns: readonly ColumnSpec[];
  readonly rows: number;
  /** Of the table's content. */
  readonly hash: string;
}

export interface Jobs {
  readonly 'stage-table': {
    readonly input: { readonly inputs: Inputs; readonly name: string; readonly statements: readonly string[] };
    readonly output: TableContent;
  };
  readonly 'stage-view': {
    readonly input: {
      readonly inputs: Inputs;
      readonly name: string;
      readonly statements: readonly string[];
      readonly select: string;
    };
    readonly output: { readonly definition: string; readonly columns: readonly ColumnSpec[] };
  };
  readonly 'stage-seed': {
    readonly input: {
      readonly name: string;
      readonly rejectedName?: string;
      readonly files: readonly CsvFileRef[];
      readonly seed: SeedConfig;
    };
    readonly output: TableContent & { readonly rejectedRows?: number };
  };
  readonly 'stage-partitions': {
    readonly input: {
      readonly inputs: Inputs;
      readonly name: string;
      readonly partitionBy: string;
      readonly partitions: readonly { readonly key: SqlValue; readonly select: string }[];
    };
    /** `table` is absent when every partition failed. */
    readonly output: { readonly table?: TableContent; readonly outcomes: readonly PartitionOutcome[] };
  };
  readonly 'merge-partitions': {
    readonly input: {
      readonly name: string;
      /** Images that hold the table `name`: the published one first if there is one, then the staged ones. */
      readonly published?: Image;
      readonly staged: readonly Image[];
      readonly partitionBy: string;
      readonly keys: readonly SqlValue[];
      readonly statements: readonly string[];
    };
    readonly output: TableContent;
  };
  /** Run statements on a copy of a published table, with the staged tables that they read beside it. */
  readonly 'stage-change': {
    readonly input: {
      readonly inputs: Inputs;
      readonly name: string;
      readonly published: { readonly image: Image; readonly schema: readonly SchemaObject[] };
      readonly statements: readonly string[];
    };
    readonly output: TableContent;
  };
  /** Run one statement of the user's own, which may write to the relation `name` and to nothing else. */
  readonly execute: {
    readonly input: {
      readonly inputs: Inputs;
      readonly name: string;
      /** Where it lies, if it is there. */
      readonly table?: { readonly image: Image; readonly schema: readonly SchemaObject[] };
      readonly sql: string;
    };
    /** What the statement left of the relation, and what else it made. */
    readonly output: ImageContent;
  };
  /** Run statements on a copy of an image: indexes. */
  readonly 'alter-image': {
    readonly input: { readonly image: Image; readonly statements: readonly string[] };
    readonly output: ImageContent;
  };
  readonly query: {
    readonly input: { readonly inputs: Inputs; readonly sql: string; readonly limit?: number };
    readonly output: Rows;
  };
  readonly columns: {
    readonly input: { readonly inputs: Inputs; readonly name: string };
    readonly output: readonly ColumnSpec[];
  };
  readonly 'hash-relation': {
    readonly input: {
      readonly inputs: Inputs;
      readonly name: string;
      /** Where it lies as a table, if it does; one of the images of `inputs`. */
      readonly table?: { readonly image: Image; readonly schema: readonly SchemaObject[] };
      readonly by?: string;
    };
    readonly output: readonly ContentHash[];
  };
  readonly 'read-warehouse': {
    readonly input: { readonly path: string; readonly isWriter: boolean };
    readonly output: WarehouseContent;
  };
  readonly 'write-warehouse': {
    readonly input: {
      readonly path: string;
      readonly temporaryPath: string;
      /** Objects of the new file and the images that hold their pages; views need none. */
      readonly parts: readonly {
        readonly image: Image | undefined;
        readonly schema: readonly SchemaObject[];
        readonly objects: readonly SchemaObject[];
      }[];
      readonly userVersion: number;
      readonly applicationId: number;
      readonly changeCounter: number;
      /** Begins the new file as it began the old one; see ComposeOptions. */
      readonly kept?: { readonly pages: number; readonly objects: readonly SchemaObject[] };
      readonly state: readonly StateRow[];
      /** What the state says holds for the file as it is written. */
      readonly isStamped: boolean;
      /** What the file must still be; see WarehouseContent. */
      readonly identity: string;
    };
    readonly output: { readonly sizeBytes: number; readonly identity: string };
  };
}

export interface WarehouseContent {
  /** Absent when the file is missing or empty. */
  readonly image?: ImageContent;
  readonly userVersion: number;
  readonly applicationId: number;
  readonly changeCounter: number;
  /** Tells this state of the file from any other; empty for none. */
  readonly identity: string;
  /** Why the file cannot be used, in words for its owner. */
  readonly refusal?: { readonly message: string; readonly hint: string };
}

export type JobKind = keyof Jobs;

export interface JobMessage<K extends JobKind = JobKind> {
  readonly kind: K;
  readonly input: Jobs[K]['input'];
}

export type WorkerMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly output: unknown; readonly durationMs: number }
  /** `isLost`: the engine cannot be used any more. */
  | { readonly kind: 'failed'; readonly error: WorkerError; readonly isLost: boolean }
  | { readonly kind: 'progress'; readonly bytes: number }
  /** A bug in `sp`. */
  | { readonly kind: 'broken'; readonly message: string; readonly stack: string };

export interface WorkerError extends EngineError {
  /** A table or view that the statement names and that is not there. */
  readonly missingRelation?: string;
}
