import { Connection, type Workspace } from './connection.js';
import type { Jobs } from '../protocol.js';
import { quoteName } from '../schema-object.js';
import { checkStatement, runStatement } from './run-statement.js';

type Job = Jobs['columns'];

/** Columns of a published table or view, with types as far as the engine knows them. */
export function readColumns(workspace: Workspace, { inputs, name }: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { inputs, sql: [] });
  try {
    const select = `select * from ${quoteName(name)}`;
    checkStatement(connection.database, select, inputs);
    // A view over it has the declared types of its columns.
    runStatement(connection.database, `create temp view sp_columns as ${select}`);
    return connection.columns('sp_columns', 'temp');
  } finally {
    connection.close();
  }
}
