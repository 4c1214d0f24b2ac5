// A microbatch model: each batch is evaluated on its own; those that succeed change the table as one, those that fail
// are remembered and evaluated again by the next run.
//
//   batches ──► staged, some fail ──► one table of all (from nothing), or one change of the table that is there

import type { Staged } from '../adapters/adapter.js';
import { createBatchMapper, fillBatch } from '../compile/batch-gaps.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import type { BatchConfig } from '../manifest/manifest.js';
import { buildChange } from '../plan/materializations/build-change.js';
import { findColumn, type Batch } from '../plan/materializations/change.js';
import { keyNotAColumn, noBatchedInput } from '../plan/materializations/errors.js';
import { batchId, endOfRows, toLimits } from '../plan/materializations/list-batches.js';
import { inWindow, sourceRows } from '../plan/materializations/write-strategies.js';
import type { IncrementalPlan } from '../plan/plan.js';
import { fail } from './check-keys.js';
import { batchFailure, engineDiagnostic } from './errors.js';
import { evaluateBatches, findExtent, type EvaluatedBatch, type Evaluation } from './evaluate-batches.js';
import type { NodeResult } from './node-result.js';
import { checkKeys, chooseApproach, discardOnFailure, ownerOf, type Approach } from './stage-incremental.js';
import type { Growth } from './row-history.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

export async function stageMicrobatch(
  plan: IncrementalPlan,
  config: BatchConfig,
  options: NodeRunnerOptions,
  onStart: () => void,
): Promise<StagedNode> {
  const { slots, signal } = options;
  const evaluation = await slots.use(plan.priority, async (): Promise<Evaluation> => {
    signal.throwIfAborted();
    onStart();
    const approach = await chooseBatchApproach(plan, options);
    const variant = approach.existing ? plan.variants.incremental : plan.variants.full;
    return { plan, options, config, approach, variant, extent: await findExtent(plan, variant, options) };
  });
  const node = await evaluate(evaluation);
  if (typeof node !== 'string') return node;
  // Its columns changed, and on_schema_change is full_refresh.
  const full = { ...evaluation, approach: { warnings: evaluation.approach.warnings }, variant: plan.variants.full };
  const rebuilt = await evaluate(full);
  if (typeof rebuilt === 'string') throw new Error('a table that is built from nothing has the columns of the model');
  return { ...rebuilt, result: { message: `built from nothing: ${node}`, ...rebuilt.result } };
}

/** @returns why the table has to be built from nothing, if it has to */
async function evaluate(evaluation: Evaluation): Promise<StagedNode | string> {
  const { session } = evaluation.options;
  const batches = await evaluateBatches(evaluation);
  const staged = batches.flatMap((batch) => batch.staged ?? []);
  const node = await discardOnFailure(session, staged, () => gather(evaluation, batches));
  if (typeof node === 'string') for (const each of staged) await session.discard(each);
  return node;
}

/** A window that was asked for never takes rows of other times away, not even with --full-refresh. */
function chooseBatchApproach(plan: IncrementalPlan, options: NodeRunnerOptions): Promise<Approach> {
  const { start, end } = plan.eventTime;
  const hasWindow = start !== undefined || end !== undefined || plan.onlyBatches !== undefined;
  return chooseApproach(hasWindow ? { ...plan, isFullRefresh: false } : plan, options);
}

async function gather(evaluation: Evaluation, batches: readonly EvaluatedBatch[]): Promise<StagedNode | string> {
  const { plan, options, approach } = evaluation;
  const { session, history } = options;
  const good = batches.filter(({ staged }) => staged !== undefined);
  const growth = describeGrowth(evaluation, batches);
  const missing = {
    ...growth,
    failed: withStarts(growth.failed, good),
    writtenBy: approach.growth?.writtenBy ?? plan.writtenBy,
  };
  const ifNotPublished = history.describe(plan.id, missing);
  const diagnostics = [...approach.warnings, ...warnings(plan), ...diagnose(evaluation, batches)];
  if (good.length === 0) {
    if (approach.existing) await session.writeState?.(ifNotPublished);
    fail(...diagnostics.filter(({ severity }) => severity === 'error'));
  }
  const inputs = good.flatMap(({ staged }) => staged ?? []);
  const rows = inputs.reduce((sum, each) => sum + each.rows, 0);
  const { slots } = options;
  const together = await slots.use(plan.priority, () => stageTogether(evaluation, good, inputs));
  if (typeof together === 'string') return together;
  const { staged, runSql, warnings: more } = together;
  const failed = batches.length - good.length;
  const result: StagedNode['result'] = {
    ...(inputs[0] && { slot: inputs[0].slot }),
    rows,
    ...(failed > 0 && { message: `${failed} of ${batches.length} batches failed; they run again next time` }),
    diagnostics: [...diagnostics, ...more],
    batches: batches.map(describeOutcome),
    runSql,
  };
  return {
    staged: [staged],
    publication: {
      relation: plan.relation,
      staged: [staged],
      mode: { kind: 'replace' },
      statements: approach.existing ? [] : plan.indexes.late,
      state: history.describe(plan.id, growth),
    },
    ...(approach.existing && { ifNotPublished }),
    isPartial: failed > 0,
    partialStatus: 'partial success',
    result,
  };
}

