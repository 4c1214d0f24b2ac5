import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';

/**
 * Engine → what the warehouse holds: name → hash of its rows, without sp's own tables, in `staged` the names of tables
 * that were not published, in `views` those of views. Throws for a damaged file.
 */
export const readers = { sqlite: readSqlite, duckdb: readDuckdb };

let sqlJs;

async function readSqlite(path) {
  const contents = new Map();
  if (!existsSync(path)) return { contents, staged: [], views: new Set() };
  sqlJs ??= await initSqlJs();
  const database = new sqlJs.Database(readFileSync(path));
  try {
    const rows = (sql) => database.exec(sql)[0]?.values ?? [];
    const check = rows('pragma integrity_check').flat();
    if (check.join() !== 'ok') throw new Error(`integrity_check: ${check.join('; ')}`);
    const names = rows(
      String.raw`select name from sqlite_master where type in ('table', 'view') and name not like '\_sp\_%' escape '\'`,
    );
    for (const [name] of names) contents.set(name, hashRows(rows(`select * from "${name}"`)));
    return { contents, staged: [], views: new Set() };
  } finally {
    database.close();
  }
}

async function readDuckdb(path) {
  const contents = new Map();
  const staged = [];
  const views = new Set();
  if (!existsSync(path)) return { contents, staged, views };
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(path, { access_mode: 'READ_ONLY' });
  try {
    const connection = await instance.connect();
    const rows = async (sql) => (await connection.runAndReadAll(sql)).getRowsJson();
    const names = await rows(
      String.raw`select table_name, table_type from information_schema.tables where table_schema = 'main' and table_name not like '\_sp\_%' escape '\'`,
    );
    for (const [value, type] of names) {
      const name = typeof value === 'string' ? value : '';
      if (type === 'VIEW') views.add(name);
      if (name.includes('__sp_')) staged.push(name);
      else contents.set(name, hashRows(await rows(`select * from "${name}"`)));
    }
    connection.closeSync();
    return { contents, staged, views };
  } finally {
    instance.closeSync();
  }
}

function hashRows(rows) {
  const lines = rows.map((row) => JSON.stringify(row)).sort();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
