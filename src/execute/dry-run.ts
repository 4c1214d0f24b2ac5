// The decisions of a run without the run, with their reasons in words: what `sp explain` shows. It reads keys of
// partitions and contents, and changes nothing.

import { EngineFailure, type Session } from '../adapters/adapter.js';
import type { NodeLabel } from '../events/event.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import type { NodePlan, PartitionedPlan, Plan } from '../plan/plan.js';
import type { Decision, Reason } from '../state/decide.js';
import { describeReason, type Explanation } from '../state/describe-reasons.js';
import { readExplainingIngredients } from '../state/explain-ingredients.js';
import type { PartitionKey } from '../state/node-record.js';
import { findKeys } from './stage-partitions.js';
import type { StateTracker } from './state-tracker.js';

export interface DescribedReason {
  readonly kind: Reason['kind'] | 'unchanged';
  /** The ingredient, input or function that it is about. */
  readonly subject?: string;
  readonly text: string;
}

export interface PartitionVerdict {
  readonly key: PartitionKey;
  readonly runs: boolean;
  readonly reasons: readonly DescribedReason[];
}

export interface Verdict {
  readonly id: NodeId;
  readonly label: NodeLabel;
  readonly runs: boolean;
  readonly reasons: readonly DescribedReason[];
  /** Of a node that does not run: what is the same. */
  readonly same: readonly DescribedReason[];
  /** Empty where they cannot be known before something else has run. */
  readonly partitions: readonly PartitionVerdict[];
  /** How the last build of it ended, where it is remembered. */
  readonly last?: 'built' | 'partial' | 'failed';
}

export interface DryRunOptions {
  readonly plan: Plan;
  readonly tracker: StateTracker;
  readonly session: Session;
  readonly manifest: Manifest;
  readonly signal: AbortSignal;
}

export class DryRun {
  readonly #options: DryRunOptions;
  /** Why nodes upstream run, in words, by id. */
  readonly #causes = new Map<NodeId, string>();

  constructor(options: DryRunOptions) {
    this.#options = options;
  }

  /** In the order in which they would run. */
  async explain(): Promise<readonly Verdict[]> {
    const verdicts: Verdict[] = [];
    // Tests come behind all nodes: those that gate a node read it.
    const nodes = [...this.#options.plan.nodes.values()];
    const ordered = [...nodes.filter(({ kind }) => kind !== 'test'), ...nodes.filter(({ kind }) => kind === 'test')];
    for (const plan of ordered) verdicts.push(await this.#judge(plan));
    return verdicts;
  }

  async #judge(plan: NodePlan): Promise<Verdict> {
    const { tracker } = this.#options;
    const record = tracker.remembered.nodes.get(plan.id);
    const decision = await tracker.decide(plan);
    const explanation = this.#explanationOf(plan);
    const partitions = plan.kind === 'partitioned' ? await this.#judgePartitions(plan, decision, explanation) : [];
    // All partitions may be the same although an input is another one.
    const runs = decision.kind === 'run' && (partitions.length === 0 || partitions.some((each) => each.runs));
    const reasons = decision.kind === 'run' ? this.#describe(decision.reasons, explanation) : [];
    if (runs) {
      tracker.willRun(plan);
      this.#causes.set(plan.id, this.#rootCause(plan, decision, reasons));
    } else tracker.reused(plan);
    return {
      id: plan.id,
      label: plan.label,
      runs,
      reasons: runs ? reasons : [],
      same: runs ? [] : this.#describeSame(plan),
      partitions,
      ...(record && { last: record.status }),
    };
  }

  /** Why a node runs, or why the first one upstream does that makes it run. */
  #rootCause(plan: NodePlan, decision: Decision, reasons: readonly DescribedReason[]): string {
    const [first] = decision.kind === 'run' ? decision.reasons : [];
    const above = first?.kind === 'unknown-input' ? this.#causes.get(nodeId(first.input)) : undefined;
    return above ?? `of ${plan.label.name}: ${reasons[0]?.text ?? 'it runs'}`;
  }

  async #judgePartitions(
    plan: PartitionedPlan,
    decision: Decision,
    explanation: Explanation,
  ): Promise<readonly PartitionVerdict[]> {
    const { tracker, session, signal } = this.#options;
    if (decision.kind === 'reuse' || decision.reasons.some(({ kind }) => kind === 'unknown-input')) return [];
    try {
      const keys = await findKeys(plan, { session, signal });
      const decisions = await tracker.decidePartitions(plan, keys);
      return [...decisions].map(([key, each]) => ({
        key,
        runs: each.kind === 'run',
        reasons: each.kind === 'run' ? this.#describe(each.reasons, explanation) : [],
      }));
    } catch (error) {
      // Inputs are not there yet, or what lists the keys is wrong: the run will say so.
      if (error instanceof EngineFailure) return [];
      throw error;
    }
  }

  #explanationOf(plan: NodePlan): Explanation {
    const { tracker, manifest } = this.#options;
    return {
      before: tracker.remembered.nodes.get(plan.id)?.ingredients ?? {},
      now: readExplainingIngredients(plan, manifest),
      nameOf: (id) => this.#nameOf(id),
    };
  }

  #describe(reasons: readonly Reason[], explanation: Explanation): readonly DescribedReason[] {
    // A view's text is named when nothing but comments changed.
    const isText = (reason: Reason): boolean => reason.kind === 'changed' && reason.ingredient === 'text';
    const isSql = (reason: Reason): boolean => reason.kind === 'changed' && reason.ingredient === 'sql';
    const shown = reasons.some(isSql) ? reasons.filter((reason) => !isText(reason)) : reasons;
    return shown.map((reason) => {
      const subject = subjectOf(reason);
      const cause = reason.kind === 'unknown-input' ? this.#causes.get(nodeId(reason.input)) : undefined;
      const text =
        reason.kind === 'unknown-input' && cause !== undefined
          ? `${this.#nameOf(reason.input)} runs first, because ${cause}; if its content stays the same, this node does not run`
          : describeReason(reason, explanation);
      return { kind: reason.kind, ...(subject !== undefined && { subject }), text };
    });
  }

  #describeSame(plan: NodePlan): readonly DescribedReason[] {
    const ingredients = Object.keys(this.#options.tracker.remembered.nodes.get(plan.id)?.ingredients ?? {});
    const names = (prefix: string): readonly string[] =>
      ingredients.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
    const inputs = names('input.').map((id) => this.#nameOf(id));
    const files = names('file.');
    const same: readonly (readonly [string, readonly string[]])[] = [
      ['sql', ingredients.includes('sql') ? ['same SQL'] : []],
      ['config', ['same config']],
      ['input', inputs.length > 0 ? [`same content of ${inputs.join(', ')}`] : []],
      ['file', files.length > 0 ? [`same files: ${files.join(', ')}`] : []],
    ];
    return same.flatMap(([subject, texts]) => texts.map((text) => ({ kind: 'unchanged', subject, text })));
  }

  #nameOf(id: string): string {
    return this.#options.manifest.nodes.get(nodeId(id))?.name ?? id;
  }
}

function subjectOf(reason: Reason): string | undefined {
  switch (reason.kind) {
    case 'changed':
      return reason.ingredient;
    case 'volatile':
      return reason.what;
    case 'unknown-input':
      return reason.input;
    case 'forced':
      return reason.flag;
    case 'failed-before':
    case 'never-built':
    case 'not-there':
    case 'partial':
    case 'touched':
      return undefined;
  }
}
