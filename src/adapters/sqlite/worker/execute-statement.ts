import type { Jobs } from '../protocol.js';
import { Connection, type Workspace } from './connection.js';
import { copyTable } from './copy-table.js';
import { runStatement } from './run-statement.js';

type Job = Jobs['execute'];

/** Runs a statement of any kind over a copy of the one table that it may write to. */
export function executeStatement(workspace: Workspace, { inputs, name, table, sql }: Job['input']): Job['output'] {
  const start = table && copyTable(workspace, name, table);
  const connection = new Connection(workspace, { inputs, sql: [sql], ...(start && { start }) });
  try {
    runStatement(connection.database, sql, inputs);
    return connection.finish();
  } catch (error) {
    connection.close();
    throw error;
  }
}
