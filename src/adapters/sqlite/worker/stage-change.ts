import { composeDatabase } from '../pages/compose-database.js';
import { imageBytes, pageSize } from '../image.js';
import type { Jobs } from '../protocol.js';
import { nameKey } from '../schema-object.js';
import { Connection, type Workspace } from './connection.js';
import { describeTable } from './describe-table.js';
import { runStatement } from './run-statement.js';

type Job = Jobs['stage-change'];

/** The published table as the statements leave it, in an image of its own; the published one is only read. */
export function stageChange(
  workspace: Workspace,
  { inputs, name, published, statements }: Job['input'],
): Job['output'] {
  const start = copyTable(workspace, name, published);
  const connection = new Connection(workspace, { inputs, sql: statements, start });
  try {
    for (const sql of statements) runStatement(connection.database, sql, inputs);
    const columns = connection.columns(name);
    const content = connection.finish();
    return { ...content, columns, ...describeTable(content, name, columns) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A database with this table and its indexes alone, whatever else lies in the image. */
function copyTable(workspace: Workspace, name: string, { image, schema }: Job['input']['published']): Uint8Array {
  const objects = schema.filter(({ table, type }) => nameKey(table) === nameKey(name) && type !== 'view');
  let copy = new Uint8Array(0);
  composeDatabase(
    workspace.engine.sql,
    [{ bytes: imageBytes(image), schema, objects }],
    { userVersion: 0, applicationId: 0, changeCounter: 1 },
    {
      begin: (pageCount) => {
        copy = new Uint8Array(pageCount * pageSize);
      },
      page: (number) => copy.subarray((number - 1) * pageSize, number * pageSize),
    },
  );
  return copy;
}
