import * as ansi from './ansi.js';
import type { Capabilities, Dialect, EngineName } from './dialect.js';
import type { Lexical } from './lexical.js';
import type { PortableFunctions } from './portable-functions.js';
import type { SqlValue } from './relation.js';

/** What an engine has to say for itself; the rest is standard SQL. */
export interface DialectParts {
  readonly name: EngineName;
  readonly capabilities: Capabilities;
  readonly lexical: Lexical;
  readonly maxIdentifierBytes: number;
  readonly quoteMark: '"' | '`';
  readonly defaultSchema: string;
  readonly renderLiteral: (value: SqlValue) => string;
  readonly renderType: (portableType: string) => string;
  readonly functions: PortableFunctions;
}

/** A dialect of an engine with schemas and standard DDL. Engines that differ replace single members. */
export function composeDialect(parts: DialectParts): Dialect {
  const { name, capabilities, lexical, maxIdentifierBytes, quoteMark, renderLiteral, renderType, functions } = parts;
  const quote = (text: string): string => ansi.quoteWith(quoteMark, text);
  const quoting: ansi.Quoting = {
    quoteIdentifier: quote,
    renderRelation: (relation) => ansi.joinRelation(quote, relation),
  };
  return {
    name,
    capabilities,
    lexical,
    maxIdentifierBytes,
    ...quoting,
    quoteColumn: quote,
    renderLiteral,
    renderType,
    resolveRelation: ({ database, schema, customSchema, alias }) => ({
      ...(database === undefined || database === '' ? {} : { database }),
      schema: ansi.joinSchemas(schema === undefined || schema === '' ? parts.defaultSchema : schema, customSchema),
      identifier: ansi.limitName(alias, maxIdentifierBytes),
    }),
    stagingRelation: (relation, runId) => ({
      ...relation,
      identifier: ansi.stagingIdentifier(relation.identifier, runId, maxIdentifierBytes),
    }),
    createTableAs: (relation, select) => ansi.createTableAs(quoting, relation, select),
    createTable: (relation, columns) => ansi.createTable(quoting, relation, columns),
    createViewAs: (relation, select) => ansi.createViewAs(quoting, relation, select),
    insertSelect: (relation, select) => ansi.insertSelect(quoting, relation, select),
    dropTable: (relation) => ansi.dropObject(quoting, 'table', relation),
    dropView: (relation) => ansi.dropObject(quoting, 'view', relation),
    deleteAll: (relation) => `truncate table ${quoting.renderRelation(relation)}`,
    createIndex: (relation, index) =>
      ansi.createIndex(quoting, relation, index, quote(ansi.indexName(relation, index, maxIdentifierBytes))),
    addColumn: (relation, column) => ansi.addColumn(quoting, relation, column),
    dropColumn: (relation, column) => ansi.dropColumn(quoting, relation, column),
    alterColumnType: (relation, column) => ansi.alterColumnType(quoting, relation, column),
    renderKeyPredicate: (column, key) =>
      key === null ? `${quote(column)} is null` : `${quote(column)} = ${renderLiteral(key)}`,
    orderByBytes: (expr) => expr,
    functions,
  };
}
