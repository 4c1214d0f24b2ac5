// What is in the database, by the server's own catalog.

import { quoteText, stagingName } from '../../dialects/ansi.js';
import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { ExistingRelation } from '../adapter.js';
import type { Link } from './link.js';

export type RelationKind = 'table' | 'view' | 'materialized view' | 'foreign table';

/** pg_class.relkind → what DROP and ALTER call it. */
const kinds: Readonly<Record<string, RelationKind>> = {
  r: 'table',
  p: 'table',
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
};

export interface FoundRelation {
  readonly oid: number;
  readonly kind: RelationKind;
}

/** Text for `regclass`-like comparisons: a relation as a condition on pg_class `c` joined with pg_namespace `n`. */
function isRelation({ schema, identifier }: Relation): string {
  return `n.nspname = ${quoteText(schema ?? 'public')} and c.relname = ${quoteText(identifier)}`;
}

/** Every published relation of the database: neither staged ones nor those of the state. */
export async function listRelations(link: Link, database: string | undefined): Promise<readonly ExistingRelation[]> {
  const { rows } = await link.run(
    `select n.nspname, c.relname, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname <> 'information_schema' and n.nspname !~ '^pg_'
       and c.relname !~ '^_sp_' and c.relname !~ ${quoteText(stagingName.source)}
     order by 1, 2`,
  );
  return rows.map(([schema, identifier, kind]) => ({
    relation: {
      ...(database !== undefined && database !== '' && { database }),
      schema: String(schema),
      identifier: String(identifier),
    },
    type: kind === 'v' || kind === 'm' ? 'view' : 'table',
  }));
}

export async function findRelation(link: Link, relation: Relation): Promise<FoundRelation | undefined> {
  const { rows } = await link.run(
    `select c.oid, c.relkind from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p', 'v', 'm', 'f') and ${isRelation(relation)}`,
  );
  const [oid, kind] = rows[0] ?? [];
  const found = kinds[String(kind)];
  return found === undefined ? undefined : { oid: Number(oid), kind: found };
}

/** In their order; empty for a relation that does not exist. */
export async function readColumns(link: Link, relation: Relation): Promise<readonly ColumnSpec[]> {
  const { rows } = await link.run(
    `select a.attname, format_type(a.atttypid, a.atttypmod)
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where a.attnum > 0 and not a.attisdropped and ${isRelation(relation)} order by a.attnum`,
  );
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** Same names, types and order. */
export function hasSameColumns(a: readonly ColumnSpec[], b: readonly ColumnSpec[]): boolean {
  return (
    a.length === b.length && a.every(({ name, type }, index) => name === b[index]?.name && type === b[index]?.type)
  );
}
