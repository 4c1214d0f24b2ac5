import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';

export type Cell = string | number | null;
export type Row = Readonly<Record<string, Cell>>;

/** A built warehouse file, read by an engine of its own. */
export interface Warehouse {
  readonly path: string;
  rows(sql: string): readonly Row[];
  /** Names of tables and views, sorted. */
  relations(): readonly string[];
  close(): void;
}

/** @throws the engine's error when the file is no database. */
export async function openWarehouse(path: string): Promise<Warehouse> {
  const { Database } = await initSqlJs({ useOldExtensionFunctions: false });
  const database = new Database(readFileSync(path));
  const rows = (sql: string): readonly Row[] => {
    const statement = database.prepare(sql);
    const result: Row[] = [];
    try {
      const columns = statement.getColumnNames();
      while (statement.step()) {
        const values = statement.get();
        result.push(Object.fromEntries(columns.map((column, index) => [column, toCell(values[index])])));
      }
      return result;
    } finally {
      statement.free();
    }
  };
  return {
    path,
    rows,
    relations: () =>
      rows("select name from sqlite_master where type in ('table', 'view') order by name").map(({ name }) =>
        String(name),
      ),
    close: () => database.close(),
  };
}

function toCell(value: unknown): Cell {
  if (value === null || typeof value === 'string' || typeof value === 'number') return value;
  throw new Error(`no text, number or NULL: ${typeof value}`);
}
