import type { Jobs } from '../protocol.js';
import { Connection, type Workspace } from './connection.js';
import { copyTable } from './copy-table.js';
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
