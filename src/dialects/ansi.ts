// SQL text that several engines share. Dialects compose these functions; none of them knows an engine.

import { createHash } from 'node:crypto';
import type { ColumnSpec, IndexSpec } from './dialect.js';
import type { Relation } from './relation.js';

/** How names become text; all that the functions below need of a dialect. */
export interface Quoting {
  quoteIdentifier(name: string): string;
  renderRelation(relation: Relation): string;
}

/** A name between quote marks, which are doubled inside. NUL ends texts in every engine's C code and is refused. */
export function quoteWith(mark: '"' | '`', name: string): string {
  if (name.includes('\0')) throw new Error('a name in SQL cannot contain NUL');
  return `${mark}${name.replaceAll(mark, mark + mark)}${mark}`;
}

/** `'it''s'`. The caller has made sure that the engine takes backslashes literally and that there is no NUL. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex');
}

/** `database.schema.identifier`, as far as the relation has them. */
export function joinRelation(quote: (name: string) => string, relation: Relation): string {
  const parts = [relation.database, relation.schema, relation.identifier];
  return parts
    .filter((part) => part !== undefined && part !== '')
    .map((part) => quote(part ?? ''))
    .join('.');
}

/** dbt's rule: the target's schema, or with a custom one `<target's schema>_<custom schema>`. */
export function joinSchemas(schema: string, customSchema: string | undefined): string {
  return customSchema === undefined || customSchema === '' ? schema : `${schema}_${customSchema}`;
}

/** A number as every engine reads it back; NaN and the infinities have no common literal. */
export function renderNumber(value: number): string {
  if (!Number.isFinite(value)) throw new Error(`${value} has no SQL literal`);
  return Object.is(value, -0) ? '0' : String(value);
}

export function createTableAs(quoting: Quoting, relation: Relation, select: string): string {
  return `create table ${quoting.renderRelation(relation)} as\n${select}`;
}

export function createViewAs(quoting: Quoting, relation: Relation, select: string): string {
  return `create view ${quoting.renderRelation(relation)} as\n${select}`;
}

export function createTable(quoting: Quoting, relation: Relation, columns: readonly ColumnSpec[]): string {
  const lines = columns.map(({ name, type }) => `  ${quoting.quoteIdentifier(name)} ${type}`);
  return `create table ${quoting.renderRelation(relation)} (\n${lines.join(',\n')}\n)`;
}

export function insertSelect(quoting: Quoting, relation: Relation, select: string): string {
  return `insert into ${quoting.renderRelation(relation)}\n${select}`;
}

export function dropObject(quoting: Quoting, what: 'table' | 'view', relation: Relation): string {
  return `drop ${what} if exists ${quoting.renderRelation(relation)}`;
}

export function createIndex(quoting: Quoting, relation: Relation, index: IndexSpec, name: string): string {
  const columns = index.columns.map((column) => quoting.quoteIdentifier(column)).join(', ');
  const unique = index.unique ? 'unique ' : '';
  return `create ${unique}index ${name} on ${quoting.renderRelation(relation)} (${columns})`;
}

export function addColumn(quoting: Quoting, relation: Relation, { name, type }: ColumnSpec): string {
  return `alter table ${quoting.renderRelation(relation)} add column ${`${quoting.quoteIdentifier(name)} ${type}`.trim()}`;
}

export function dropColumn(quoting: Quoting, relation: Relation, name: string): string {
  return `alter table ${quoting.renderRelation(relation)} drop column ${quoting.quoteIdentifier(name)}`;
}

export function alterColumnType(quoting: Quoting, relation: Relation, { name, type }: ColumnSpec): string {
  const column = quoting.quoteIdentifier(name);
  return `alter table ${quoting.renderRelation(relation)} alter column ${column} type ${type} using cast(${column} as ${type})`;
}

/** A name for an index that says what it is on and fits the engine. */
export function indexName(relation: Relation, index: IndexSpec, maxBytes: number): string {
  const type = index.type === undefined ? [] : [index.type];
  return limitName([relation.identifier, ...index.columns, ...type, index.unique ? 'key' : 'idx'].join('_'), maxBytes);
}

/** The name, or where it is too long its start and a hash of the whole. */
export function limitName(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 10);
  let start = '';
  for (const character of name) {
    if (Buffer.byteLength(start + character) > maxBytes - hash.length - 1) break;
    start += character;
  }
  return `${start}_${hash}`;
}

/** What `stagingIdentifier` makes of any name: how staged relations are told from published ones. */
export const stagingName = /__sp_[0-9a-f]{12}$/;

/** A name beside `identifier` that runs do not share, and that nobody would give to a relation of theirs. */
export function stagingIdentifier(identifier: string, runId: string, maxBytes: number): string {
  const suffix = `__sp_${createHash('sha256').update(runId).digest('hex').slice(0, 12)}`;
  return limitName(identifier, maxBytes - suffix.length) + suffix;
}
