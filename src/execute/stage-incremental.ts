// An incremental model: decide whether its table is built from nothing or changed, stage the rows of this run, check
// their keys, and stage the table as they change it.
//
//   no table, --full-refresh, changed columns (full_refresh) ──► table of the full form
//   else ──► batch of the incremental form ──► keys checked ──► change of a copy

import type { Session, Staged } from '../adapters/adapter.js';
import type { CompiledVariant } from '../compile/compiled.js';
import type { ColumnSpec } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { buildChange } from '../plan/materializations/build-change.js';
import type { Owner } from '../plan/materializations/change.js';
import { sqlChanged } from '../plan/materializations/errors.js';
import { resolveKey } from '../plan/materializations/unique-key.js';
import { unknownWriter, type IncrementalPlan } from '../plan/plan.js';
import { checkDuplicateKeys, fail } from './check-keys.js';
import { atTemplate } from './errors.js';
import type { Growth } from './row-history.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

/** How the rows of a run get into the table. */
export interface Approach {
  /** Columns of the table that is there; absent: it is built from nothing. */
  readonly existing?: readonly ColumnSpec[];
  /** What is known of its rows. */
  readonly growth?: Growth;
  readonly warnings: readonly Diagnostic[];
}

export async function stageIncremental(plan: IncrementalPlan, options: NodeRunnerOptions): Promise<StagedNode> {
  const approach = await chooseApproach(plan, options);
  const { existing } = approach;
  return existing === undefined
    ? stageFull(plan, options, approach.warnings)
    : stageOnTop(plan, options, existing, approach.warnings);
}

/** Only a table is added to; a view of the same name is replaced. */
export async function chooseApproach(plan: IncrementalPlan, options: NodeRunnerOptions): Promise<Approach> {
  const { session, history } = options;
  const growth = await history.find(plan.id);
  if (plan.isFullRefresh || !(await hasTable(session, plan.relation))) return { warnings: [] };
  const isChanged = growth !== undefined && growth.writtenBy !== plan.writtenBy && plan.writtenBy !== unknownWriter;
  const { onSqlChange } = plan.config;
  if (isChanged && onSqlChange === 'full_refresh') return { warnings: [] };
  if (isChanged && onSqlChange === 'fail') fail(sqlChanged(ownerOf(plan), 'fail'));
  const existing = await session.columns(plan.relation);
  return { existing, ...(growth && { growth }), warnings: isChanged ? [sqlChanged(ownerOf(plan), 'warn')] : [] };
}

export async function hasTable(session: Session, relation: Relation): Promise<boolean> {
  const text = session.dialect.renderRelation(relation);
  const relations = await session.relations();
  return relations.some((each) => each.type === 'table' && session.dialect.renderRelation(each.relation) === text);
}

export function ownerOf({ id, node }: IncrementalPlan): Owner {
  return { id, name: node.name, place: node.place };
}

export function batchRelation(relation: Relation, suffix = ''): Relation {
  return { ...relation, identifier: `${relation.identifier}__sp_batch${suffix}` };
}

async function stageFull(
  plan: IncrementalPlan,
  options: NodeRunnerOptions,
  warnings: readonly Diagnostic[],
): Promise<StagedNode> {
  const { session, history } = options;
  const { relation, variants, indexes } = plan;
  const staged = await stageRows(plan, options, variants.full, relation, indexes.early);
  await discardOnFailure(session, [staged], () => checkKeys(plan, options, staged));
  return {
    staged: [staged],
    publication: {
      relation,
      staged: [staged],
      mode: { kind: 'replace' },
      statements: indexes.late,
      state: history.describe(plan.id, { writtenBy: plan.writtenBy, failed: [] }),
    },
    result: { slot: staged.slot, rows: staged.rows, diagnostics: warnings, runSql: variants.full.sql },
    isPartial: false,
  };
}

async function stageOnTop(
  plan: IncrementalPlan,
  options: NodeRunnerOptions,
  existing: readonly ColumnSpec[],
  warnings: readonly Diagnostic[],
): Promise<StagedNode> {
  const { session, signal, history } = options;
  const { relation, variants, config } = plan;
  const batch = await stageRows(plan, options, variants.incremental, batchRelation(relation), []);
  return discardOnFailure(session, [batch], async () => {
    const change = buildChange({
      relation,
      existing,
      batches: [batch],
      config,
      dialect: session.dialect,
      owner: ownerOf(plan),
    });
    if (change.kind === 'refused') fail(...change.diagnostics);
    if (change.kind === 'rebuild') {
      await session.discard(batch);
      const full = await stageFull(plan, options, warnings);
      return { ...full, result: { ...full.result, message: `built from nothing: ${change.reason}` } };
    }
    await checkKeys(plan, options, batch, existing);
    const { apply, preview } = change;
    const staged = await session.stage(
      { kind: 'change', relation, reads: [relation], inputs: [batch], apply, preview },
      signal,
    );
    return {
      staged: [staged],
      publication: {
        relation,
        staged: [staged],
        mode: { kind: 'replace' },
        statements: [],
        state: history.describe(plan.id, { writtenBy: plan.writtenBy, failed: [] }),
      },
      result: {
        slot: batch.slot,
        rows: batch.rows,
        diagnostics: [...warnings, ...change.warnings],
        runSql: [variants.incremental.sql, ...apply.map(({ sql }) => sql)].join(';\n'),
      },
      isPartial: false,
    };
  });
}

/** Rows of one form of the model, as a table of this name. */
export async function stageRows(
  plan: IncrementalPlan,
  { session, signal }: NodeRunnerOptions,
  variant: CompiledVariant,
  relation: Relation,
  statements: readonly { readonly sql: string }[],
): Promise<Staged> {
  const { dialect } = session;
  const create = { sql: dialect.createTableAs(dialect.stagingRelation(relation, plan.stagingId), variant.sql) };
  const task = { kind: 'table', relation, reads: readsOf(plan, variant), statements: [create, ...statements] } as const;
  const owner = { id: plan.id, place: plan.node.place };
  return atTemplate(() => session.stage(task, signal), owner, { ...plan.compiled, ...variant });
}

/** `{{this}}` may stand in the SQL. */
function readsOf({ relation, variants }: IncrementalPlan, variant: CompiledVariant): readonly Relation[] {
  return variants.usesThis ? [...variant.reads, relation] : variant.reads;
}

/** @param condition of the rows that count, as SQL over them */
export async function checkKeys(
  plan: IncrementalPlan,
  { session, signal }: NodeRunnerOptions,
  staged: Staged,
  existing: readonly ColumnSpec[] = staged.columns,
  condition?: string,
): Promise<void> {
  const owner = ownerOf(plan);
  const { key, diagnostics } = resolveKey('unique_key', plan.config.uniqueKey, existing, staged.columns, owner);
  if (diagnostics.length > 0) fail(...diagnostics);
  const { columns } = plan.node;
  await checkDuplicateKeys({
    session,
    signal,
    staged,
    key,
    owner,
    columns,
    ...(condition !== undefined && { condition }),
  });
}

/** What was staged does not outlive an error. */
export async function discardOnFailure<T>(
  session: Session,
  staged: readonly Staged[],
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    for (const each of staged) await session.discard(each);
    throw error;
  }
}
