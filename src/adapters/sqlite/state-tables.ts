// What sp remembers between runs, as tables beside the data. They are read straight from the pages, before any engine is
// started, and written with the file. Anything in them that is not as we write it counts as nothing remembered.

import type { StateChange, StateRow } from '../adapter.js';
import { openDatabaseBytes } from './pages/compose-database.js';
import { readPayloads, readRecord } from './pages/read-rows.js';
import { nameKey, type SchemaObject } from './schema-object.js';

const tables = { nodes: '_sp_nodes', partitions: '_sp_partitions', runs: '_sp_runs' } as const;
/** One row: how the file was when we left it. */
const stampTable = '_sp_file';
const stateFormat = 1;

export const stateSchema: readonly string[] = [
  ...Object.values(tables).map(
    (name) => `create table ${name} (id TEXT not null, key TEXT not null, value TEXT not null)`,
  ),
  `create table ${stampTable} (format INTEGER not null, change_counter INTEGER not null, modified INTEGER not null)`,
];
export const insertState = {
  nodes: `insert into ${tables.nodes} values (?, ?, ?)`,
  partitions: `insert into ${tables.partitions} values (?, ?, ?)`,
  runs: `insert into ${tables.runs} values (?, ?, ?)`,
  stamp: `insert into ${stampTable} values (${stateFormat}, ?, ?)`,
} as const;

/** How a file of ours is known again: every program that writes to it through SQLite changes both. */
export interface FileStamp {
  readonly changeCounter: number;
  /** Seconds since the epoch: whole ones, which copies and archives keep. */
  readonly modified: number;
}

export function isStateTable(name: string): boolean {
  return nameKey(name).startsWith('_sp_');
}

interface Database {
  readonly bytes: Uint8Array;
  readonly schema: readonly SchemaObject[];
}

export function readStamp(database: Database): FileStamp | undefined {
  const [row] = readTable(database, stampTable);
  const [format, changeCounter, modified] = row ?? [];
  if (format !== stateFormat || typeof changeCounter !== 'number' || typeof modified !== 'number') return undefined;
  return { changeCounter, modified };
}

export function readStateRows(database: Database): readonly StateRow[] {
  try {
    if (readStamp(database) === undefined) return [];
    return (['nodes', 'partitions', 'runs'] as const).flatMap((table) =>
      readTable(database, tables[table]).map(([id, key, value]): StateRow => {
        if (typeof id !== 'string' || typeof key !== 'string' || typeof value !== 'string') throw new Error('no text');
        return { table, id, key, value };
      }),
    );
  } catch {
    return [];
  }
}

function readTable({ bytes, schema }: Database, name: string) {
  const object = schema.find((each) => each.type === 'table' && each.name === name);
  if (object === undefined) return [];
  return [...readPayloads(openDatabaseBytes(bytes), object.rootPage)].map(readRecord);
}

/** The rows as they are now; `isChanged` since they were read or last saved. */
export class StateStore {
  readonly #rows = new Map<string, StateRow>();
  isChanged = false;

  constructor(rows: readonly StateRow[]) {
    for (const row of rows) this.#rows.set(toKey(row), row);
  }

  get rows(): readonly StateRow[] {
    return [...this.#rows.values()];
  }

  apply({ remove, put }: StateChange): void {
    for (const { table, id, key } of remove) this.#remove(table, id, key);
    for (const row of put) {
      const key = toKey(row);
      if (this.#rows.get(key)?.value === row.value) continue;
      this.#rows.set(key, row);
      this.isChanged = true;
    }
  }

  #remove(table: StateRow['table'], id: string, key: string | undefined): void {
    const exact = key !== undefined || table !== 'partitions';
    const keys = exact
      ? [toKey({ table, id, key: key ?? '' })]
      : [...this.#rows.keys()].filter((each) => each.startsWith(`${table}\n${id}\n`));
    for (const each of keys) if (this.#rows.delete(each)) this.isChanged = true;
  }
}

/** In the order in which they are written: independent of what happened when. */
export function sortRows(rows: readonly StateRow[]): readonly StateRow[] {
  const keyed = rows.map((row) => [toKey(row), row] as const);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function toKey({ table, id, key }: Pick<StateRow, 'table' | 'id' | 'key'>): string {
  return `${table}\n${id}\n${key}`;
}
