// A session on a Spark Connect server, for SQL only: statements go in, typed rows and typed errors come out. What is
// running goes on when a connection drops, and no statement runs twice. It knows nothing of relations, models or targets.

import type { SqlValue } from '../../../dialects/relation.js';
import { loadDrivers } from './drivers.js';
import type { SparkDrivers } from './drivers.js';
import { interruptType } from './messages.js';
import type { DataType, ExecutionProgress, Plan, Relation } from './messages.js';
import { readArrow } from './read-arrow.js';
import type { ArrowRows } from './read-arrow.js';
import { runOperation } from './run-operation.js';
import { SparkError } from './spark-error.js';
import { SparkLink } from './spark-link.js';
import type { SparkConnectOptions } from './spark-options.js';
import { toSparkError } from './to-spark-error.js';
import { renderDataType } from './type-text.js';
import { writeArrow, writeTextColumns } from './write-arrow.js';
import type { TextColumn } from './write-arrow.js';

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

/** What results must look like for `readArrow`, and the oldest server that has what we send. */
const ownConfs = { 'spark.sql.execution.arrow.compression.codec': 'none' };
const oldestVersion = [3, 5] as const;
const connectTimeoutMs = 15_000;
const connectRetryMs = 2000;
const unaryDeadlineMs = 120_000;

/** Statements may run at once in one session. Every method throws SparkError, and nothing else unless it is a bug. */
export class SparkClient {
  readonly #takesInput: boolean;

  private constructor(
    private readonly link: SparkLink,
    private readonly arrow: SparkDrivers['arrow'],
    /** E.g. `4.1.4`. */
    readonly serverVersion: string,
  ) {
    this.#takesInput = !serverVersion.startsWith('3.');
  }

  /** Opens a session and sets its confs. */
  static async connect(options: SparkConnectOptions): Promise<SparkClient> {
    const drivers = await loadDrivers();
    const link = new SparkLink(drivers, options);
    const limits = {
      deadlineMs: options.connectTimeoutMs ?? connectTimeoutMs,
      retryForMs: Math.min(link.retryForMs, connectRetryMs),
    };
    try {
      const { spark_version: version } = await link.call('AnalyzePlan', { spark_version: {} }, limits);
      const client = new SparkClient(link, drivers.arrow, version?.version ?? '');
      refuseOld(client.serverVersion);
      await client.configure({ ...ownConfs, ...options.confs, ...link.lifeMark });
      return client;
    } catch (error) {
      const told = await toSparkError(link, error);
      await link.close(0);
      throw told;
    }
  }

  /** Run a command or a query to its end. A query's rows are collected. */
  async execute(sql: string, options: SparkCallOptions = {}): Promise<SparkRows> {
    return this.#runSql(sql, { sql: { query: sql } }, options);
  }

  /** Run what is known to be a query, and collect its rows: one call less than `execute`. */
  async query(sql: string, options: SparkCallOptions = {}): Promise<SparkRows> {
    return collect(this.stream(sql, options));
  }

  /** Run one query; the server sends on only as batches are taken. Leaving the loop early interrupts it. */
  stream(sql: string, options: SparkCallOptions = {}): AsyncGenerator<SparkBatch, void, undefined> {
    return this.#readRoot({ sql: { query: sql } }, sql, options);
  }

  /**
   * Run one statement that reads `rows` as the relation `tableName`; all its columns are strings. One message has to hold
   * the rows. Before Spark 4 there is a temporary view of that name in the session meanwhile.
   */
  async executeWithRows(
    sql: string,
    tableName: string,
    columns: readonly string[],
    rows: readonly (readonly (string | null)[])[],
    options: SparkCallOptions = {},
  ): Promise<SparkRows> {
    return this.#executeWithArrow(sql, tableName, writeArrow(this.arrow, columns, rows), options);
  }

  /** The same of texts that are bytes already. */
  async executeWithColumns(
    sql: string,
    tableName: string,
    columns: readonly TextColumn[],
    options: SparkCallOptions = {},
  ): Promise<SparkRows> {
    return this.#executeWithArrow(sql, tableName, writeTextColumns(this.arrow, columns), options);
  }

