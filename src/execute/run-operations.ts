// Operations around a plan: on-run-start → nodes → on-run-end. A failed on-run-start holds back everything but on-run-end,
// which runs whatever became of the nodes, unless the run was cancelled.

import { EngineFailure } from '../adapters/adapter.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { Plan } from '../plan/plan.js';
import type { OperationsPlan, PlannedOperation } from '../plan/plan-operations.js';
import type { NodeResult } from './node-result.js';
import { runHooks } from './run-hooks.js';
import { runPlan, type RunPlanOptions } from './run-plan.js';

/** One result for each operation and node, in the order in which they run. */
export async function runWithOperations(
  plan: Plan,
  operations: OperationsPlan,
  options: RunPlanOptions,
): Promise<readonly NodeResult[]> {
  const total = operations.start.length + plan.nodes.size + operations.endCount;
  const start = await runInOrder(operations.start, options, { done: 0, total });
  const failed = start.find(({ status }) => status !== 'success');
  const failedName = operations.start.find(({ id }) => id === failed?.id)?.label.name;
  const nodes = await runPlan(plan, {
    ...options,
    numbering: { done: start.length, total },
    ...(failedName !== undefined && { heldBack: `${failedName} failed` }),
  });
  const views = nodes.map((result) => describeResult(plan, result));
  const end = await runInOrder(operations.end(views), options, { done: start.length + nodes.length, total });
  return [...start, ...nodes, ...end];
}

/** One after the other; behind one that failed the others are skipped. */
async function runInOrder(
  operations: readonly PlannedOperation[],
  options: RunPlanOptions,
  numbering: { readonly done: number; readonly total: number },
): Promise<readonly NodeResult[]> {
  const results: NodeResult[] = [];
  let reason: string | undefined;
  for (const operation of operations) {
    if (options.signal.aborted) reason ??= 'cancelled';
    const result: NodeResult =
      reason === undefined
        ? await runOperation(operation, options)
        : { id: operation.id, status: 'skipped', message: `skipped: ${reason}`, diagnostics: [] };
    results.push(result);
    if (result.status === 'error') reason ??= `${operation.label.name} failed`;
    options.sink({
      kind: 'node-finished',
      node: operation.id,
      label: operation.label,
      status: result.status,
      durationMs: (result.finishedAt ?? 0) - (result.startedAt ?? 0),
      ...(result.message !== undefined && { message: result.message }),
      diagnostics: result.diagnostics,
      index: numbering.done + results.length,
      total: numbering.total,
    });
  }
  return results;
}

async function runOperation(
  { id, label, hook, diagnostics }: PlannedOperation,
  { session, signal, now, sink }: RunPlanOptions,
): Promise<NodeResult> {
  const startedAt = now();
  sink({ kind: 'node-started', node: id, label });
  const runSql = hook.statements.join(';\n');
  try {
    if (diagnostics.length > 0) throw new EngineFailure({ message: diagnostics[0]?.message ?? '', diagnostics });
    await runHooks([hook], label.name, { session, signal, owner: id });
    return { id, status: 'success', startedAt, finishedAt: now(), diagnostics: [], runSql };
  } catch (error) {
    if (signal.aborted) return { id, status: 'skipped', message: 'skipped: cancelled', diagnostics: [] };
    if (!(error instanceof EngineFailure)) throw error;
    const { message, diagnostics: found = [] } = error.error;
    return { id, status: 'error', startedAt, finishedAt: now(), message, diagnostics: found, runSql };
  }
}

/** A result as `{{#each results}}` sees it, with dbt's names. */
function describeResult(plan: Plan, result: NodeResult): TemplateValue {
  const { id, status, message = null, failures = null, rows = null, startedAt = 0, finishedAt = 0 } = result;
  const node = plan.nodes.get(id)?.node;
  return {
    unique_id: id,
    status,
    message,
    failures,
    rows,
    execution_time: (finishedAt - startedAt) / 1000,
    node: { unique_id: id, name: node?.name ?? '', resource_type: node?.resourceType ?? '' },
  };
}
