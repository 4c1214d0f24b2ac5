import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';

type Value = string | number | null | Uint8Array;

/** Rows of a query over a SQLite file, read by an engine that knows nothing of sp. */
export async function queryFile(path: string, sql: string): Promise<readonly (readonly Value[])[]> {
  const engine = await initSqlJs({ useOldExtensionFunctions: false });
  const db = new engine.Database(readFileSync(path));
  try {
    return (db.exec(sql)[0]?.values ?? []) as readonly (readonly Value[])[];
  } finally {
    db.close();
  }
}
