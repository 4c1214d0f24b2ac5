// Puts a staged relation in the place of the published one, inside of a transaction of the caller.
//
//   old ── renamed aside            staged ── renamed to the final name
//    └ its dependants are pointed at the new one (dependants.ts) ─► old dropped
//
// A view that keeps its columns is replaced in place: whatever depends on it notices nothing. Where something hangs on
// the old table that cannot be pointed elsewhere (a foreign key, a materialized view, a view of somebody else), and the
// columns are the same, the table stays and its rows are exchanged.

import { indexName } from '../../dialects/ansi.js';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import { findRelation, hasSameColumns, readColumns, type FoundRelation } from './catalog.js';
import { moveDependants, type LaterRelations } from './dependants.js';
import { isServerError } from './engine-error.js';
import { readPrivileges, renderGrants } from './grants.js';
import type { Link } from './link.js';
import type { StagedRelation } from './staged.js';

const render = (relation: Relation): string => postgresDialect.renderRelation(relation);
const quote = (name: string): string => postgresDialect.quoteIdentifier(name);

/** What stands in the way of dropping something: it is still needed, or is not ours. */
const inTheWay = new Set(['2BP01', '42501', '0A000']);

export async function replaceRelation(link: Link, staged: StagedRelation, later: LaterRelations): Promise<void> {
  const { relation, physical, kind } = staged;
  const published = await findRelation(link, relation);
  if (published === undefined) {
    await rename(link, staged);
    return;
  }
  if (published.kind === 'view' && kind === 'view' && (await replaceView(link, staged))) return;
  const areTables = published.kind === 'table' && kind === 'table';
  const canStay = areTables && hasSameColumns(await readColumns(link, relation), await readColumns(link, physical));
  if (canStay && (await feedsMaterializedView(link, published.oid))) return exchangeRows(link, staged);
  try {
    await link.savepoint('sp_swap', () => swap(link, staged, published, later));
  } catch (error) {
    const isBlocked = (isServerError(error) && inTheWay.has(error.code)) || error instanceof EngineFailure;
    if (!isBlocked || !canStay) throw isServerError(error) ? blocked(relation, error) : error;
    await exchangeRows(link, staged);
  }
}

/** False when the columns changed in a way that a view cannot follow. */
async function replaceView(link: Link, { relation, physical, select }: StagedRelation): Promise<boolean> {
  try {
    await link.savepoint('sp_view', () => link.run(`create or replace view ${render(relation)} as\n${select ?? ''}`));
  } catch (error) {
    if (isServerError(error) && error.code === '42P16') return false;
    throw error;
  }
  await link.run(`drop view ${render(physical)}`);
  return true;
}

async function swap(
  link: Link,
  staged: StagedRelation,
  published: FoundRelation,
  later: LaterRelations,
): Promise<void> {
  const { relation } = staged;
  const aside: Relation = postgresDialect.stagingRelation(relation, `aside ${published.oid}`);
  await moveDependants(link, { published, relation, later }, async () => {
    await link.run(`alter ${published.kind} ${render(relation)} rename to ${quote(aside.identifier)}`);
    await rename(link, staged, async () => {
      await keepBelongings(link, published.oid, staged);
    });
  });
  await link.run(`drop ${published.kind} ${render(aside)}`);
  await renameIndexes(link, staged);
}

/** The final name, and the mark of staging is gone. */
async function rename(link: Link, staged: StagedRelation, beforeIndexes?: () => Promise<void>): Promise<void> {
  const { relation, physical, kind } = staged;
  await link.run(
    `alter ${kind} ${render(physical)} rename to ${quote(relation.identifier)}; ` +
      `comment on ${kind} ${render(relation)} is null`,
  );
  if (beforeIndexes) await beforeIndexes();
  else await renameIndexes(link, staged);
}

