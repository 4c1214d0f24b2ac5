// Puts staged results in front of the published relations that a statement names.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import type { Staged } from '../adapter.js';
import { redirectRelations, type RedirectedSql, type Redirection } from '../redirect-relations.js';
import { keysPredicate } from './key-predicate.js';
import { StagedHandle } from './staged.js';

export interface RedirectOptions {
  readonly removedKeys?: readonly SqlValue[];
  /** Does the relation exist, published? */
  readonly exists: (relation: Relation) => Promise<boolean>;
}

/** The statement over what was staged; as it is where nothing was. */
export async function redirectStaged(
  sql: string,
  over: readonly Staged[],
  options: RedirectOptions,
): Promise<RedirectedSql> {
  const groups = new Map<string, Staged[]>();
  for (const staged of over) {
    const name = postgresDialect.renderRelation(staged.relation);
    groups.set(name, [...(groups.get(name) ?? []), staged]);
  }
  const redirections: Redirection[] = [];
  for (const group of groups.values()) redirections.push(...(await redirectGroup(group, options)));
  return redirectRelations(sql, redirections, postgresDialect);
}

async function redirectGroup(group: readonly Staged[], options: RedirectOptions): Promise<readonly Redirection[]> {
  const handles = group.map((staged) => StagedHandle.of(staged));
  const [staged] = group;
  const by = handles.find(({ rest }) => rest.partitions)?.rest.partitions?.by;
  if (staged !== undefined && by !== undefined) {
    return [{ from: staged.relation, to: await unionOfPartitions(staged.relation, by, group, options) }];
  }
  const [handle] = handles;
  if (handle?.rest.change && staged) {
    const redirected = await redirectStaged(handle.rest.change.preview, handle.rest.inputs ?? [], options);
    return [{ from: staged.relation, to: `(\n${redirected.sql}\n)` }];
  }
  return (handle?.relations ?? []).map(({ relation, physical }) => ({
    from: relation,
    to: postgresDialect.renderRelation(physical),
  }));
}

async function unionOfPartitions(
  relation: Relation,
  by: string,
  group: readonly Staged[],
  { removedKeys, exists }: RedirectOptions,
): Promise<string> {
  const handles = group.map((staged) => StagedHandle.of(staged));
  const columns = group.find(({ columns: each }) => each.length > 0)?.columns ?? [];
  const list = columns.length === 0 ? '*' : columns.map(({ name }) => postgresDialect.quoteIdentifier(name)).join(', ');
  const tables = handles.flatMap(({ relations }) => relations.map(({ physical }) => physical));
  const selects = tables.map((table) => `select ${list} from ${postgresDialect.renderRelation(table)}`);
  if (await exists(relation)) {
    const keys = [...handles.flatMap(({ rest }) => rest.partitions?.keys ?? []), ...(removedKeys ?? [])];
    const stays = `not ${keysPredicate(postgresDialect.quoteIdentifier(by), keys)}`;
    selects.unshift(`select ${list} from ${postgresDialect.renderRelation(relation)} where ${stays}`);
  }
  return `(${selects.join(' union all ')})`;
}
