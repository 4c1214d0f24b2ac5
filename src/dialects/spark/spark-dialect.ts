import { renderNumber, toHex } from '../ansi.js';
import { composeDialect } from '../compose-dialect.js';
import type { Dialect } from '../dialect.js';
import { sparkLexical } from '../lexical.js';
import { noCapabilities } from '../no-capabilities.js';
import { createFunctions } from '../portable/create-functions.js';
import type { SqlValue } from '../relation.js';
import { renderType, sparkSql } from './spark-sql.js';
import { quoteSparkText } from './spark-text.js';

export const sparkFormats = ['parquet', 'delta', 'iceberg'] as const;
/** How tables are kept; decides what statements work on them. */
export type SparkFormat = (typeof sparkFormats)[number];

/** Of a directory's name in most file systems; catalogs allow as much. */
const maxNameBytes = 255;

/** Spark in ANSI mode with `spark.sql.ansi.doubleQuotedIdentifiers`, as the adapter's sessions are. */
function createSparkDialect(format: SparkFormat): Dialect {
  const standard = composeDialect({
    name: 'spark',
    capabilities: { ...noCapabilities, schemas: true, merge: format !== 'parquet' },
    lexical: sparkLexical,
    maxIdentifierBytes: maxNameBytes,
    quoteMark: '`',
    defaultSchema: 'default',
    renderLiteral,
    renderType,
    functions: createFunctions(sparkSql),
  });
  return {
    ...standard,
    // Catalogs give names back in lower case.
    resolveRelation: (names) => {
      const { database, schema = '', identifier } = standard.resolveRelation(names);
      const home = { schema: schema.toLowerCase(), identifier: identifier.toLowerCase() };
      return database === undefined ? home : { database, ...home };
    },
    createTableAs: (relation, select) =>
      `create table ${standard.renderRelation(relation)} using ${format} as\n${select}`,
    createTable: (relation, columns) => `${standard.createTable(relation, columns)} using ${format}`,
    addColumn: (relation, { name, type }) =>
      `alter table ${standard.renderRelation(relation)} add columns (${standard.quoteIdentifier(name)} ${type})`,
    createIndex: () => {
      throw new Error('Spark has no indexes');
    },
  };
}

const dialects = new Map(sparkFormats.map((format) => [format, createSparkDialect(format)]));
export const sparkDialect: Dialect = getSparkDialect(undefined);

/** The dialect for a target's `file_format`; for anything unknown that of parquet, the default. */
export function getSparkDialect(fileFormat: unknown): Dialect {
  return (
    dialects.get(sparkFormats.find((format) => format === fileFormat) ?? 'parquet') ?? createSparkDialect('parquet')
  );
}

function renderLiteral(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') return quoteSparkText(value);
  if (typeof value === 'number') return renderNumber(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return `x'${toHex(value)}'`;
}
