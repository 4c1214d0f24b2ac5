// The batches of a microbatch model, each evaluated on its own: which ones, and what became of them.

import { EngineFailure, type EngineError, type Staged } from '../adapters/adapter.js';
import { fillBatch } from '../compile/batch-gaps.js';
import type { CompiledVariant } from '../compile/compiled.js';
import type { BatchConfig } from '../manifest/manifest.js';
import { parseEventTime } from '../manifest/read-incremental.js';
import { batchId, listBatches, toLimits, type TimeBatch } from '../plan/materializations/list-batches.js';
import type { IncrementalPlan } from '../plan/plan.js';
import { batchRelation, type Approach } from './stage-incremental.js';
import type { NodeRunnerOptions } from './staged-node.js';

export interface EvaluatedBatch {
  readonly time: TimeBatch;
  readonly staged?: Staged;
  readonly error?: EngineError;
}

export interface Evaluation {
  readonly plan: IncrementalPlan;
  readonly options: NodeRunnerOptions;
  readonly config: BatchConfig;
  readonly approach: Approach;
  readonly variant: CompiledVariant;
  readonly extent: { readonly first: number; readonly last: number } | undefined;
}

/** First and last event time of the inputs, when every row that the model reads has one. */
export async function findExtent(
  { variants }: IncrementalPlan,
  variant: CompiledVariant,
  { session, signal }: NodeRunnerOptions,
): Promise<Evaluation['extent']> {
  const inputs = variants.batchedInputs;
  if (inputs.length === 0 || inputs.length < variant.reads.length) return undefined;
  const times: number[] = [];
  for (const { relation, column } of inputs) {
    if (relation === undefined) return undefined;
    const sql = `select min(${column}), max(${column}) from ${session.dialect.renderRelation(relation)}`;
    const { rows } = await session.query({ sql, reads: [relation] }, signal);
    for (const value of rows[0] ?? []) {
      if (value === null) continue;
      const time = parseEventTime(String(value).slice(0, 19));
      if (time === undefined) return undefined;
      times.push(time);
    }
  }
  return times.length === 0 ? undefined : { first: Math.min(...times), last: Math.max(...times) };
}

export async function evaluateBatches(evaluation: Evaluation): Promise<readonly EvaluatedBatch[]> {
  const { plan, options, config, approach, extent } = evaluation;
  const { growth, existing } = approach;
  const again = existing === undefined ? undefined : plan.onlyBatches;
  const listed =
    again ??
    listBatches({
      config,
      now: options.startedAt,
      isFull: existing === undefined,
      ...plan.eventTime,
      ...(growth?.until !== undefined && { until: growth.until }),
      failed: growth?.failed ?? [],
      ...(extent && { extent }),
    });
  // Without any batch there still must be a table with the right columns.
  const begin = parseEventTime(config.begin) ?? 0;
  const batches = listed.length > 0 ? listed : [{ start: begin, end: begin }];
  let done = 0;
  const evaluateOne = async (time: TimeBatch): Promise<EvaluatedBatch> => {
    const batch = await options.slots.use(plan.priority, () => evaluateBatch(evaluation, time));
    done += 1;
    const progress = { done, total: batches.length, unit: 'batches' } as const;
    options.sink({ kind: 'node-progress', node: plan.id, label: plan.label, ...progress });
    return batch;
  };
  if (config.concurrent !== false) return Promise.all(batches.map(evaluateOne));
  const evaluated: EvaluatedBatch[] = [];
  for (const batch of batches) evaluated.push(await evaluateOne(batch));
  return evaluated;
}

async function evaluateBatch({ plan, options, config, variant }: Evaluation, time: TimeBatch): Promise<EvaluatedBatch> {
  const { session, signal } = options;
  signal.throwIfAborted();
  const { dialect } = session;
  const relation = batchRelation(plan.relation, `_${batchId(time, config.size)}`);
  const select = fillBatch(variant.sql, toLimits(time), dialect);
  const statements = [{ sql: dialect.createTableAs(dialect.stagingRelation(relation, plan.stagingId), select) }];
  const reads = plan.variants.usesThis ? [...variant.reads, plan.relation] : variant.reads;
  try {
    return { time, staged: await session.stage({ kind: 'table', relation, reads, statements }, signal) };
  } catch (error) {
    if (signal.aborted || !(error instanceof EngineFailure)) throw error;
    return { time, error: error.error };
  }
}
