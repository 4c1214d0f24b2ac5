// What a session remembers between runs: three tables beside the data.

import { duckdbDialect as dialect } from '../../dialects/duckdb/duckdb-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type StateChange, type StateRow } from '../adapter.js';
import type { Connection } from './connection.js';

const tables = ['nodes', 'partitions', 'runs'] as const;
const rowsPerStatement = 1000;

export function isStateTable(name: string): boolean {
  return tables.some((table) => name.toLowerCase() === `_sp_${table}`);
}

export class StateTables {
  readonly #schema: string;
  #exists = false;

  constructor(schema: string) {
    this.#schema = schema;
  }

  /** Empty when there is nothing, or not as this version writes it. */
  async read(connection: Connection): Promise<readonly StateRow[]> {
    const selects = tables.map((table) => `select '${table}', id, key, value from ${this.#name(table)}`);
    try {
      const { rows } = await connection.query(`${selects.join(' union all ')} order by all`);
      return rows.map(([table, id, key, value]) => ({
        table: tables.find((each) => each === table) ?? 'nodes',
        id: String(id),
        key: String(key),
        value: String(value),
      }));
    } catch (error) {
      if (error instanceof EngineFailure) return [];
      throw error;
    }
  }

  /** To be called in a transaction. */
  async write(connection: Connection, { remove, put }: StateChange): Promise<void> {
    if (remove.length === 0 && put.length === 0) return;
    await this.#create(connection);
    for (const table of tables) {
      const removed = remove.filter((each) => each.table === table);
      const whole = removed.filter(({ key }) => key === undefined).map(({ id }) => dialect.renderLiteral(id));
      const rows = put.filter((each) => each.table === table);
      const keys = [...removed.filter(({ key }) => key !== undefined), ...rows].map(
        ({ id, key }) => `(${dialect.renderLiteral(id)}, ${dialect.renderLiteral(key ?? '')})`,
      );
      const name = this.#name(table);
      for (const group of groups(whole)) await connection.run(`delete from ${name} where id in (${group})`);
      for (const group of groups(keys)) {
        await connection.run(`delete from ${name} using (values ${group}) as gone(id, key) where ${isSame(name)}`);
      }
      const values = rows.map(
        ({ id, key, value }) => `(${[id, key, value].map((value) => dialect.renderLiteral(value)).join(', ')})`,
      );
      for (const group of groups(values)) await connection.run(`insert into ${name} values ${group}`);
    }
  }

  async #create(connection: Connection): Promise<void> {
    if (this.#exists) return;
    await connection.run(`create schema if not exists ${dialect.quoteIdentifier(this.#schema)}`);
    for (const table of tables) {
      const name = this.#name(table);
      const isRight = await connection.describe(`select id, key, value from ${name}`).then(
        () => true,
        () => false,
      );
      if (!isRight) await connection.run(`create or replace table ${name} (id varchar, key varchar, value varchar)`);
    }
    this.#exists = true;
  }

  #name(table: string): string {
    const relation: Relation = { schema: this.#schema, identifier: `_sp_${table}` };
    return dialect.renderRelation(relation);
  }
}

function isSame(name: string): string {
  return `${name}.id = gone.id and ${name}.key = gone.key`;
}

function groups(values: readonly string[]): readonly string[] {
  const count = Math.ceil(values.length / rowsPerStatement);
  return Array.from({ length: count }, (_, index) =>
    values.slice(index * rowsPerStatement, (index + 1) * rowsPerStatement).join(', '),
  );
}
