import type { StateRow } from '../../adapter.js';
import type { Part } from '../pages/compose-database.js';
import { readSchema } from '../schema-object.js';
import { insertState, sortRows, stateSchema, type FileStamp } from '../state-tables.js';
import type { Workspace } from './connection.js';
import { pageSize } from '../image.js';

/** The tables of what is remembered, to be put into the file; none when there is nothing. */
export function statePart(workspace: Workspace, rows: readonly StateRow[], stamp: FileStamp): Part | undefined {
  if (rows.length === 0) return undefined;
  const database = new workspace.engine.sql.Database(workspace.emptyDatabase);
  try {
    database.run(`pragma page_size = ${pageSize}; pragma journal_mode = off; begin`);
    for (const sql of stateSchema) database.run(sql);
    const inserts = {
      nodes: database.prepare(insertState.nodes),
      partitions: database.prepare(insertState.partitions),
      runs: database.prepare(insertState.runs),
    };
    for (const { table, id, key, value } of sortRows(rows)) inserts[table].run([id, key, value]);
    for (const statement of Object.values(inserts)) statement.free();
    database.run(insertState.stamp, [stamp.changeCounter, stamp.modified]);
    database.run('commit');
    const schema = readSchema(database);
    return { bytes: database.export(), schema, objects: schema };
  } finally {
    database.close();
  }
}
