import { renderNumber, toHex } from '../ansi.js';
import { composeDialect } from '../compose-dialect.js';
import type { Dialect } from '../dialect.js';
import { sparkLexical } from '../lexical.js';
import { noCapabilities } from '../no-capabilities.js';
import { createFunctions } from '../portable/create-functions.js';
import type { SqlValue } from '../relation.js';
import { renderType, sparkSql } from './spark-sql.js';
import { quoteSparkText } from './spark-text.js';

const standard = composeDialect({
  name: 'spark',
  capabilities: { ...noCapabilities, schemas: true },
  lexical: sparkLexical,
  maxIdentifierBytes: 255,
  quoteMark: '`',
  defaultSchema: 'default',
  renderLiteral,
  renderType,
  functions: createFunctions(sparkSql),
});

export const sparkDialect: Dialect = {
  ...standard,
  createTableAs: (relation, select) => `create table ${standard.renderRelation(relation)} using parquet as\n${select}`,
  createTable: (relation, columns) => `${standard.createTable(relation, columns)} using parquet`,
  createIndex: () => {
    throw new Error('Spark has no indexes');
  },
};

function renderLiteral(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteSparkText(value);
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return `x'${toHex(value)}'`;
}
