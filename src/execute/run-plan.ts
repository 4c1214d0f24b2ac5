// Plan + Session → results. A node starts when everything that it waits for has succeeded; slots go to the longest
// chain first. Failures, skips and cancellation are results, never exceptions.
//
//   waiting ──► started ──► staged ──► audited ──► published: success
//      │           │           └─ a gate fails ─► discarded: error
//      └─► skipped └─ engine refuses ─► error

import { EngineFailure, type Session } from '../adapters/adapter.js';
import type { NodeStatus, Sink } from '../events/event.js';
import type { NodeId } from '../manifest/manifest.js';
import type { NodePlan, Plan } from '../plan/plan.js';
import { NodeRunner } from './node-runner.js';
import type { NodeResult } from './node-result.js';
import { RowHistory } from './row-history.js';
import { Slots } from './slots.js';
import { describeStop, FailFast } from './stop.js';
import type { StateTracker } from './state-tracker.js';

export interface RunPlanOptions {
  readonly session: Session;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly failFast: boolean;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Gives what decides which nodes run; absent: all do. */
  readonly openTracker?: (() => Promise<StateTracker>) | undefined;
  /** Path of a node's compiled SQL relative to the project, for failing tests. */
  readonly compiledPathOf: (id: NodeId) => string | undefined;
  /** What comes before and after the nodes, for `index` and `total` of their events. */
  readonly numbering?: { readonly done: number; readonly total: number };
  /** Why no node runs at all. */
  readonly heldBack?: string;
}

const goodStatuses: ReadonlySet<NodeStatus> = new Set(['success', 'pass', 'warn', 'reused', 'no-op']);

/** Runs everything and resolves with one result a node, in the plan's order, whatever happened. */
export async function runPlan(plan: Plan, options: RunPlanOptions): Promise<readonly NodeResult[]> {
  const tracker = await options.openTracker?.();
  return new PlanRun(plan, options, tracker).run();
}

class PlanRun {
  readonly #plan: Plan;
  readonly #options: RunPlanOptions;
  readonly #results = new Map<NodeId, NodeResult>();
  readonly #missing = new Map<NodeId, number>();
  readonly #dependants = new Map<NodeId, NodeId[]>();
  readonly #running = new Set<Promise<void>>();
  readonly #runner: NodeRunner;
  readonly #tracker: StateTracker | undefined;
  readonly #stop = new AbortController();

  constructor(plan: Plan, options: RunPlanOptions, tracker: StateTracker | undefined) {
    this.#plan = plan;
    this.#tracker = tracker;
    this.#options = options;
    this.#runner = new NodeRunner({
      ...options,
      plan,
      tracker,
      signal: AbortSignal.any([options.signal, this.#stop.signal]),
      slots: new Slots(options.session.slots),
      startedAt: options.now(),
      history: new RowHistory(options.session),
      finish: (result) => this.#finish(result),
    });
    for (const [id, node] of plan.nodes) {
      this.#missing.set(id, node.waitsFor.length);
      for (const parent of node.waitsFor) {
        this.#dependants.set(parent, [...(this.#dependants.get(parent) ?? []), id]);
      }
    }
  }

