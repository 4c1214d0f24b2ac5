import * as ansi from '../ansi.js';
import type { Dialect } from '../dialect.js';
import { sqliteLexical } from '../lexical.js';
import { noCapabilities } from '../no-capabilities.js';
import { createFunctions } from '../portable/create-functions.js';
import type { Relation, SqlValue } from '../relation.js';
import { dateSql } from './date-sql.js';
import { renderType } from './types.js';
import { valueSql } from './value-sql.js';

const quoting: ansi.Quoting = {
  quoteIdentifier: (name) => ansi.quoteWith('"', name),
  renderRelation: (relation) => ansi.joinRelation((name) => ansi.quoteWith('"', name), relation),
};

/** SQLite as `sp` uses it: one namespace, every task writes a database image of its own. */
export const sqliteDialect: Dialect = {
  name: 'sqlite',
  capabilities: {
    ...noCapabilities,
    keepsRowOrder: true,
    hashesSources: true,
    stagesUnderFinalName: true,
    transactionalDdl: true,
    anyNames: true,
    indexes: true,
  },
  lexical: sqliteLexical,
  maxIdentifierBytes: Infinity,
  ...quoting,
  // SQLite reads "x" as a text where there is no column x; `x` is a name whatever happens.
  quoteColumn: (name) => ansi.quoteWith('`', name),
  renderLiteral,
  renderType,
  resolveRelation: ({ customSchema, alias }) => ({
    identifier: customSchema === undefined || customSchema === '' ? alias : `${customSchema}__${alias}`,
  }),
  stagingRelation: (relation) => relation,
  createTableAs: (relation, select) => ansi.createTableAs(quoting, relation, select),
  createTable: (relation, columns) => ansi.createTable(quoting, relation, columns),
  createViewAs: (relation, select) => ansi.createViewAs(quoting, relation, select),
  insertSelect: (relation, select) => ansi.insertSelect(quoting, relation, select),
  dropTable: (relation) => ansi.dropObject(quoting, 'table', relation),
  dropView: (relation) => ansi.dropObject(quoting, 'view', relation),
  deleteAll: (relation) => `delete from ${quoting.renderRelation(relation)}`,
  createIndex: (relation, index) => {
    const name = quoting.quoteIdentifier(ansi.indexName(relation, index, Infinity));
    // In an attached database the index's name carries the database, the table's must not.
    const { identifier, ...home } = relation;
    const qualified = Object.values(home).some((part) => part !== undefined && part !== '');
    const target: Relation = { identifier };
    return ansi.createIndex(quoting, target, index, qualified ? `${prefixOf(home)}.${name}` : name);
  },
  addColumn: (relation, column) => ansi.addColumn(quoting, relation, column),
  dropColumn: (relation, column) => ansi.dropColumn(quoting, relation, column),
  alterColumnType: () => {
    throw new Error('types belong to values in SQLite');
  },
  renderKeyPredicate: (column, key) =>
    key === null ? `${ansi.quoteWith('`', column)} is null` : `${ansi.quoteWith('`', column)} = ${renderLiteral(key)}`,
  orderByBytes: (expr) => expr,
  functions: createFunctions({ ...dateSql, ...valueSql }),
};

function prefixOf(home: Omit<Relation, 'identifier'>): string {
  return [home.database, home.schema]
    .filter((part) => part !== undefined && part !== '')
    .map((part) => ansi.quoteWith('"', part ?? ''))
    .join('.');
}

/** Text with NUL goes through a blob: the engine's parser would end there. Integers beyond 64 bits have no literal. */
function renderLiteral(value: SqlValue): string {
  if (value === null) return 'null';
  if (typeof value === 'string') {
    return value.includes('\0') ? `cast(x'${ansi.toHex(Buffer.from(value))}' as text)` : ansi.quoteText(value);
  }
  if (typeof value === 'number') return ansi.renderNumber(value);
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (typeof value === 'bigint') return renderBigint(value);
  return `x'${ansi.toHex(value)}'`;
}

/** The digits of the smallest integer alone are read as a negated, too large one, which is a real. */
function renderBigint(value: bigint): string {
  if (value !== BigInt.asIntN(64, value)) throw new Error(`${value} does not fit 64 bits`);
  return value === -(2n ** 63n) ? '(-9223372036854775807 - 1)' : String(value);
}
