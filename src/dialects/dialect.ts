// Pure text and data about one engine: how names are quoted, values written, objects created, and what the engine can
// do. No I/O. Shared behaviour is functions in ansi.ts that dialects compose. Code outside dialects/ and adapters/ asks
// for a capability, never for an engine's name.

import type { Lexical } from './lexical.js';
import type { PortableFunctions } from './portable-functions.js';
import type { Relation, SqlValue } from './relation.js';

export type EngineName = 'sqlite' | 'duckdb' | 'postgres' | 'spark';

/** What an engine can do; everything defaults to "no" (see `noCapabilities`). */
export interface Capabilities {
  /** Rows are read in the order in which they were written, and equal hashes mean that order too. */
  readonly keepsRowOrder: boolean;
  /** Reading a source whole, to see whether it changed, is cheap beside building on it. */
  readonly hashesSources: boolean;
  /** A staged table carries its final name because every task writes a database image of its own (sqlite). */
  readonly stagesUnderFinalName: boolean;
  /** Several DDL statements can be published or rolled back as one. */
  readonly transactionalDdl: boolean;
  readonly schemas: boolean;
  /** Tables and schemas may have any name; otherwise ASCII letters, digits and `_` only. */
  readonly anyNames: boolean;
  readonly indexes: boolean;
  readonly grants: boolean;
  readonly materializedViews: boolean;
  /** `merge into … using …` works on the tables that `sp` makes. */
  readonly merge: boolean;
  /** A column's type can be changed in place; where types belong to values there is nothing to change. */
  readonly alterColumnTypes: boolean;
}

export interface IndexSpec {
  readonly columns: readonly string[];
  readonly unique: boolean;
  /** The engine's own name of an access method (postgres: btree, hash, gin, …). */
  readonly type?: string;
}

/** A column as DDL needs it: `type` is the engine's own name of the type. */
export interface ColumnSpec {
  readonly name: string;
  readonly type: string;
}

export interface Dialect {
  readonly name: EngineName;
  readonly capabilities: Capabilities;
  /** How its SQL is cut into tokens, for `scanSql`. */
  readonly lexical: Lexical;
  /** Longest identifier in bytes, or Infinity. */
  readonly maxIdentifierBytes: number;
  quoteIdentifier(name: string): string;
  /** A column in an expression. Never text that the engine could mistake for a string literal (sqlite's "x"). */
  quoteColumn(name: string): string;
  renderRelation(relation: Relation): string;
  renderLiteral(value: SqlValue): string;
  /** Engine's name of a portable type (`text integer double decimal(p,s) boolean date timestamp`), or the text itself. */
  renderType(portableType: string): string;
  /** The relation of a node, from the target's schema, the node's custom schema (if any) and its alias. */
  resolveRelation(names: { database?: string; schema?: string; customSchema?: string; alias: string }): Relation;
  /** Where a table is built before it is published; the same relation when `stagesUnderFinalName`. */
  stagingRelation(relation: Relation, runId: string): Relation;
  createTableAs(relation: Relation, select: string): string;
  createTable(relation: Relation, columns: readonly ColumnSpec[]): string;
  createViewAs(relation: Relation, select: string): string;
  insertSelect(relation: Relation, select: string): string;
  dropTable(relation: Relation): string;
  dropView(relation: Relation): string;
  /** All rows of a table; the table stays. */
  deleteAll(relation: Relation): string;
  createIndex(relation: Relation, index: IndexSpec): string;
  addColumn(relation: Relation, column: ColumnSpec): string;
  dropColumn(relation: Relation, name: string): string;
  /** Values are converted. Only where `alterColumnTypes`. */
  alterColumnType(relation: Relation, column: ColumnSpec): string;
  /** A predicate that is true for rows whose column equals the key, NULL included. */
  renderKeyPredicate(column: string, key: SqlValue): string;
  /** A text expression to order or compare by, so that texts follow the bytes of their UTF-8 as on every other engine. */
  orderByBytes(expr: string): string;
  /** The portable helpers, one meaning on every engine. */
  readonly functions: PortableFunctions;
}
