import type { ContentHash } from '../../adapter.js';
import { hashTable, hashTableBy } from '../pages/hash-table.js';
import type { Jobs } from '../protocol.js';
import { nameKey, quoteName } from '../schema-object.js';
import { Connection, type Workspace } from './connection.js';
import { findTable } from './describe-table.js';
import { runStatement, StatementFailure } from './run-statement.js';

type Job = Jobs['hash-relation'];
const copyName = 'sp_hashed';

/** Hashes a table where it lies; what is put together from several places, or is a view, is written out first. */
export function hashRelation(workspace: Workspace, { inputs, name, table, by }: Job['input']): Job['output'] {
  const select = `select * from ${quoteName(name)}`;
  const connection = new Connection(workspace, { inputs, sql: [select] });
  try {
    if (table) {
      const position = inputs.images.findIndex(({ id }) => id === table.image.id);
      const columns = connection.columns(name, `sp_${position}`);
      connection.close();
      return hash({ ...table.image, schema: table.schema }, name, columns, by, false);
    }
    runStatement(connection.database, `create table main.${copyName} as ${select}`, inputs);
    const columns = connection.columns(copyName);
    return hash(connection.finish(), copyName, columns, by, true);
  } catch (error) {
    connection.close();
    throw error;
  }
}

function hash(
  content: Parameters<typeof findTable>[0],
  name: string,
  columns: Parameters<typeof findTable>[2],
  by: string | undefined,
  isWhole: boolean,
): readonly ContentHash[] {
  const found = findTable(content, name, columns, isWhole);
  if (by === undefined) return [hashTable(found)];
  const position = columns.findIndex((column) => nameKey(column.name) === nameKey(by));
  if (position < 0) throw new StatementFailure({ message: `${name} has no column ${by}` });
  return hashTableBy(found, position);
}
