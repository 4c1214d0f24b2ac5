import { Connection } from './connection.js';
import type { Workspace } from './connection.js';
import type { Jobs } from '../protocol.js';
import { checkColumns, checkStatement, runStatement } from './run-statement.js';
import { nameKey, quoteName, readSchema } from '../schema-object.js';

type Job = Jobs['stage-view'];

/** Prepares the view over its inputs, and reads its definition as the engine stores it. */
export function stageView(workspace: Workspace, { inputs, name, statements, select }: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { inputs, sql: [select] });
  try {
    const { database } = connection;
    checkColumns(checkStatement(database, select, inputs), select);
    for (const sql of statements) runStatement(database, sql, inputs);
    const definition = readSchema(database).find((object) => nameKey(object.name) === nameKey(name))?.sql ?? '';
    database.run(`create temp view ${quoteName(name)} as ${select}`);
    return { definition, columns: connection.columns(name, 'temp') };
  } finally {
    connection.close();
  }
}
