// The one session of a run: every statement goes through it. A session that the server closed is opened again for what
// comes next; a server that cannot be reached is not asked again for a while, so that a run ends soon.

import type { SqlValue } from '../../dialects/relation.js';
import { suggest } from '../../errors/suggest.js';
import { EngineFailure, type EngineError } from '../adapter.js';
import { SparkClient, type SparkColumn, type SparkRows } from './connect/spark-client.js';
import { SparkError } from './connect/spark-error.js';
import type { TextColumn } from './connect/write-arrow.js';
import { lostConnection, statementTimeout } from './errors.js';
import { plainSql, type SparkSql } from './spark-sql-text.js';
import type { SparkTarget } from './target-options.js';

/** Thrown for what has nothing to do with the statement: others would end the same way. */
export class ConnectionFailure extends EngineFailure {}

const askAgainAfterMs = 10_000;

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly limit?: number;
  /** It is the user's own: the target's statement_timeout holds for it. */
  readonly isTimed?: boolean;
}

export class SparkConnection {
  readonly #target: SparkTarget;
  #client: Promise<SparkClient> | undefined;
  #rowsCount = 0;
  #lost: { readonly error: SparkError; readonly at: number } | undefined;

  constructor(target: SparkTarget, client: SparkClient) {
    this.#target = target;
    this.#client = Promise.resolve(client);
  }

  get isLost(): boolean {
    return this.#lost !== undefined;
  }

  /** A command, or a query whose rows are few. */
  execute(sql: SparkSql | string, options: RunOptions = {}): Promise<SparkRows> {
    return this.#run(sql, options, (client, text, signal) => client.execute(text, { ...signal }));
  }

  query(sql: SparkSql | string, options: RunOptions = {}): Promise<SparkRows> {
    const most = options.limit === undefined ? {} : { limit: options.limit };
    return this.#run(sql, options, (client, text, signal) => client.query(text, { ...signal, ...most }));
  }

  /** A statement that reads `rows` from the relation whose name it is given; all columns are texts. */
  executeWithRows(
    write: (rowsName: string) => string,
    columns: readonly string[],
    rows: readonly (readonly (string | null)[])[],
    options: RunOptions = {},
  ): Promise<SparkRows> {
    const name = this.#nextRowsName();
    return this.#run(write(name), options, (client, text, signal) =>
      client.executeWithRows(text, name, columns, rows, { ...signal }),
    );
  }

  /** The same of texts that are bytes already. */
  executeWithColumns(
    write: (rowsName: string) => string,
    columns: readonly TextColumn[],
    options: RunOptions = {},
  ): Promise<SparkRows> {
    const name = this.#nextRowsName();
    return this.#run(write(name), options, (client, text, signal) =>
      client.executeWithColumns(text, name, columns, { ...signal }),
    );
  }

  /** The columns of a query, which is not run. */
  analyze(sql: SparkSql | string, signal?: AbortSignal): Promise<readonly SparkColumn[]> {
    return this.#run(sql, { signal }, (client, text) => client.analyze(text));
  }

  /** One value of one row. */
  async value(sql: string, signal?: AbortSignal): Promise<SqlValue> {
    return (await this.query(sql, { signal })).rows[0]?.[0] ?? null;
  }

  async serverVersion(): Promise<string> {
    return (await this.#open()).serverVersion;
  }

  /** Never fails. */
  async close(): Promise<void> {
    const client = await this.#client?.catch(() => undefined);
    this.#client = undefined;
    await client?.close();
  }

  /** It is seen by all that runs in the session meanwhile. */
  #nextRowsName(): string {
    this.#rowsCount += 1;
    return `sp_rows_${this.#rowsCount}`;
  }

  async #run<T>(
    sql: SparkSql | string,
    { signal, isTimed = false }: RunOptions,
    work: (client: SparkClient, text: string, signal: { readonly signal?: AbortSignal }) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const text = typeof sql === 'string' ? plainSql(sql) : sql;
    const seconds = isTimed ? this.#target.statementTimeoutSeconds : undefined;
    const timeout = seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);
    const signals = [signal, timeout].filter((each) => each !== undefined);
    let client: SparkClient | undefined;
    try {
      client = await this.#open();
      return await work(client, text.run, signals.length === 0 ? {} : { signal: AbortSignal.any(signals) });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof SparkError)) throw error;
      if (error.kind === 'cancelled' && timeout?.aborted) {
        throw new EngineFailure({ ...statementTimeout(seconds ?? 0), sql: text.shown });
      }
      if (error.kind === 'statement' || error.kind === 'cancelled') throw new EngineFailure(toEngineError(error, text));
      this.#noteLost(error, client);
      throw new ConnectionFailure({ ...lostConnection(this.#target.server, error), sql: text.shown });
    }
  }

  #open(): Promise<SparkClient> {
    if (this.#lost && Date.now() - this.#lost.at < askAgainAfterMs) throw this.#lost.error;
    this.#lost = undefined;
    this.#client ??= SparkClient.connect(this.#target.connect);
    return this.#client;
  }

  #noteLost(error: SparkError, client: SparkClient | undefined): void {
    if (error.kind === 'unknown-outcome') return;
    if (error.kind !== 'session-lost') this.#lost ??= { error, at: Date.now() };
    void client?.close();
    this.#client = undefined;
  }
}

function toEngineError(error: SparkError, { shown, toShownOffset }: SparkSql): EngineError {
  const start = error.start === undefined ? undefined : toShownOffset(error.start);
  const stop = error.stop === undefined ? undefined : toShownOffset(error.stop);
  const length = start !== undefined && stop !== undefined && stop > start ? stop - start : undefined;
  const hint = hintOf(error, start === undefined ? '' : shown.slice(start, stop));
  return {
    message: error.message,
    sql: shown,
    ...(start !== undefined && { offset: start }),
    ...(length !== undefined && { length }),
    ...(hint !== undefined && { hint }),
  };
}

function hintOf({ errorClass = '', hintNames }: SparkError, written: string): string | undefined {
  if (hintNames.length > 0) {
    const names = hintNames.map((name) => name.slice(name.lastIndexOf('.') + 1));
    const asked = written.slice(written.lastIndexOf('.') + 1).replaceAll(/[`"]/g, '');
    return `did you mean "${suggest(asked, names) ?? names[0] ?? ''}"?`;
  }
  if (errorClass === 'DATA_SOURCE_NOT_FOUND') {
    return 'The server lacks the jar of this file_format. The local one: bash scripts/spark-server.sh start --delta --iceberg';
  }
  if (errorClass === 'CREATE_PERMANENT_VIEW_WITHOUT_ALIAS') return 'Name the column with AS.';
  return undefined;
}