function describeOutcome({ time, staged }: EvaluatedBatch): NonNullable<NodeResult['batches']>[number] {
  return { start: time.start, end: time.end, status: staged ? 'success' : 'error' };
}

/** What is known of the rows once these batches are published. */
function describeGrowth({ plan, config, approach, extent }: Evaluation, batches: readonly EvaluatedBatch[]): Growth {
  const { growth } = approach;
  const isDone = new Set(batches.filter(({ staged }) => staged).map(({ time }) => time.start));
  const open = (growth?.failed ?? []).filter((at) => !isDone.has(at));
  const failed = withStarts(
    open,
    batches.filter(({ staged }) => !staged),
  );
  const until = growth?.until;
  const known = { config, ...(until !== undefined && { until }), ...(extent && { extent }) };
  const times = batches.map(({ time }) => time);
  return { writtenBy: plan.writtenBy, failed, until: endOfRows(times, known) };
}

function withStarts(starts: readonly number[], batches: readonly EvaluatedBatch[]): readonly number[] {
  return [...new Set([...starts, ...batches.map(({ time }) => time.start)])].sort((a, b) => a - b);
}

function warnings(plan: IncrementalPlan): readonly Diagnostic[] {
  return plan.variants.batchedInputs.length === 0 ? [noBatchedInput(ownerOf(plan))] : [];
}

/** One diagnostic for each different problem, naming the batches that have it. */
function diagnose({ plan, options, config, variant }: Evaluation, batches: readonly EvaluatedBatch[]) {
  const { dialect } = options.session;
  const groups = new Map<string, { readonly diagnostic: Diagnostic; readonly ids: string[] }>();
  for (const { time, error } of batches) {
    if (error === undefined) continue;
    const limits = toLimits(time);
    const owner = { id: plan.id, place: plan.node.place };
    const compiled = { ...plan.compiled, ...variant };
    const select = fillBatch(variant.sql, limits, dialect);
    const mapper = createBatchMapper(variant.sql, limits, dialect);
    for (const diagnostic of engineDiagnostic(error, owner, compiled, select, mapper)) {
      const group = groups.get(diagnostic.message) ?? { diagnostic, ids: [] };
      group.ids.push(batchId(time, config.size));
      groups.set(diagnostic.message, group);
    }
  }
  return [...groups.values()].map(({ diagnostic, ids }) => batchFailure(ids, diagnostic));
}

/** Batches become one table, or one change of the table that is there. */
async function stageTogether(
  { plan, options, config, approach }: Evaluation,
  good: readonly EvaluatedBatch[],
  inputs: readonly Staged[],
): Promise<{ readonly staged: Staged; readonly runSql: string; readonly warnings: readonly Diagnostic[] } | string> {
  const { session, signal } = options;
  const { dialect } = session;
  const { relation } = plan;
  const batches = good.flatMap(({ time, staged }): Batch[] => (staged ? [{ ...staged, limits: toLimits(time) }] : []));
  const owner = ownerOf(plan);
  const columns = batches[0]?.columns ?? [];
  const found = findColumn(columns, config.eventTime);
  if (found === undefined) {
    const names = columns.map(({ name }) => name);
    fail(keyNotAColumn(owner, 'event_time', config.eventTime, names));
  }
  const eventTime = dialect.quoteColumn(found.name);
  for (const [index, staged] of inputs.entries()) {
    const batch = batches[index];
    if (batch) await checkKeys(plan, options, staged, approach.existing, inWindow(eventTime, batch, dialect));
  }
  if (approach.existing) {
    const change = buildChange({ relation, existing: approach.existing, batches, config: plan.config, dialect, owner });
    if (change.kind === 'refused') fail(...change.diagnostics);
    if (change.kind === 'rebuild') return change.reason;
    const { apply, preview } = change;
    const staged = await session.stage({ kind: 'change', relation, reads: [relation], inputs, apply, preview }, signal);
    return { staged, runSql: apply.map(({ sql }) => sql).join(';\n'), warnings: change.warnings };
  }
  const staging = dialect.stagingRelation(relation, plan.stagingId);
  const [first = '', ...others] = batches.map((batch) => sourceRows(batch, eventTime, dialect));
  const create = [
    dialect.createTableAs(staging, first),
    ...others.map((select) => dialect.insertSelect(staging, select)),
  ];
  const statements = [...create.map((sql) => ({ sql })), ...plan.indexes.early];
  const staged = await session.stage({ kind: 'table', relation, reads: [], inputs, statements }, signal);
  return { staged, runSql: create.join(';\n'), warnings: [] };
}
