// Views on a relation that is being replaced. Each is pointed at the new one in place, which keeps its owner, its
// privileges and whatever depends on it. One whose columns would change by that is made anew together with all that is
// built on it, with definition, owner, privileges, comments, indexes and triggers.

import { quoteText } from '../../dialects/ansi.js';
import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import { EngineFailure } from '../adapter.js';
import type { FoundRelation } from './catalog.js';
import { isServerError } from './engine-error.js';
import { readPrivileges, renderGrants } from './grants.js';
import type { Link } from './link.js';

/** Relations, rendered, that this run builds later: a view among them that no longer works may go until then. */
export type LaterRelations = ReadonlySet<string>;

export interface Replacement {
  readonly published: FoundRelation;
  readonly relation: Relation;
  readonly later: LaterRelations;
}

interface Dependant {
  readonly oid: number;
  readonly kind: 'view' | 'materialized view';
  /** Rendered. */
  readonly name: string;
  readonly owner: string;
  readonly definition: string;
  /** `security_barrier=true`, … */
  readonly options: readonly string[];
  readonly isPopulated: boolean;
}

/** Runs `exchange`, which puts the new relation under the name of the old one, and moves the old one's dependants over. */
export async function moveDependants(
  link: Link,
  { published, relation, later }: Replacement,
  exchange: () => Promise<void>,
): Promise<void> {
  // Definitions name what they read in full only where nothing is on the path.
  const { rows } = await link.run("select current_setting('search_path'), set_config('search_path', '', true)");
  const direct = await readDependants(link, published.oid, 'direct');
  await link.run(`select set_config('search_path', ${quoteText(String(rows[0]?.[0] ?? ''))}, true)`);
  await exchange();
  for (const dependant of direct) {
    if (dependant.kind === 'view' && (await repoint(link, dependant))) continue;
    await makeAnew(link, dependant, relation, later);
  }
}

/** False when the view's columns would change, or something that it reads is gone. */
async function repoint(link: Link, view: Dependant): Promise<boolean> {
  try {
    await link.savepoint('sp_repoint', () => link.run(renderCreate(view, 'create or replace view')));
    return true;
  } catch (error) {
    if (isServerError(error) && error.code.startsWith('42') && error.code !== '42501') return false;
    throw error;
  }
}

async function makeAnew(link: Link, top: Dependant, relation: Relation, later: LaterRelations): Promise<void> {
  const { rows } = await link.run("select current_setting('search_path'), set_config('search_path', '', true)");
  const above = await readDependants(link, top.oid, 'all');
  const family = [top, ...above];
  const repairs = new Map<string, readonly string[]>();
  for (const each of family) repairs.set(each.name, await renderBelongings(link, each));
  await link.run(`select set_config('search_path', ${quoteText(String(rows[0]?.[0] ?? ''))}, true)`);
  for (const each of [...family].reverse()) await link.run(`drop ${each.kind} ${each.name}`);
  const lost = new Set<string>();
  for (const each of family) {
    try {
      await link.savepoint('sp_remake', () =>
        link.run([renderCreate(each, `create ${each.kind}`), ...(repairs.get(each.name) ?? [])].join(';\n')),
      );
    } catch (error) {
      if (!isServerError(error)) throw error;
      if (!later.has(each.name)) throw cannotFollow(relation, each, error);
      lost.add(each.name);
    }
  }
}

function renderCreate({ name, definition, options, kind, isPopulated }: Dependant, verb: string): string {
  const settings = options.length === 0 ? '' : ` with (${options.join(', ')})`;
  const body = definition.trim().replace(/;$/, '');
  const data = kind === 'materialized view' && !isPopulated ? '\nwith no data' : '';
  return `${verb} ${name}${settings} as\n${body}${data}`;
}

/** What CREATE alone would lose. */
async function renderBelongings(link: Link, { oid, kind, name, owner }: Dependant): Promise<readonly string[]> {
  const { rows } = await link.run(
    `select 'comment on ${kind} ' || ${quoteText(name)} || ' is ' || quote_literal(obj_description(${oid}, 'pg_class'))
     where obj_description(${oid}, 'pg_class') is not null
     union all
     select 'comment on column ' || ${quoteText(name)} || '.' || quote_ident(a.attname) || ' is ' ||
       quote_literal(col_description(a.attrelid, a.attnum))
     from pg_attribute a where a.attrelid = ${oid} and col_description(a.attrelid, a.attnum) is not null
     union all
     select pg_get_indexdef(x.indexrelid) from pg_index x where x.indrelid = ${oid}
     union all
     select pg_get_triggerdef(t.oid) from pg_trigger t where t.tgrelid = ${oid} and not t.tgisinternal
     union all
     select pg_get_ruledef(r.oid) from pg_rewrite r where r.ev_class = ${oid} and r.rulename <> '_RETURN'`,
  );
  return [
    ...rows.map(([statement]) => String(statement).replace(/;$/, '')),
    ...renderGrants(await readPrivileges(link, oid), name),
    `alter ${kind} ${name} owner to ${postgresDialect.quoteIdentifier(owner)}`,
  ];
}

/** In an order in which they can be made. */
async function readDependants(link: Link, oid: number, which: 'direct' | 'all'): Promise<readonly Dependant[]> {
  const step = `
    select r.ev_class, d.refobjid from pg_depend d
    join pg_rewrite r on r.oid = d.objid and d.classid = 'pg_rewrite'::regclass and r.rulename = '_RETURN'
    where d.refclassid = 'pg_class'::regclass and r.ev_class <> d.refobjid`;
  const { rows } = await link.run(
    `with recursive steps(oid, base) as (select distinct ev_class, refobjid from (${step}) s),
     found(oid, depth) as (
       select oid, 1 from steps where base = ${oid}
       ${which === 'direct' ? '' : 'union select s.oid, f.depth + 1 from found f join steps s on s.base = f.oid where f.depth < 100'}
     )
     select c.oid, c.relkind, n.nspname, c.relname, pg_get_userbyid(c.relowner), pg_get_viewdef(c.oid),
       array_to_json(coalesce(c.reloptions, '{}'))::text, c.relispopulated, max(f.depth) as depth
     from found f join pg_class c on c.oid = f.oid join pg_namespace n on n.oid = c.relnamespace
     group by 1, 2, 3, 4, 5, 6, 7, 8 order by depth, 3, 4`,
  );
  return rows.map(([id, kind, schema, identifier, owner, definition, options, isPopulated]) => ({
    oid: Number(id),
    kind: kind === 'm' ? 'materialized view' : 'view',
    name: postgresDialect.renderRelation({ schema: String(schema), identifier: String(identifier) }),
    owner: String(owner),
    definition: String(definition),
    options: (JSON.parse(String(options)) as unknown[]).map(String),
    isPopulated: isPopulated === true,
  }));
}

function cannotFollow(relation: Relation, { kind, name, owner }: Dependant, error: Error): EngineFailure {
  return new EngineFailure({
    message: `${relation.identifier} cannot be replaced: the ${kind} ${name} of ${owner} reads it and would no longer work: ${error.message}`,
    hint: `Change that ${kind}, or drop it: drop ${kind} ${name}`,
  });
}
