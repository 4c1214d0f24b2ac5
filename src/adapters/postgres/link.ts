// One connection to the server, and the ways in which statements are sent over it. Errors are the driver's own.

import type { Client, Connection, FieldDef, QueryResult } from 'pg';
import type { SqlValue } from '../../dialects/relation.js';
import type { Driver, ExtendedQueryConfig } from './driver.js';
import { valueTypes } from './values.js';

export interface LinkRows {
  readonly fields: readonly FieldDef[];
  readonly rows: readonly (readonly SqlValue[])[];
  /** Rows returned or changed. */
  readonly count: number;
}

export class Link {
  readonly #driver: Driver;
  readonly #client: Client;
  #isBroken = false;

  constructor(driver: Driver, client: Client) {
    this.#driver = driver;
    this.#client = client;
    client.on('error', () => {
      this.#isBroken = true;
    });
    client.on('end', () => {
      this.#isBroken = true;
    });
  }

  get client(): Client {
    return this.#client;
  }

  /** The connection is gone, or nobody knows in which state it is. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The server's process that serves this connection. */
  get backendPid(): number {
    return 'processID' in this.#client ? Number(this.#client.processID) : 0;
  }

  /** One statement of ours, or several separated by `;` as one transaction. The result is that of the last. */
  async run(sql: string): Promise<LinkRows> {
    const query = { text: sql, rowMode: 'array' as const, types: valueTypes };
    const result: QueryResult | QueryResult[] = await this.#client.query(query);
    return toRows(Array.isArray(result) ? result.at(-1) : result);
  }

  /** One statement, and no more: text behind a `;` is refused. At most `limit` rows are fetched. */
  select(sql: string, limit?: number): Promise<LinkRows> {
    const { Query } = this.#driver;
    if (limit === undefined) return this.#submit(sql, Query);
    return this.#submit(
      sql,
      class extends Query {
        /** The server has sent the rows that were asked for, and has more. */
        handlePortalSuspended(connection: Connection): void {
          connection.sync();
        }
      },
      limit,
    );
  }

  /** Columns of a statement's result. It is analysed, neither planned nor run. */
  async describe(sql: string): Promise<readonly FieldDef[]> {
    const { Query } = this.#driver;
    const { fields } = await this.#submit(
      sql,
      class extends Query {
        prepare(connection: Connection): void {
          connection.parse({ text: sql, name: '', types: [] }, true);
          connection.describe({ type: 'S', name: '' }, true);
          connection.sync();
        }
      },
    );
    return fields;
  }

  /** All or nothing. A connection that cannot even roll back is given up. */
  async transaction<T>(work: () => Promise<T>): Promise<T> {
    await this.run('begin');
    try {
      const result = await work();
      await this.run('commit');
      return result;
    } catch (error) {
      await this.run('rollback').catch(() => this.destroy());
      throw error;
    }
  }

  /** What `work` did is undone when it fails; the transaction around it goes on. */
  async savepoint<T>(name: string, work: () => Promise<T>): Promise<T> {
    await this.run(`savepoint ${name}`);
    try {
      const result = await work();
      await this.run(`release savepoint ${name}`);
      return result;
    } catch (error) {
      if (!this.#isBroken) await this.run(`rollback to savepoint ${name}; release savepoint ${name}`);
      throw error;
    }
  }

  /** Says goodbye, if the other end still listens. */
  async close(): Promise<void> {
    if (this.#isBroken) return this.destroy();
    this.#isBroken = true;
    await this.#client.end().catch(() => undefined);
  }

  destroy(): void {
    this.#isBroken = true;
    this.#client.connection.stream.destroy();
  }

  #submit(sql: string, kind: Driver['Query'], limit?: number): Promise<LinkRows> {
    return new Promise((resolve, reject) => {
      const config: ExtendedQueryConfig = {
        text: sql,
        rowMode: 'array',
        queryMode: 'extended',
        types: valueTypes,
        ...(limit !== undefined && { rows: limit }),
      };
      const done = (error: Error | undefined | null, result: QueryResult): void => {
        if (error) reject(error);
        else resolve(toRows(result));
      };
      this.#client.query(new kind(config, done));
    });
  }
}

function toRows(result: QueryResult | undefined): LinkRows {
  return { fields: result?.fields ?? [], rows: result?.rows ?? [], count: result?.rowCount ?? 0 };
}
