// What sp remembers between runs: three tables in the target's schema. Anything that is not as we write it counts as
// nothing remembered.

import { quoteText } from '../../dialects/ansi.js';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { StateChange, StateRow } from '../adapter.js';
import { readColumns } from './catalog.js';
import { isServerError } from './engine-error.js';
import type { Link } from './link.js';

const names = { nodes: '_sp_nodes', partitions: '_sp_partitions', runs: '_sp_runs' } as const;
const kinds = ['nodes', 'partitions', 'runs'] as const;
const columns = ['id', 'key', 'value'].map((name) => ({ name, type: 'text' }));
/** Rows of one INSERT. */
const rowsPerStatement = 1000;

export class StateTables {
  readonly #schema: string;
  #areReady = false;

  constructor(schema: string) {
    this.#schema = schema;
  }

  async read(link: Link): Promise<readonly StateRow[]> {
    try {
      const selects = kinds.map((kind) => `select '${kind}', id, key, value from ${this.#table(kind)}`);
      const { rows } = await link.run(`${selects.join(' union all ')} order by 1, 2, 3`);
      return rows.flatMap(([kind, id, key, value]): readonly StateRow[] => {
        const table = kinds.find((each) => each === kind);
        if (table === undefined || typeof id !== 'string' || typeof key !== 'string' || typeof value !== 'string')
          return [];
        return [{ table, id, key, value }];
      });
    } catch (error) {
      if (isServerError(error) && /^(?:42|22|XX)/.test(error.code)) return [];
      throw error;
    }
  }

  /** Within the caller's transaction, if there is one. */
  async apply(link: Link, { remove, put }: StateChange): Promise<void> {
    if (remove.length === 0 && put.length === 0) return;
    await this.#prepare(link);
    const removals = remove.map(
      ({ table, id, key }) =>
        `delete from ${this.#table(table)} where id = ${quoteText(id)}${key === undefined ? '' : ` and key = ${quoteText(key)}`}`,
    );
    if (removals.length > 0) await link.run(removals.join('; '));
    for (const kind of kinds) {
      const rows = put.filter(({ table }) => table === kind);
      for (let start = 0; start < rows.length; start += rowsPerStatement) {
        const values = rows
          .slice(start, start + rowsPerStatement)
          .map(({ id, key, value }) => `(${[id, key, value].map(quoteText).join(', ')})`);
        await link.run(
          `insert into ${this.#table(kind)} values ${values.join(', ')} on conflict (id, key) do update set value = excluded.value`,
        );
      }
    }
  }

  /** Tables of another form are made anew: what they say is not understood anyway. */
  async #prepare(link: Link): Promise<void> {
    if (this.#areReady) return;
    for (const kind of kinds) {
      const found = await readColumns(link, this.#relation(kind));
      const isOurs =
        found.length === columns.length &&
        found.every(({ name, type }, index) => name === columns[index]?.name && type === columns[index]?.type);
      if (isOurs) continue;
      const definition = 'id text not null, key text not null, value text not null, primary key (id, key)';
      await link.run(`drop table if exists ${this.#table(kind)}; create table ${this.#table(kind)} (${definition})`);
    }
    this.#areReady = true;
  }

  /** A transaction was undone: perhaps the one that made the tables. */
  forget(): void {
    this.#areReady = false;
  }

  #relation(kind: StateRow['table']): Relation {
    return { schema: this.#schema, identifier: names[kind] };
  }

  #table(kind: StateRow['table']): string {
    return postgresDialect.renderRelation(this.#relation(kind));
  }
}
