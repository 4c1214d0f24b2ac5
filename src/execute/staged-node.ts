import type { Publication, Session, Staged, StateChange } from '../adapters/adapter.js';
import type { Sink } from '../events/event.js';
import type { Plan } from '../plan/plan.js';
import type { NodeResult } from './node-result.js';
import type { RowHistory } from './row-history.js';
import type { Slots } from './slots.js';
import type { StateTracker } from './state-tracker.js';

/** What running nodes needs from its surroundings. */
export interface NodeRunnerOptions {
  readonly plan: Plan;
  readonly session: Session;
  readonly slots: Slots;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly now: () => number;
  readonly finish: (result: NodeResult) => void;
  /** The one *now* of the run, milliseconds since the epoch. */
  readonly startedAt: number;
  readonly history: RowHistory;
  /** Absent where everything runs. */
  readonly tracker?: StateTracker | undefined;
}

/** What staging a node gave: everything to audit and publish, or the result that ends it. */
export interface StagedNode {
  readonly staged: readonly Staged[];
  readonly publication: Publication;
  readonly result: Omit<NodeResult, 'id' | 'status' | 'startedAt' | 'finishedAt'>;
  /** Partitions or batches failed: what succeeded is still audited and published, but the node is no success. */
  readonly isPartial: boolean;
  readonly partialStatus?: 'partial success';
  /** To be remembered when its tests keep it from being published. */
  readonly ifNotPublished?: StateChange;
  /** Partitions: all of them failed, and there is no earlier table: nothing to audit or to publish. */
  readonly hasNothing?: boolean;
  /** Partitions: none of them had to be evaluated, none vanished. */
  readonly isUnchanged?: boolean;
}