  async #executeWithArrow(
    sql: string,
    tableName: string,
    data: Uint8Array,
    options: SparkCallOptions,
  ): Promise<SparkRows> {
    const local: Relation = { local_relation: { data } };
    if (this.#takesInput) {
      const named: Relation = { subquery_alias: { input: local, alias: tableName } };
      return this.#runSql(sql, { with_relations: { root: { sql: { query: sql } }, references: [named] } }, options);
    }
    const view = { input: local, name: tableName, replace: true };
    for await (const _ of runOperation(this.link, { command: { create_dataframe_view: view } }, options));
    try {
      return await this.execute(sql, options);
    } finally {
      const name = `\`${tableName.replaceAll('`', '``')}\``;
      await this.execute(`DROP VIEW IF EXISTS ${name}`).catch(() => undefined); // The session ends before it matters.
    }
  }

  /** The columns of a query, without running it. */
  async analyze(sql: string): Promise<readonly SparkColumn[]> {
    try {
      const plan: Plan = { root: { sql: { query: sql } } };
      const { schema } = await this.link.call('AnalyzePlan', { schema: { plan } }, this.#limits);
      return toColumns(schema?.schema);
    } catch (error) {
      throw await toSparkError(this.link, error, sql);
    }
  }

  /** Set confs of the session. Spark takes keys that it does not know without a word. */
  async configure(pairs: Readonly<Record<string, string>>): Promise<void> {
    const set = { pairs: Object.entries(pairs).map(([key, value]) => ({ key, value })) };
    try {
      await this.link.call('Config', { operation: { set } }, this.#limits);
    } catch (error) {
      throw await toSparkError(this.link, error);
    }
  }

  /** Interrupt everything that runs in the session. */
  async interruptAll(): Promise<void> {
    try {
      await this.link.call('Interrupt', { interrupt_type: interruptType.all }, { deadlineMs: 10_000 });
    } catch (error) {
      throw await toSparkError(this.link, error);
    }
  }

  /** End the session, best effort, and the connection. Never fails. */
  async close(): Promise<void> {
    await this.link.call('ReleaseSession', {}, { deadlineMs: 3000 }).catch(() => undefined); // 3.5 has no such call.
    await this.link.close(1000);
  }

  get #limits(): { readonly deadlineMs: number; readonly retryForMs: number } {
    return { deadlineMs: unaryDeadlineMs, retryForMs: this.link.retryForMs };
  }

  /** The server runs commands at once and answers with their rows; a query it hands back, to be run as a plan. */
  async #runSql(sql: string, input: Relation, options: SparkCallOptions): Promise<SparkRows> {
    const command = this.#takesInput ? { input } : { sql };
    let result: Relation | undefined;
    const operation = runOperation(this.link, { command: { sql_command: command } }, { sql, signal: options.signal });
    for await (const response of operation) {
      report(response.execution_progress, options);
      result = response.sql_command_result?.relation ?? result;
    }
    if (result === undefined) return { columns: [], rows: [] };
    if (result.local_relation === undefined) return collect(this.#readRoot(input, sql, options));
    const { data } = result.local_relation;
    if (data === undefined || data.length === 0) return { columns: [], rows: [] };
    const { columns, rows } = readArrow(this.arrow, data);
    return { columns, rows: options.limit === undefined ? rows : rows.slice(0, options.limit) };
  }

  async *#readRoot(
    relation: Relation,
    sql: string,
    options: SparkCallOptions,
  ): AsyncGenerator<SparkBatch, void, undefined> {
    const root = options.limit === undefined ? relation : { limit: { input: relation, limit: options.limit } };
    let columns: readonly SparkColumn[] | undefined;
    for await (const response of runOperation(this.link, { root }, { sql, signal: options.signal })) {
      report(response.execution_progress, options);
      if (response.schema !== undefined) columns = toColumns(response.schema);
      const data = response.arrow_batch?.data;
      if (data === undefined) continue;
      const batch: ArrowRows = readArrow(this.arrow, data);
      yield { columns: columns ?? batch.columns, rows: batch.rows };
    }
  }
}

async function collect(batches: AsyncIterable<SparkBatch>): Promise<SparkRows> {
  let columns: readonly SparkColumn[] = [];
  const rows: (readonly SqlValue[])[] = [];
  for await (const batch of batches) {
    columns = batch.columns;
    for (const row of batch.rows) rows.push(row);
  }
  return { columns, rows };
}

function toColumns(schema: DataType | undefined): readonly SparkColumn[] {
  return (schema?.struct?.fields ?? []).map(({ name = '', data_type: type = {}, nullable = false }) => ({
    name,
    type: renderDataType(type),
    nullable,
  }));
}

function report(progress: ExecutionProgress | undefined, { onProgress }: SparkCallOptions): void {
  if (progress === undefined || onProgress === undefined) return;
  const { stages = [], num_inflight_tasks: runningTasks = 0 } = progress;
  const sum = (of: (stage: (typeof stages)[number]) => number | undefined): number =>
    stages.reduce((total, stage) => total + (of(stage) ?? 0), 0);
  onProgress({
    doneTasks: sum((stage) => stage.num_completed_tasks),
    totalTasks: sum((stage) => stage.num_tasks),
    runningTasks,
    doneStages: stages.filter((stage) => stage.done === true).length,
    totalStages: stages.length,
    readBytes: sum((stage) => stage.input_bytes_read),
  });
}

function refuseOld(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  const [oldestMajor, oldestMinor] = oldestVersion;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return;
  throw new SparkError(
    'connection',
    `the server has Spark ${version || 'of an unknown version'}; sp needs ${oldestMajor}.${oldestMinor} or newer`,
  );
}
