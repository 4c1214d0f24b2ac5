// Tables and views of one SELECT, and changes of tables, on their way to readers.

import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Staged, StageChange, StageTable, StageView, Statement } from '../adapter.js';
import { redirectRelations, type Redirection } from '../redirect-relations.js';
import { overlayRelations } from './overlay-relations.js';
import {
  countRows,
  createStagedTable,
  partitionColumns,
  readColumns,
  stagingFormat,
  storableSelect,
  withoutVoid,
  type StageContext,
} from './stage-context.js';
import { StagedHandle } from './staged-handle.js';

export interface StagedParts {
  readonly handle: StagedHandle;
  readonly rows: number;
  readonly columns: readonly ColumnSpec[];
}

export async function stageTable(task: StageTable, context: StageContext, signal?: AbortSignal): Promise<StagedParts> {
  const { relation, inputs = [], over = [], removedKeys = [] } = task;
  const overlays = await overlayRelations([...inputs, ...over], removedKeys, context);
  const select = selectOf(context, task.statements);
  if (select === undefined) return runStatements(task, overlays, context, signal);
  const { sql } = redirectRelations(select, overlays, context.dialect);
  return stageSelect({ relation, inputs }, sql, context, signal);
}

async function stageSelect(
  { relation, partitionBy = [], inputs = [] }: Pick<StageTable, 'relation'> & StageExtras,
  select: string,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts> {
  const columns = await readColumns(context, select, signal);
  const shape = { format: stagingFormat(context.target), partitionBy };
  const table = await createStagedTable(context, relation, storableSelect(context, select, columns), shape, signal);
  const handle = new StagedHandle([{ kind: 'table', relation, table, partitionBy }], inputs);
  return { handle, rows: await countRows(context, table), columns: withoutVoid(columns) };
}

interface StageExtras {
  readonly partitionBy?: readonly string[];
  readonly inputs?: readonly Staged[];
}

/** Statements that make a table in several steps: they run on a name of their own. */
async function runStatements(
  { relation, statements, inputs = [] }: StageTable,
  overlays: readonly Redirection[],
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts> {
  const { dialect, connection, catalog, names, leftovers } = context;
  const written = createdTable(statements[0]?.sql ?? '') ?? dialect.renderRelation(relation);
  await catalog.ensureSchema(relation);
  const table = names.next(relation);
  const text = dialect.renderRelation(table);
  leftovers.set(text, table);
  for (const statement of statements) {
    const { sql } = redirectRelations(statement.sql, overlays, dialect);
    const at = sql.indexOf(written);
    const run = at < 0 ? sql : sql.slice(0, at) + text + sql.slice(at + written.length);
    const moved = text.length - written.length;
    await connection.execute(
      { run, shown: sql, toShownOffset: (offset) => (at < 0 || offset < at ? offset : offset - moved) },
      { signal, isTimed: true },
    );
  }
  const columns = await readColumns(context, `select * from ${text}`);
  const handle = new StagedHandle([{ kind: 'table', relation, table }], inputs);
  return { handle, rows: await countRows(context, table), columns };
}

/** A view is its text: it is analysed now, and created for readers by publish. */
export async function stageView(
  { relation, select }: StageView,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts> {
  const columns = await readColumns(context, select, signal);
  return { handle: new StagedHandle([{ kind: 'view', relation, select }]), rows: 0, columns };
}

/**
 * One statement that the table's format can do as a whole is run by publish, and until then a query stands for the table.
 * Otherwise the table as it will be is built anew.
 */
export async function stageChange(
  { relation, inputs, apply, preview }: StageChange,
  context: StageContext,
  signal?: AbortSignal,
): Promise<StagedParts> {
  const { dialect, connection } = context;
  const overlays = await overlayRelations(inputs, [], context);
  const rewrite = (text: string): string => redirectRelations(text, overlays, dialect).sql;
  const select = rewrite(preview);
  const [only, ...others] = apply;
  const isOne = only !== undefined && others.length === 0;
  if (!isOne || !(dialect.capabilities.merge || isInsert(only))) {
    const partitionBy = await partitionColumns(context, relation);
    return stageSelect({ relation, inputs, partitionBy }, select, context, signal);
  }
  const columns = await readColumns(context, select, signal);
  const rows = Number(await connection.value(`select count(*) from (\n${select}\n)`, signal));
  const statements = [{ sql: rewrite(only.sql) }];
  const handle = new StagedHandle([{ kind: 'change', relation, preview: select, apply: statements }], inputs);
  return { handle, rows, columns: withoutVoid(columns) };
}

function isInsert({ sql }: Statement): boolean {
  return /^\s*insert\s+into\b/i.test(sql);
}

const createTable = 'create table ';

/** The relation of `create table …`, as it is written there. */
function createdTable(sql: string): string | undefined {
  return /^create table ((?:`(?:[^`]|``)+`\.)*`(?:[^`]|``)+`)/.exec(sql)?.[1];
}

/** The SELECT of a single `create table … as`, as the dialect writes it. */
function selectOf({ dialect }: StageContext, statements: readonly Statement[]): string | undefined {
  const [{ sql } = { sql: '' }, ...others] = statements;
  const written = createdTable(sql);
  if (written === undefined || others.length > 0) return undefined;
  const tail = dialect.createTableAs({ identifier: 'x' }, '').slice(`${createTable}\`x\``.length);
  const rest = sql.slice(createTable.length + written.length);
  return rest.startsWith(tail) ? rest.slice(tail.length) : undefined;
}
