import { indexName, limitName, quoteText, renderNumber, toHex } from '../ansi.js';
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

const maxBytes = standard.maxIdentifierBytes;

/** PostgreSQL cuts longer names without a word; here they end in a hash of the whole, so that no two become one. */
export const postgresDialect: Dialect = {
  ...standard,
  resolveRelation: (names) => {
    const relation = standard.resolveRelation(names);
    return {
      ...relation,
      ...(relation.schema !== undefined && { schema: limitName(relation.schema, maxBytes) }),
      identifier: limitName(relation.identifier, maxBytes),
    };
  },
  createIndex: (relation, index) => {
    const name = standard.quoteIdentifier(indexName(relation, index, maxBytes));
    const columns = index.columns.map((column) => standard.quoteIdentifier(column)).join(', ');
    const using = index.type === undefined ? '' : ` using ${standard.quoteIdentifier(index.type)}`;
    const unique = index.unique ? 'unique ' : '';
    return `create ${unique}index if not exists ${name} on ${standard.renderRelation(relation)}${using} (${columns})`;
  },
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
