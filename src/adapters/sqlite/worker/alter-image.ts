import { Connection, type Workspace } from './connection.js';
import { imageBytes } from '../image.js';
import type { Jobs } from '../protocol.js';
import { runStatement } from './run-statement.js';

type Job = Jobs['alter-image'];

/** Runs statements, e.g. index DDL, on a copy of an image: others may be reading the image itself. */
export function alterImage(workspace: Workspace, { image, statements }: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { sql: statements, start: imageBytes(image) });
  try {
    for (const sql of statements) runStatement(connection.database, sql);
    return connection.finish();
  } catch (error) {
    connection.close();
    throw error;
  }
}