/** What CREATE does not carry over: who may read it, and the comment. */
async function keepBelongings(link: Link, oldOid: number, { relation, kind }: StagedRelation): Promise<void> {
  const { rows } = await link.run(`select obj_description(${oldOid}, 'pg_class')`);
  const comment = rows[0]?.[0] ?? null;
  const statements = [
    ...renderGrants(await readPrivileges(link, oldOid), render(relation)),
    ...(comment === null
      ? []
      : [`comment on ${kind} ${render(relation)} is ${postgresDialect.renderLiteral(comment)}`]),
  ];
  if (statements.length > 0) await link.run(statements.join('; '));
}

/** Indexes were made under the staging name; names of indexes are the schema's. */
async function renameIndexes(link: Link, { relation, kind }: StagedRelation): Promise<void> {
  if (kind === 'view') return;
  const { rows } = await link.run(
    `select i.relname, am.amname, x.indisunique, array_to_json(array(
       select a.attname from unnest(x.indkey::int2[]) with ordinality k(attnum, position)
       join pg_attribute a on a.attrelid = x.indrelid and a.attnum = k.attnum order by k.position))::text
     from pg_index x join pg_class i on i.oid = x.indexrelid join pg_am am on am.oid = i.relam
     where x.indrelid = ${regclass(relation)}`,
  );
  for (const [name, method, isUnique, columns] of rows) {
    const index = {
      columns: (JSON.parse(String(columns)) as unknown[]).map(String),
      unique: isUnique === true,
    };
    const staging = /__sp_[0-9a-f]{12}(?=_)/.test(String(name));
    if (!staging) continue;
    const plain = indexName(relation, index, postgresDialect.maxIdentifierBytes);
    const typed = indexName(relation, { ...index, type: String(method) }, postgresDialect.maxIdentifierBytes);
    const wanted = String(name).includes(`_${String(method)}_`) && method !== 'btree' ? typed : plain;
    // Another object may have the name by now: the index works under any.
    await link
      .savepoint('sp_index', () =>
        link.run(`alter index ${render({ ...relation, identifier: String(name) })} rename to ${quote(wanted)}`),
      )
      .catch((error: unknown) => {
        if (!isServerError(error) || error.code !== '42P07') throw error;
      });
  }
}

/** One that reads the table itself would have to be filled anew, and would be gone for its readers meanwhile. */
async function feedsMaterializedView(link: Link, oid: number): Promise<boolean> {
  const { rows } = await link.run(
    `select 1 from pg_depend d join pg_rewrite r on r.oid = d.objid join pg_class c on c.oid = r.ev_class
     where d.classid = 'pg_rewrite'::regclass and d.refclassid = 'pg_class'::regclass and d.refobjid = ${oid}
       and c.relkind = 'm' limit 1`,
  );
  return rows.length > 0;
}

async function exchangeRows(link: Link, { relation, physical }: StagedRelation): Promise<void> {
  const columns = (await readColumns(link, relation)).map(({ name }) => quote(name)).join(', ');
  try {
    await link.savepoint('sp_empty', () => link.run(`truncate ${render(relation)}`));
  } catch (error) {
    // Foreign keys point at its rows.
    if (!isServerError(error) || error.code !== '0A000') throw error;
    await link.run(`delete from ${render(relation)}`);
  }
  await link.run(
    `insert into ${render(relation)} (${columns}) select ${columns} from ${render(physical)}; ` +
      `drop table ${render(physical)}`,
  );
}

function blocked(relation: Relation, error: Error): EngineFailure {
  const detail = 'detail' in error && typeof error.detail === 'string' ? error.detail.split('\n').join(', ') : '';
  return new EngineFailure({
    message: `${relation.identifier} cannot be replaced: ${error.message}${detail === '' ? '' : `: ${detail}`}`,
    hint: 'Drop what depends on it, or let the columns be what they were.',
  });
}

function regclass(relation: Relation): string {
  return `${postgresDialect.renderLiteral(render(relation))}::regclass`;
}
