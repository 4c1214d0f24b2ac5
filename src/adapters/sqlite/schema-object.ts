import type { Database } from 'sql.js';

/** One row of sqlite_master. */
export interface SchemaObject {
  readonly type: 'table' | 'index' | 'view' | 'trigger';
  readonly name: string;
  /** The table that an index or trigger belongs to; else the name itself. */
  readonly table: string;
  /** 0 for views, triggers and virtual tables. */
  readonly rootPage: number;
  /** Null for the indexes that constraints make. */
  readonly sql: string | null;
}

export function readSchema(database: Database, schema = 'main'): readonly SchemaObject[] {
  const rows = database.exec(
    `select type, name, tbl_name, rootpage, sql from "${schema}".sqlite_master order by rowid`,
  );
  return (rows[0]?.values ?? []).map(toSchemaObject);
}

/** @param row type, name, tbl_name, rootpage, sql */
export function toSchemaObject([type, name, table, rootPage, sql]: readonly unknown[]): SchemaObject {
  return {
    type: toType(type),
    name: String(name),
    table: String(table),
    rootPage: Number(rootPage ?? 0),
    sql: typeof sql === 'string' ? sql : null,
  };
}

function toType(type: unknown): SchemaObject['type'] {
  if (type === 'table' || type === 'index' || type === 'view' || type === 'trigger') return type;
  throw new Error(`malformed database schema: an object of type ${String(type)}`);
}

/** Names are compared as SQLite does: ASCII letters without case. */
export function nameKey(name: string): string {
  return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
