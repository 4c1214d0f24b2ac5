import type { Statement } from 'sql.js';
import type { SqlValue } from '../../../dialects/relation.js';
import { Connection, type Workspace } from './connection.js';
import type { Jobs } from '../protocol.js';
import { checkStatement, toStatementFailure } from './run-statement.js';

type Job = Jobs['query'];

/** The rows of one SELECT. Integers that a double cannot hold come back as bigint. */
export function runQuery(workspace: Workspace, { inputs, sql, limit }: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { inputs, sql: [sql] });
  try {
    const columns = checkStatement(connection.database, sql, inputs);
    const statement = connection.database.prepare(sql);
    const rows: (readonly SqlValue[])[] = [];
    while (rows.length < (limit ?? Infinity) && statement.step()) rows.push(readRow(statement));
    statement.free();
    return { columns, rows };
  } catch (error) {
    throw toStatementFailure(connection.database, sql, error, inputs);
  } finally {
    connection.close();
  }
}

function readRow(statement: Statement): readonly SqlValue[] {
  const row = statement.get();
  const isExact = row.every((value) => typeof value !== 'number' || Math.abs(value) <= Number.MAX_SAFE_INTEGER);
  if (isExact) return row;
  return statement.get(null, { useBigInt: true }).map((value) => {
    const isSmall = typeof value === 'bigint' && value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
    return isSmall ? Number(value) : value;
  });
}
