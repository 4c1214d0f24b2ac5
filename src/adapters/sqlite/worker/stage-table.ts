import type { Workspace } from './connection.js';
import { Connection } from './connection.js';
import { describeTable } from './describe-table.js';
import { checkColumns, checkStatement, runStatement, StatementFailure } from './run-statement.js';
import type { Inputs, Jobs } from '../protocol.js';
import { nameKey } from '../schema-object.js';

type Job = Jobs['stage-table'];

/** Builds a table in an image of its own. */
export function stageTable(workspace: Workspace, { inputs, name, statements }: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { inputs, sql: statements });
  try {
    for (const sql of statements) checkSelect(connection, sql, inputs);
    for (const sql of statements) runStatement(connection.database, sql, inputs);
    const columns = connection.columns(name);
    if (columns.length === 0) {
      throw new StatementFailure({ message: `the statements did not create ${name}`, sql: statements[0] ?? '' });
    }
    const content = connection.finish();
    const stored = content.schema.find((object) => nameKey(object.name) === nameKey(name));
    return { ...content, columns, ...describeTable(content, stored?.name ?? name, columns) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** `create table … as` would rename the second of two columns of one name. */
function checkSelect(connection: Connection, sql: string, inputs: Inputs): void {
  const head = /^\s*create\s+table\s+(?:"(?:[^"]|"")*"|\w+)\s+as\s/i.exec(sql)?.[0];
  if (head === undefined) return;
  try {
    checkColumns(checkStatement(connection.database, sql.slice(head.length), inputs), sql);
  } catch (error) {
    if (!(error instanceof StatementFailure)) throw error;
    const { offset } = error.error;
    throw new StatementFailure({ ...error.error, sql, ...(offset !== undefined && { offset: offset + head.length }) });
  }
}
