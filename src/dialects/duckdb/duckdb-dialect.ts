import { quoteText, renderNumber, toHex } from '../ansi.js';
import { composeDialect } from '../compose-dialect.js';
import type { Dialect } from '../dialect.js';
import { duckdbLexical } from '../lexical.js';
import { noCapabilities } from '../no-capabilities.js';
import { createFunctions } from '../portable/create-functions.js';
import type { SqlValue } from '../relation.js';
import { duckdbSql, renderType } from './duckdb-sql.js';

export const duckdbDialect: Dialect = composeDialect({
  name: 'duckdb',
  capabilities: {
    ...noCapabilities,
    hashesSources: true,
    transactionalDdl: true,
    schemas: true,
    anyNames: true,
    indexes: true,
    merge: true,
    alterColumnTypes: true,
  },
  lexical: duckdbLexical,
  maxIdentifierBytes: Infinity,
  quoteMark: '"',
  defaultSchema: 'main',
  renderLiteral,
  renderType,
  functions: createFunctions(duckdbSql),
});

function renderLiteral(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    if (value.includes('\0')) throw new Error('a text in SQL cannot contain NUL');
    return quoteText(value);
  }
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return `from_hex('${toHex(value)}')`;
}
