import { Connection, type Workspace } from './connection.js';
import { describeTable } from './describe-table.js';
import { keysPredicate } from './partition-keys.js';
import type { Jobs } from '../protocol.js';
import { runStatement, StatementFailure } from './run-statement.js';
import { nameKey, quoteName } from '../schema-object.js';

type Job = Jobs['merge-partitions'];

/** The published table without the rows of `keys`, and the staged rows behind them, as a new table. */
export function mergePartitions(workspace: Workspace, job: Job['input']): Job['output'] {
  const connection = new Connection(workspace, { sql: [] });
  try {
    createTable(connection, job);
    if (job.published) copyPublishedRows(connection, job);
    const table = quoteName(job.name);
    for (const image of job.staged) {
      connection.withImage(image, (schema) => {
        connection.database.run(`insert into main.${table} select * from ${schema}.${table}`);
      });
    }
    for (const sql of job.statements) runStatement(connection.database, sql);
    const columns = connection.columns(job.name);
    const content = connection.finish();
    return { ...content, columns, ...describeTable(content, job.name, columns) };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** As the newest image has it. */
function createTable({ database, withImage }: Connection, { name, staged, published }: Job['input']): void {
  const newest = staged.at(-1) ?? published;
  if (newest === undefined) throw new Error('there are no partitions to merge');
  withImage(newest, (schema) => {
    const query = `select sql from ${schema}.sqlite_master where type = 'table' and lower(name) = lower(?)`;
    const sql = database.exec(query, [name])[0]?.values[0]?.[0];
    database.run(String(sql));
  });
}

function copyPublishedRows(connection: Connection, { name, published, partitionBy, keys }: Job['input']): void {
  const { database } = connection;
  if (published === undefined) return;
  connection.withImage(published, (schema) => {
    const table = quoteName(name);
    const columns = connection.columns(name).map((column) => column.name);
    const old = connection.columns(name, schema).map((column) => column.name);
    const hasKey = old.some((column) => nameKey(column) === nameKey(partitionBy));
    const rest = hasKey ? `not ${keysPredicate(partitionBy, keys)}` : '1';
    if (hasSameNames(old, columns)) {
      const list = columns.map(quoteName).join(', ');
      database.run(`insert into main.${table} (${list}) select ${list} from ${schema}.${table} where ${rest}`);
    } else if (database.exec(`select 1 from ${schema}.${table} where ${rest} limit 1`).length > 0) {
      throw new StatementFailure({
        message: `the columns of ${name} changed (${old.join(', ')} → ${columns.join(', ')}), and not all partitions were built anew`,
        hint: 'Build all partitions: run without --partition.',
      });
    }
  });
}

function hasSameNames(a: readonly string[], b: readonly string[]): boolean {
  const toText = (names: readonly string[]): string => names.map(nameKey).sort().join('\0');
  return toText(a) === toText(b);
}
