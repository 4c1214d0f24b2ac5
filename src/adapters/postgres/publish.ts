// Makes what was staged visible: rows, indexes, privileges and what sp remembers of them, all in one transaction.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { ExecuteRequest, Publication, Staged } from '../adapter.js';
import { findRelation } from './catalog.js';
import type { LaterRelations } from './dependants.js';
import { applyGrants } from './grants.js';
import type { Link } from './link.js';
import { publishPartitions } from './publish-partitions.js';
import { redirectStaged } from './redirect-staged.js';
import { replaceRelation } from './replace-relation.js';
import { asEngineFailure, type StageContext } from './stage-context.js';
import { StagedHandle, type StagedChange, type StagedRelation } from './staged.js';
import type { StateTables } from './state-tables.js';

/** False when there was nothing to do. */
export async function publish(
  link: Link,
  publication: Publication,
  context: StageContext,
  state: StateTables,
): Promise<boolean> {
  const { relation, staged, mode, statements } = publication;
  const handles = staged.map((each) => StagedHandle.of(each));
  const later: LaterRelations = new Set((publication.later ?? []).map((each) => postgresDialect.renderRelation(each)));
  const tables = handles.flatMap(({ relations, rest }) => (rest.refreshes ? [] : relations));
  const refreshed = handles.flatMap(({ relations, rest }) => (rest.refreshes ? relations : []));
  const inputs = handles.flatMap(({ rest }) => rest.inputs ?? []);
  await link.transaction(async () => {
    for (const each of await toReplace(link, publication, tables, context)) await replaceRelation(link, each, later);
    for (const each of refreshed) await refresh(link, each);
    for (const { rest } of handles) if (rest.change) await applyChange(link, rest.change, rest.inputs ?? [], context);
    await dropAll(link, inputs);
    for (const { sql } of statements) await asEngineFailure(sql, { sql }, () => link.run(sql));
    if (publication.grants) {
      const found = await findRelation(link, relation);
      if (found) await applyGrants(link, found.oid, relation, publication.grants);
    }
    for (const hook of publication.hooks ?? []) await execute(link, hook, context);
    if (publication.state) await state.apply(link, publication.state);
  });
  return tables.length + refreshed.length > 0 || handles.some(({ rest }) => rest.change) || mode.kind === 'partitions';
}

/** The user's own statements, one after the other, in the caller's transaction if there is one. */
export async function execute(link: Link, { statements, reads }: ExecuteRequest, context: StageContext): Promise<void> {
  for (const sql of statements) {
    await asEngineFailure(sql, { sql, candidates: context.candidates(reads) }, () => link.run(sql));
  }
}

/** The relations that take the place of published ones as they are. */
async function toReplace(
  link: Link,
  { relation, staged, mode }: Publication,
  tables: readonly StagedRelation[],
  context: StageContext,
): Promise<readonly StagedRelation[]> {
  if (mode.kind === 'replace') return tables;
  const keys = [...staged.flatMap((each) => StagedHandle.of(each).rest.partitions?.keys ?? []), ...mode.removeKeys];
  const merged = context.stagingFor(relation);
  const rows = staged.reduce((sum, each) => sum + each.rows, 0);
  const { partitionBy } = mode;
  const whole = await publishPartitions(link, { relation, tables, partitionBy, keys, merged, rows });
  return whole === undefined ? [] : [whole];
}

/** Beside its readers, where the server can tell the rows apart by a unique index. */
async function refresh(link: Link, { relation, physical }: StagedRelation): Promise<void> {
  const name = postgresDialect.renderRelation(relation);
  const { rows } = await link.run(
    `select 1 from pg_class c join pg_index x on x.indrelid = c.oid
     where c.oid = ${postgresDialect.renderLiteral(name)}::regclass and c.relispopulated
       and x.indisunique and x.indisvalid and x.indpred is null and x.indexprs is null limit 1`,
  );
  const how = rows.length > 0 ? 'concurrently ' : '';
  await link.run(`drop view ${postgresDialect.renderRelation(physical)}; refresh materialized view ${how}${name}`);
}

async function applyChange(
  link: Link,
  { apply }: StagedChange,
  inputs: readonly Staged[],
  context: StageContext,
): Promise<void> {
  for (const { sql } of apply) {
    const redirected = await redirectStaged(sql, inputs, context);
    const text = { sql, toOffset: redirected.toOriginalOffset };
    await asEngineFailure(redirected.sql, text, () => link.run(redirected.sql));
  }
}

async function dropAll(link: Link, inputs: readonly Staged[]): Promise<void> {
  const drops = inputs
    .flatMap((input) => StagedHandle.of(input).relations)
    .map(({ physical, kind }) => `drop ${kind} ${postgresDialect.renderRelation(physical)}`);
  if (drops.length > 0) await link.run(drops.join('; '));
}
