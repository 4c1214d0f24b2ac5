// A table, a view or a change: what one SELECT gives, under a name that readers do not know.

import { postgresDialect } from '../../dialects/postgres/postgres-dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { StageChange, StageTable, StageView } from '../adapter.js';
import { findRelation, readColumns } from './catalog.js';
import { analyze } from './analyze.js';
import type { StatementText } from './engine-error.js';
import type { Link } from './link.js';
import { redirectStaged } from './redirect-staged.js';
import { asEngineFailure, checkColumnNames, type StageContext, type StagedParts } from './stage-context.js';
import { StagedHandle } from './staged.js';

export async function stageTable(task: StageTable, context: StageContext, link: Link): Promise<StagedParts> {
  const { relation, statements, inputs = [], over = [], removedKeys = [] } = task;
  const physical = createdTable(statements[0]?.sql ?? '', relation);
  await asEngineFailure('', { sql: '' }, async () => {
    await context.ensureSchema(link, relation);
    await link.run(`drop table if exists ${postgresDialect.renderRelation(physical)}`);
  });
  let rows = 0;
  await link.transaction(async () => {
    for (const { sql } of statements) {
      const options = { removedKeys, exists: (each: Relation) => context.exists(each) };
      const redirected = await redirectStaged(sql, [...inputs, ...over], options);
      const text = { sql, toOffset: redirected.toOriginalOffset, candidates: context.candidates(task.reads) };
      rows += await runStatement(link, redirected.sql, physical, text);
    }
    const mark = context.mark.render('table', physical);
    await link.run(mark + analyze(physical, rows));
  });
  const columns = await readColumns(link, physical);
  const handle = new StagedHandle([{ relation, physical, kind: 'table' }], { inputs });
  return { rows, columns, siblings: [], partitions: [], handle };
}

/** Rows that it made. The SELECT of a CREATE TABLE is analysed by itself first, so that its errors are its own. */
async function runStatement(
  link: Link,
  sql: string,
  physical: Relation,
  text: StatementText & { readonly toOffset: (offset: number) => number },
): Promise<number> {
  const head = postgresDialect.createTableAs(physical, '');
  if (sql.startsWith(head)) {
    const select = sql.slice(head.length);
    const toOffset = (offset: number): number => text.toOffset(offset + head.length);
    const fields = await asEngineFailure(select, { ...text, toOffset }, () => link.describe(select));
    checkColumnNames(
      fields.map(({ name }) => name),
      text.sql,
    );
  }
  const { count } = await asEngineFailure(sql, text, () => link.select(sql));
  return count;
}

/** The table that `create table … as` makes, in the schema of `relation`: whoever wrote it chose the name. */
function createdTable(sql: string, relation: Relation): Relation {
  const { identifier, ...home } = relation;
  const prefix = postgresDialect.renderRelation({ ...home, identifier: 'x' }).slice(0, -2);
  const start = `create table ${prefix}`;
  const name = sql.startsWith(start) ? /^((?:[^"]|"")*)"/.exec(sql.slice(start.length))?.[1] : undefined;
  if (name === undefined) throw new Error(`the statements do not begin by creating a table for ${identifier}`);
  return { ...home, identifier: name.replaceAll('""', '"') };
}

export async function stageView(task: StageView, context: StageContext, link: Link): Promise<StagedParts> {
  const { relation, select } = task;
  const physical = context.stagingFor(relation);
  const text = { sql: select, candidates: context.candidates(task.reads) };
  await asEngineFailure('', { sql: '' }, () => context.ensureSchema(link, relation));
  const fields = await asEngineFailure(select, text, () => link.describe(select));
  checkColumnNames(
    fields.map(({ name }) => name),
    select,
  );
  if (task.isMaterialized === true) return stageMaterializedView(task, physical, link, context);
  const create = postgresDialect.createViewAs(physical, select);
  const toOffset = (offset: number): number => offset - (create.length - select.length);
  await link.transaction(async () => {
    await asEngineFailure(create, { ...text, toOffset }, () => link.select(create));
    await link.run(context.mark.render('view', physical));
  });
  const columns = await readColumns(link, physical);
  const handle = new StagedHandle([{ relation, physical, kind: 'view', select }]);
  return { rows: 0, columns, siblings: [], partitions: [], handle };
}

/**
 * One whose definition is the published one's is refreshed by publish: until then a view in its place is looked at. Any
 * other is filled aside and swapped in.
 */
async function stageMaterializedView(
  task: StageView,
  physical: Relation,
  link: Link,
  context: StageContext,
): Promise<StagedParts> {
  const { relation, select } = task;
  const text = { sql: select, candidates: context.candidates(task.reads) };
  const rendered = postgresDialect.renderRelation(physical);
  const published = await findRelation(link, relation);
  let rows = 0;
  let refreshes = false;
  await link.transaction(async () => {
    const head = `create materialized view ${rendered} as\n`;
    const toOffset = (offset: number): number => offset - head.length;
    const make = (tail: string): Promise<{ readonly count: number }> => {
      const create = head + select + tail;
      return asEngineFailure(create, { ...text, toOffset }, () => link.select(create));
    };
    if (published?.kind === 'materialized view') {
      await make('\nwith no data');
      const definitions = [relation, physical].map(
        (each) => `pg_get_viewdef(${postgresDialect.renderLiteral(postgresDialect.renderRelation(each))}::regclass)`,
      );
      refreshes = (await link.run(`select ${definitions.join(' = ')}`)).rows[0]?.[0] === true;
      await link.run(`drop materialized view ${rendered}`);
    }
    if (refreshes) {
      await link.run(postgresDialect.createViewAs(physical, select));
    } else {
      rows = (await make('')).count;
    }
    const kind = refreshes ? 'view' : 'materialized view';
    await link.run(context.mark.render(kind, physical) + (refreshes ? '' : analyze(physical, rows)));
  });
  const columns = await readColumns(link, physical);
  const kind = refreshes ? 'view' : 'materialized view';
  const handle = new StagedHandle([{ relation, physical, kind, select }], { refreshes });
  return { rows, columns, siblings: [], partitions: [], handle };
}

/** Nothing is changed yet: what the table will be is looked at through `preview`. */
export async function stageChange(task: StageChange, context: StageContext, link: Link): Promise<StagedParts> {
  const { inputs, apply, preview } = task;
  const redirected = await redirectStaged(preview, inputs, context);
  const text = { sql: preview, toOffset: redirected.toOriginalOffset, candidates: context.candidates(task.reads) };
  const fields = await asEngineFailure(redirected.sql, text, () => link.describe(redirected.sql));
  const types = fields.map((field) => `format_type(${field.dataTypeID}, ${field.dataTypeModifier})`);
  const { rows } = await link.run(`select ${types.join(', ')}`);
  const columns = fields.map(({ name }, index) => ({ name, type: String(rows[0]?.[index] ?? '') }));
  const handle = new StagedHandle([], { change: { apply, preview }, inputs });
  return { rows: 0, columns, siblings: [], partitions: [], handle };
}
