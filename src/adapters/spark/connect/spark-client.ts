// A session on a Spark Connect server, for SQL only: statements go in, typed rows and typed errors come out. What is
// running goes on when a connection drops, and no statement runs twice. It knows nothing of relations, models or targets.

import type { SqlValue } from '../../../dialects/relation.js';
import type { SparkConnectOptions } from './spark-options.js';

export interface SparkColumn {
  readonly name: string;
  /** Spark's DDL, e.g. `decimal(10,2)`. */
  readonly type: string;
  readonly nullable: boolean;
}

/**
 * Rows by position. Integers are numbers, or bigints beyond 2^53; decimals exact text; dates `YYYY-MM-DD`, timestamps
 * (of either kind, in UTC) `YYYY-MM-DD HH:MM:SS[.ffffff]`; arrays, structs and maps JSON text; binary bytes.
 */
export interface SparkRows {
  readonly columns: readonly SparkColumn[];
  readonly rows: readonly (readonly SqlValue[])[];
}

export type SparkBatch = SparkRows;

export interface SparkProgress {
  /** Of all stages that Spark knows of so far; it plans further ones while it runs. */
  readonly doneTasks: number;
  readonly totalTasks: number;
  readonly runningTasks: number;
  readonly doneStages: number;
  readonly totalStages: number;
  readonly readBytes: number;
}

export interface SparkCallOptions {
  /** Interrupts the statement on the server; the call ends with kind `cancelled`. */
  readonly signal?: AbortSignal;
  /** Called every two seconds or so while the statement runs (Spark 4). */
  readonly onProgress?: (progress: SparkProgress) => void;
  /** Rows at the most. */
  readonly limit?: number;
}

/** Statements may run at once in one session. Every method throws SparkError, and nothing else unless it is a bug. */
export class SparkClient {
  private constructor(
    /** E.g. `4.1.4`. */
    readonly serverVersion: string,
  ) {}

  /** Opens a session and sets its confs. */
  static async connect(_options: SparkConnectOptions): Promise<SparkClient> {
    throw new Error('not written yet');
  }

  /** Run a command or a query to its end. A query's rows are collected. */
  async execute(_sql: string, _options?: SparkCallOptions): Promise<SparkRows> {
    throw new Error('not written yet');
  }

  /** Run one query; the server sends on only as batches are taken. Leaving the loop early interrupts it. */
  stream(_sql: string, _options?: SparkCallOptions): AsyncIterable<SparkBatch> {
    throw new Error('not written yet');
  }

  /** Run one statement that reads `rows` as the relation `tableName`; all its columns are strings. */
  async executeWithRows(
    _sql: string,
    _tableName: string,
    _columns: readonly string[],
    _rows: readonly (readonly (string | null)[])[],
    _options?: SparkCallOptions,
  ): Promise<SparkRows> {
    throw new Error('not written yet');
  }

  /** The columns of a query, without running it. */
  async analyze(_sql: string): Promise<readonly SparkColumn[]> {
    throw new Error('not written yet');
  }

  /** Set confs of the session. */
  async configure(_pairs: Readonly<Record<string, string>>): Promise<void> {
    throw new Error('not written yet');
  }

  /** Interrupt everything that runs in the session. */
  async interruptAll(): Promise<void> {
    throw new Error('not written yet');
  }

  /** End the session, best effort, and the connection. */
  async close(): Promise<void> {
    throw new Error('not written yet');
  }
}
