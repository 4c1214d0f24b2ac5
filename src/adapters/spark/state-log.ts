// What a session remembers: a table of entries in the target's schema, only ever added to, and written anew when most of
// it is outdated. Later entries win.

import type { Relation, SqlValue } from '../../dialects/relation.js';
import { EngineFailure, type StateChange, type StateRow } from '../adapter.js';
import { swapTable } from './replace-relation.js';
import { ConnectionFailure } from './spark-connection.js';
import { stagingFormat, tableClauses, type StageContext } from './stage-context.js';
import { stateTableName } from './staging-names.js';

/** Of the columns and their meaning. What another version wrote is not read. */
const version = 1;
const batchRows = 20_000;
/** Entries per living one, and INSERTs, above which the table is written anew. */
const wasteFactor = 4;
const maxWrites = 50;

type Entry = readonly [table: StateRow['table'], id: string, key: string | null, value: string | null];

const columns = ['v', 'write', 'seq', 'tbl', 'id', 'key', 'value'] as const;

export class StateLog {
  readonly #context: StageContext;
  readonly #table: Relation;
  #rows: Promise<Map<string, StateRow>> | undefined;
  #pending: Entry[] = [];
  #writing: Promise<void> = Promise.resolve();
  #nextWrite = 1;
  #entryCount = 0;
  #exists = false;

  constructor(context: StageContext) {
    this.#context = context;
    const { schema, database } = context.target;
    this.#table = { ...(database !== undefined && { database }), schema, identifier: stateTableName };
  }

  async read(): Promise<readonly StateRow[]> {
    return [...(await this.#load()).values()];
  }

  /** Written with `flush`. */
  async change({ remove, put }: StateChange): Promise<void> {
    await this.#remove(remove);
    const rows = await this.#load();
    for (const row of put) {
      rows.set(keyOf(row), row);
      this.#pending.push([row.table, row.id, row.key, row.value]);
    }
  }

  /** Forgets, for good, what was remembered of these: to be called before what they tell of changes. */
  async forget(removals: StateChange['remove']): Promise<void> {
    if (await this.#remove(removals)) await this.flush();
  }

  /** Writes what is pending. Those who come while it is being written share the next write. */
  flush(): Promise<void> {
    this.#writing = this.#writing.catch(() => undefined).then(() => this.#write());
    return this.#writing;
  }

  async #remove(removals: StateChange['remove']): Promise<boolean> {
    const rows = await this.#load();
    let isChanged = false;
    for (const { table, id, key } of removals) {
      const found = [...rows].filter(([, row]) => row.table === table && row.id === id && (key ?? row.key) === row.key);
      if (found.length === 0) continue;
      isChanged = true;
      for (const [name] of found) rows.delete(name);
      this.#pending.push([table, id, key ?? null, null]);
    }
    return isChanged;
  }

  #load(): Promise<Map<string, StateRow>> {
    this.#rows ??= this.#read();
    return this.#rows;
  }

  async #read(): Promise<Map<string, StateRow>> {
    const rows = new Map<string, StateRow>();
    this.#exists = (await this.#context.catalog.typeOf(this.#table)) === 'table';
    if (!this.#exists) return rows;
    try {
      const text = this.#context.dialect.renderRelation(this.#table);
      const result = await this.#context.connection.query(
        `select v, write, seq, tbl, id, key, value from ${text} order by write, seq`,
      );
      for (const [v, write, , table, id, key, value] of result.rows) {
        if (Number(v) !== version) return new Map();
        this.#nextWrite = Number(write) + 1;
        this.#entryCount += 1;
        apply(rows, String(table), String(id), textOrNull(key), textOrNull(value));
      }
      return rows;
    } catch (error) {
      if (!(error instanceof EngineFailure) || error instanceof ConnectionFailure) throw error;
      // Damaged: nothing is known, and the next write starts anew.
      this.#entryCount = Number.POSITIVE_INFINITY;
      return new Map();
    }
  }

  async #write(): Promise<void> {
    const entries = this.#pending;
    if (entries.length === 0) return;
    this.#pending = [];
    try {
      await this.#append(entries);
    } catch (error) {
      this.#pending = [...entries, ...this.#pending];
      throw error;
    }
  }

  async #append(entries: readonly Entry[]): Promise<void> {
    const living = await this.#load();
    const isWasteful = this.#entryCount + entries.length > wasteFactor * Math.max(living.size, 1000);
    if (this.#exists && !isWasteful && this.#nextWrite <= maxWrites) {
      await this.#insert(this.#table, this.#nextWrite, entries);
      this.#nextWrite += 1;
      this.#entryCount += entries.length;
      return;
    }
    const all = [...living.values()].map((row): Entry => [row.table, row.id, row.key, row.value]);
    const fresh = await this.#create();
    await this.#insert(fresh, 1, all);
    await swapTable(this.#context, this.#table, fresh);
    this.#exists = true;
    this.#nextWrite = 2;
    this.#entryCount = all.length;
  }

  async #create(): Promise<Relation> {
    const { catalog, names, leftovers, dialect, connection, target } = this.#context;
    await catalog.ensureSchema(this.#table);
    const table = names.next(this.#table);
    const text = dialect.renderRelation(table);
    leftovers.set(text, table);
    const clauses = tableClauses(this.#context, { format: stagingFormat(target) });
    await connection.execute(
      `create table ${text} (v int, write bigint, seq bigint, tbl string, id string, key string, value string)${clauses}`,
    );
    return table;
  }

  async #insert(table: Relation, write: number, entries: readonly Entry[]): Promise<void> {
    const text = this.#context.dialect.renderRelation(table);
    const sql = (source: string): string =>
      `insert into ${text} select cast(v as int), cast(write as bigint), cast(seq as bigint), tbl, id, key, value from ${source}`;
    for (let start = 0; start < entries.length; start += batchRows) {
      const rows = entries
        .slice(start, start + batchRows)
        .map(([table, id, key, value], index) => [
          String(version),
          String(write),
          String(start + index),
          table,
          id,
          key,
          value,
        ]);
      await this.#context.connection.executeWithRows(sql, columns, rows);
    }
  }
}

function apply(rows: Map<string, StateRow>, table: string, id: string, key: string | null, value: string | null): void {
  if (table !== 'nodes' && table !== 'partitions' && table !== 'runs') return;
  if (value !== null) {
    const row: StateRow = { table, id, key: key ?? '', value };
    rows.set(keyOf(row), row);
    return;
  }
  for (const [name, row] of rows) {
    if (row.table === table && row.id === id && (key ?? row.key) === row.key) rows.delete(name);
  }
}

function keyOf({ table, id, key }: Pick<StateRow, 'table' | 'id' | 'key'>): string {
  return JSON.stringify([table, id, key]);
}

function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
