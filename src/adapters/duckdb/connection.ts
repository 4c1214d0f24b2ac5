// One connection of the instance: statements in, rows and EngineFailures out. Whoever holds it runs one at a time.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type Rows } from '../adapter.js';
import { describeError, parameterError } from './describe-error.js';
import type { DriverConnection, DriverResult } from './driver.js';
import { toSqlValue } from './values.js';

export class Connection {
  readonly #driver: DriverConnection;

  constructor(driver: DriverConnection) {
    this.#driver = driver;
  }

  /** Number of rows that it wrote, for statements that write. */
  async run(sql: string): Promise<number> {
    const result = await this.#refusable(sql, () => this.#driver.run(sql));
    const chunk = await result.fetchChunk();
    const count = chunk !== null && chunk.rowCount === 1 ? chunk.getRows()[0]?.[0] : 0;
    return typeof count === 'bigint' || typeof count === 'number' ? Number(count) : 0;
  }

  async query(sql: string, limit = Infinity): Promise<Rows> {
    return this.#refusable(sql, async () => {
      const result = await (limit === Infinity ? this.#driver.run(sql) : this.#driver.stream(sql));
      const indexes = Array.from({ length: result.columnCount }, (_, index) => index);
      const columns = indexes.map((index) => result.columnName(index));
      const { rows, isAtEnd } = await readRows(result, limit);
      // A result that is not read to its end keeps its transaction open until the next statement.
      if (limit !== Infinity && !isAtEnd) await this.#driver.run('select 1');
      return { columns, rows };
    });
  }

  /** First value of the first row. */
  async value(sql: string): Promise<SqlValue> {
    return (await this.query(sql)).rows[0]?.[0] ?? null;
  }

  /** Columns of a SELECT, which is not run. */
  async describe(select: string): Promise<readonly ColumnSpec[]> {
    return this.#refusable(select, async () => {
      const statement = await this.#driver.prepare(select);
      try {
        if (statement.parameterCount > 0) throw new EngineFailure(parameterError(select));
        return Array.from({ length: statement.columnCount }, (_, index) => ({
          name: statement.columnName(index),
          type: String(statement.columnType(index)),
        }));
      } finally {
        statement.destroySync();
      }
    });
  }

  /** All or nothing. */
  async transaction(work: () => Promise<void>): Promise<void> {
    await this.run('begin');
    try {
      await work();
      await this.run('commit');
    } catch (error) {
      // The engine itself ends a transaction whose commit failed.
      await this.#driver.run('rollback').catch(() => {});
      throw error;
    }
  }

  interrupt(): void {
    this.#driver.interrupt();
  }

  close(): void {
    this.#driver.closeSync();
  }

  async #refusable<T>(sql: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof EngineFailure) throw error;
      const described = describeError(error, sql);
      throw described === undefined ? error : new EngineFailure(described);
    }
  }
}

async function readRows(
  result: DriverResult,
  limit: number,
): Promise<{ readonly rows: readonly (readonly SqlValue[])[]; readonly isAtEnd: boolean }> {
  const typeIds = Array.from({ length: result.columnCount }, (_, index) => result.columnTypeId(index));
  const rows: (readonly SqlValue[])[] = [];
  while (rows.length < limit) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return { rows, isAtEnd: true };
    for (const row of chunk.getRows()) {
      if (rows.length < limit) rows.push(row.map((value, index) => toSqlValue(value, typeIds[index] ?? 0)));
    }
  }
  return { rows, isAtEnd: false };
}
