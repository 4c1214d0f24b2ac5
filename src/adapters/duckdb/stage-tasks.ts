// Tasks that are one statement or none: tables, views, changes.

import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import { EngineFailure, type StageChange, type StageTable, type StageView } from '../adapter.js';
import { checkColumns, mayBeRenamed } from './check-columns.js';
import type { Connection } from './connection.js';
import type { RedirectedSql } from '../redirect-relations.js';
import { redirectAll, redirectStaged, withOriginalPlaces } from './overlay.js';
import { StagedHandle } from './staged-handle.js';
import type { StageContext, StagedParts } from './stage-context.js';

/** Builds a table under its staging name. */
export async function stageTable(
  task: StageTable,
  context: StageContext,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  const { relation, inputs = [], over = [], removedKeys = [] } = task;
  const staging = context.stagingOf(relation);
  await context.ensureSchema(relation);
  const redirect = (sql: string): Promise<RedirectedSql> =>
    redirectAll(sql, { over: [...inputs, ...over], removedKeys }, (each) => context.findColumns(each));
  const statements = await Promise.all(
    task.statements.map(async ({ sql }) => ({ sql, redirected: await redirect(sql) })),
  );
  try {
    return await context.connections.use(signal, async (connection, slot) => {
      const startedAt = performance.now();
      let rows = 0;
      for (const { sql, redirected } of statements) {
        const run = (): Promise<number> => connection.run(redirected.sql);
        rows = Math.max(rows, await withOriginalPlaces(sql, redirected, run));
      }
      const columns = await connection.describe(selectAll(duckdbDialect.renderRelation(staging)));
      if (mayBeRenamed(columns)) await checkSelects(connection, statements);
      const durationMs = performance.now() - startedAt;
      const handle = new StagedHandle({ kind: 'tables', tables: [{ relation, staging }], inputs });
      return { rows, columns, slot, durationMs, handle };
    });
  } catch (error) {
    await context.dropStaged([staging]);
    throw error;
  }
}

/** `create table … as` would rename the second of two columns of one name. */
async function checkSelects(
  connection: Connection,
  statements: readonly { readonly redirected: RedirectedSql }[],
): Promise<void> {
  for (const { redirected } of statements) {
    const { sql } = redirected;
    const head = /^\s*create\s+table\s+(?:(?:"(?:[^"]|"")*"|\w+)\.)*(?:"(?:[^"]|"")*"|\w+)\s+as\s/i.exec(sql)?.[0];
    if (head !== undefined) checkColumns(await connection.describe(sql.slice(head.length)), sql);
  }
}

/** Prepares the view over its inputs. */
export async function stageView(
  { relation, select }: StageView,
  context: StageContext,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  await context.ensureSchema(relation);
  return context.connections.use(signal, async (connection, slot) => {
    const startedAt = performance.now();
    const columns = await connection.describe(select);
    checkColumns(columns, select);
    const durationMs = performance.now() - startedAt;
    return { rows: 0, columns, slot, durationMs, handle: new StagedHandle({ kind: 'view', select }) };
  });
}

/** Counts what the table will hold; `publish` changes it. */
export async function stageChange(
  task: StageChange,
  context: StageContext,
  signal: AbortSignal | undefined,
): Promise<StagedParts> {
  return context.connections.use(signal, async (connection, slot) => {
    const startedAt = performance.now();
    const preview = redirectStaged(task.preview, task.inputs);
    return withOriginalPlaces(task.preview, preview, async () => {
      const columns = await connection.describe(preview.sql);
      checkColumns(columns, preview.sql);
      const rows = Number(await connection.value(`select count(*) from (\n${preview.sql}\n) as sp_preview`));
      const durationMs = performance.now() - startedAt;
      return { rows, columns, slot, durationMs, handle: new StagedHandle({ kind: 'change', task }) };
    });
  });
}

export function selectAll(from: string): string {
  return `select * from ${from}`;
}

/** @throws when a session that only reads is asked to write. */
export function assertWritable(isReadOnly: boolean): void {
  if (isReadOnly) throw new EngineFailure({ message: 'the session was opened for reading' });
}
