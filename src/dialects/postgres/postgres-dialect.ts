import { quoteText, renderNumber, toHex } from '../ansi.js';
import { composeDialect } from '../compose-dialect.js';
import type { Dialect } from '../dialect.js';
import { postgresLexical } from '../lexical.js';
import { noCapabilities } from '../no-capabilities.js';
import { createFunctions } from '../portable/create-functions.js';
import type { SqlValue } from '../relation.js';
import { postgresSql, renderType } from './postgres-sql.js';

const standard = composeDialect({
  name: 'postgres',
  capabilities: {
    ...noCapabilities,
    transactionalDdl: true,
    schemas: true,
    anyNames: true,
    indexes: true,
    grants: true,
    materializedViews: true,
    dropCascade: true,
    merge: true,
    alterColumnTypes: true,
  },
  lexical: postgresLexical,
  maxIdentifierBytes: 63,
  quoteMark: '"',
  defaultSchema: 'public',
  renderLiteral,
  renderType,
  functions: createFunctions(postgresSql),
});

export const postgresDialect: Dialect = {
  ...standard,
  // Views on a table go with it; they are built again after it.
  dropTable: (relation) => `${standard.dropTable(relation)} cascade`,
  dropView: (relation) => `${standard.dropView(relation)} cascade`,
};

function renderLiteral(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Error('a text in PostgreSQL cannot contain NUL');
    return quoteText(value);
  }
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return `'\\x${toHex(value)}'::bytea`;
}
