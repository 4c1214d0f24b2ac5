// A snapshot: stage the rows of its source, check their keys, and stage the history as they change it. What is there is
// never dropped: neither by --full-refresh nor because something else has the name.

import { EngineFailure, type Staged } from '../adapters/adapter.js';
import type { ColumnSpec } from '../dialects/dialect.js';
import { buildSnapshot, type SnapshotResult } from '../plan/materializations/build-snapshot.js';
import type { Owner } from '../plan/materializations/change.js';
import { snapshotOverView } from '../plan/materializations/errors.js';
import type { SnapshotPlan } from '../plan/plan.js';
import { checkDuplicateKeys, checkNullKeys, fail } from './check-keys.js';
import { atTemplate } from './errors.js';
import { batchRelation, discardOnFailure } from './stage-incremental.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

export async function stageSnapshot(plan: SnapshotPlan, options: NodeRunnerOptions): Promise<StagedNode> {
  const { session, signal } = options;
  const existing = await findExisting(plan, options);
  const batch = await stageSource(plan, options);
  return discardOnFailure(session, [batch], async () => {
    const { relation, node } = plan;
    const owner = ownerOf(plan);
    const snapshot = buildSnapshot({
      relation,
      ...(existing && { existing }),
      batch,
      config: node.snapshot,
      dialect: session.dialect,
      now: options.startedAt,
      owner,
    });
    if (snapshot.kind === 'refused') fail(...snapshot.diagnostics);
    const check = { session, signal, staged: batch, key: snapshot.key, owner, columns: node.columns };
    await checkNullKeys(check);
    await checkDuplicateKeys(check);
    const staged = await stageResult(plan, options, batch, snapshot);
    return {
      staged: [staged],
      publication: { relation, staged: [staged], mode: { kind: 'replace' }, statements: [] },
      result: {
        slot: staged.slot,
        rows: staged.rows,
        diagnostics: [],
        runSql: snapshot.kind === 'first' ? snapshot.select : snapshot.apply.map(({ sql }) => sql).join(';\n'),
      },
      isPartial: false,
    };
  });
}

function ownerOf({ id, node }: SnapshotPlan): Owner {
  return { id, name: node.name, place: node.place };
}

async function findExisting(
  plan: SnapshotPlan,
  { session }: NodeRunnerOptions,
): Promise<readonly ColumnSpec[] | undefined> {
  const text = session.dialect.renderRelation(plan.relation);
  const relations = await session.relations();
  const found = relations.find(({ relation }) => session.dialect.renderRelation(relation) === text);
  if (found === undefined) return undefined;
  if (found.type === 'view') fail(snapshotOverView(ownerOf(plan)));
  return session.columns(plan.relation);
}

/** The source's rows as they are now. */
function stageSource(plan: SnapshotPlan, { session, signal }: NodeRunnerOptions): Promise<Staged> {
  const { dialect } = session;
  const { compiled, node, stagingId } = plan;
  const relation = batchRelation(plan.relation);
  const statements = [{ sql: dialect.createTableAs(dialect.stagingRelation(relation, stagingId), compiled.sql) }];
  const task = { kind: 'table', relation, reads: compiled.reads, statements } as const;
  return atTemplate(() => session.stage(task, signal), { id: plan.id, place: node.place }, compiled);
}

function stageResult(
  { relation, stagingId }: SnapshotPlan,
  { session, signal }: NodeRunnerOptions,
  batch: Staged,
  snapshot: Exclude<SnapshotResult, { kind: 'refused' }>,
): Promise<Staged> {
  const { dialect } = session;
  if (snapshot.kind === 'change') {
    const { apply, preview } = snapshot;
    return inSnapshot(() =>
      session.stage({ kind: 'change', relation, reads: [relation], inputs: [batch], apply, preview }, signal),
    );
  }
  const statements = [{ sql: dialect.createTableAs(dialect.stagingRelation(relation, stagingId), snapshot.select) }];
  return inSnapshot(() => session.stage({ kind: 'table', relation, reads: [], inputs: [batch], statements }, signal));
}

/** The statements are ours, so that no place in them is one in the template; their words can come from the config. */
async function inSnapshot<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const { message, hint } = error.error;
    throw new EngineFailure({
      message,
      hint: hint ?? 'Look at updated_at, unique_key, check_cols and dbt_valid_to_current of the snapshot.',
    });
  }
}
