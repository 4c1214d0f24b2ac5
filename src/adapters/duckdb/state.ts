// What a session remembers between runs: three tables beside the data, and a fourth that says in which format they are
// and how the file was left. Anything that is not as this version writes it counts as nothing remembered.

import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type Rows, type StateChange, type StateRow } from '../adapter.js';
import type { Connection } from './connection.js';

const tables = ['nodes', 'partitions', 'runs'] as const;
/** One row. `modified`: the time of the file, in seconds since the epoch; null when somebody else's writing is not dealt with. */
const stampTable = 'file';
const stateFormat = 1;
const rowsPerStatement = 1000;

export function isStateTable(name: string): boolean {
  return [...tables, stampTable].some((table) => name.toLowerCase() === `_sp_${table}`);
}

export class StateTables {
  readonly #schema: string;
  #exists = false;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Empty when there is nothing, or not as this version writes it. */
  async read(connection: Connection): Promise<readonly StateRow[]> {
    if ((await this.#readStampRow(connection)) === undefined) return [];
    const selects = tables.map((table) => `select '${table}', id, key, value from ${this.#name(table)}`);
    const { rows } = await orElse(connection.query(`${selects.join(' union all ')} order by all`), nothing);
    return rows.map(([table, id, key, value]) => ({
      table: tables.find((each) => each === table) ?? 'nodes',
      id: String(id),
      key: String(key),
      value: String(value),
    }));
  }

  /** When the file was left, as `stamp` said; undefined when it was not. */
  async readStamp(connection: Connection): Promise<number | undefined> {
    const modified = (await this.#readStampRow(connection))?.[1];
    return typeof modified === 'number' ? modified : undefined;
  }

  async stamp(connection: Connection, modified: number | undefined): Promise<void> {
    await this.ensure(connection);
    await connection.run(`update ${this.#name(stampTable)} set modified = ${modified ?? 'null'}`);
  }

  /** To be called in a transaction, after `ensure`. */
  async write(connection: Connection, { remove, put }: StateChange): Promise<void> {
    for (const table of tables) {
      const name = this.#name(table);
      const removed = remove.filter((each) => each.table === table);
      const whole = removed.filter(({ key }) => key === undefined).map(({ id }) => text(id));
      const keys = removed.flatMap(({ id, key }) => (key === undefined ? [] : [`(${text(id)}, ${text(key)})`]));
      for (const group of groups(whole)) await connection.run(`delete from ${name} where id in (${group})`);
      for (const group of groups(keys)) await connection.run(`delete from ${name} where (id, key) in (${group})`);
      const rows = put.filter((row) => row.table === table);
      const values = rows.map(({ id, key, value }) => `(${text(id)}, ${text(key)}, ${text(value)})`);
      for (const group of groups(values)) await connection.run(`insert or replace into ${name} values ${group}`);
    }
  }

  async #readStampRow(connection: Connection): Promise<readonly SqlValue[] | undefined> {
    const query = connection.query(`select format, modified from ${this.#name(stampTable)}`);
    const [row] = (await orElse(query, nothing)).rows;
    return row?.[0] === stateFormat ? row : undefined;
  }

  /** To be called before a transaction that writes: a statement that fails would end it. */
  async ensure(connection: Connection): Promise<void> {
    if (this.#exists) return;
    if ((await this.#readStampRow(connection)) === undefined) {
      await connection.run(`create schema if not exists ${dialect.quoteIdentifier(this.#schema)}`);
      for (const table of tables) {
        await connection.run(
          `create or replace table ${this.#name(table)} (id varchar, key varchar, value varchar, primary key (id, key))`,
        );
      }
      await connection.run(
        `create or replace table ${this.#name(stampTable)} as select ${stateFormat} as format, cast(null as bigint) as modified`,
      );
    }
    this.#exists = true;
  }

  #name(table: string): string {
    const relation: Relation = { schema: this.#schema, identifier: `_sp_${table}` };
    return dialect.renderRelation(relation);
  }
}

const nothing: Rows = { columns: [], rows: [] };

/** What an engine refuses is as good as not there. */
async function orElse<T>(promise: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof EngineFailure) return otherwise;
    throw error;
  }
}

function text(value: string): string {
  return dialect.renderLiteral(value);
}

function groups(values: readonly string[]): readonly string[] {
  const count = Math.ceil(values.length / rowsPerStatement);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * rowsPerStatement, (index + 1) * rowsPerStatement).join(', '),
  );
}