  async run(): Promise<readonly NodeResult[]> {
    const ready = [...this.#plan.nodes.values()].filter((node) => node.waitsFor.length === 0 && !isGated(node));
    for (const node of ready) this.#start(node);
    while (this.#running.size > 0) await Promise.race(this.#running);
    await this.#flush();
    return [...this.#plan.nodes.keys()].flatMap((id) => this.#results.get(id) ?? []);
  }

  async #flush(): Promise<void> {
    try {
      await this.#tracker?.flush();
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      const message = `not everything is remembered, so that more than necessary runs next time: ${error.message}`;
      this.#options.sink({ kind: 'notice', message });
    }
  }

  #start(node: NodePlan): void {
    if (this.#results.has(node.id)) return;
    const { signal, heldBack } = this.#options;
    if (signal.aborted) return this.#finish(skipped(node.id, 'cancelled'));
    if (heldBack !== undefined) return this.#finish(skipped(node.id, heldBack));
    if (this.#stop.signal.aborted) return this.#finish(skipped(node.id, describeStop(this.#stop.signal)));
    const running: Promise<void> = this.#runner.run(node).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #finish(result: NodeResult): void {
    const node = this.#plan.nodes.get(result.id);
    if (node === undefined || this.#results.has(result.id)) return;
    this.#results.set(result.id, result);
    this.#report(node, result);
    const isGood = goodStatuses.has(result.status);
    if (!isGood && result.status !== 'skipped' && this.#options.failFast && !this.#stop.signal.aborted) {
      this.#stop.abort(new FailFast(node.label.name));
    }
    const goesOn = isGood || this.#mayGoOn(node, result);
    const root = result.skippedBecauseOf ?? result.id;
    // What the run itself held back (cancel, fail-fast) has no culprit, nor has what is below it.
    const isHeldBack = result.status === 'skipped' && result.skippedBecauseOf === undefined;
    const below = (id: NodeId, reason: string): NodeResult =>
      isHeldBack
        ? { id, status: result.status, message: result.message ?? 'skipped', diagnostics: [] }
        : skipped(id, reason, root);
    for (const gate of node.gates) this.#finish(below(gate, `${node.label.name} was not built`));
    for (const id of this.#dependants.get(result.id) ?? []) {
      const dependant = this.#plan.nodes.get(id);
      if (dependant === undefined) continue;
      if (!goesOn) {
        const rootName = this.#plan.nodes.get(root)?.label.name ?? root;
        this.#finish(below(id, `${rootName} ${result.status === 'skipped' ? 'was not built' : 'failed'}`));
        continue;
      }
      const missing = (this.#missing.get(id) ?? 0) - 1;
      this.#missing.set(id, missing);
      if (missing === 0 && !isGated(dependant)) this.#start(dependant);
    }
  }

  /** `on_error: continue`: what is below reads what was there before. A failed test, and `--fail-fast`, stop it nevertheless. */
  #mayGoOn(node: NodePlan, { status }: NodeResult): boolean {
    const hasFailed = status === 'error' || status === 'partial success';
    if (!hasFailed || this.#options.failFast || node.node.config['on_error'] !== 'continue') return false;
    return node.gates.every(
      (gate) => goodStatuses.has(this.#results.get(gate)?.status ?? 'skipped') || !this.#results.has(gate),
    );
  }

  /** Does a failed test take the rows that it audited with it? `sp show` evaluates SQL models anew, nothing else. */
  #isLost(node: NodePlan): boolean {
    const gated =
      node.kind === 'test' && node.gatedNode !== undefined ? this.#plan.nodes.get(node.gatedNode) : undefined;
    return gated !== undefined && gated.kind !== 'table' && gated.kind !== 'view';
  }

  #report(node: NodePlan, result: NodeResult): void {
    const { startedAt, finishedAt } = result;
    const compiledPath = this.#options.compiledPathOf(node.id);
    const evaluated = result.partitions?.filter(({ status }) => status !== 'removed' && status !== 'reused') ?? [];
    const failed = evaluated.filter((partition) => partition.status === 'error').length;
    const culprit = result.skippedBecauseOf && this.#plan.nodes.get(result.skippedBecauseOf)?.label;
    this.#options.sink({
      kind: 'node-finished',
      node: node.id,
      label: node.label,
      status: result.status,
      durationMs: startedAt === undefined || finishedAt === undefined ? 0 : finishedAt - startedAt,
      ...(result.rows !== undefined && { rows: result.rows }),
      ...(result.failures !== undefined && { failures: result.failures }),
      ...(result.partitions && { partitions: { evaluated: evaluated.length, failed } }),
      ...(result.message !== undefined && { message: result.message }),
      diagnostics: result.diagnostics,
      ...(result.storedIn !== undefined && { storedIn: result.storedIn }),
      ...(result.sample && { sample: result.sample, rowsAreGone: result.status === 'fail' && this.#isLost(node) }),
      ...(culprit && { skippedBecauseOf: culprit }),
      ...(compiledPath !== undefined && { compiledPath }),
      index: (this.#options.numbering?.done ?? 0) + this.#results.size,
      total: this.#options.numbering?.total ?? this.#plan.nodes.size,
    });
  }
}

function isGated(node: NodePlan): boolean {
  return node.kind === 'test' && node.gatedNode !== undefined;
}

function skipped(id: NodeId, reason: string, because?: NodeId): NodeResult {
  return {
    id,
    status: 'skipped',
    message: `skipped: ${reason}`,
    diagnostics: [],
    ...(because && { skippedBecauseOf: because }),
  };
}
