import type { SqlValue } from '../dialects/relation.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import type { NodeStatus } from '../events/event.js';
import type { NodeId } from '../manifest/manifest.js';

/** What became of one selected node. Times are milliseconds since the epoch; absent for nodes never reached. */
export interface NodeResult {
  readonly id: NodeId;
  readonly status: NodeStatus;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly slot?: number;
  readonly rows?: number;
  readonly failures?: number;
  readonly message?: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly sample?: { readonly columns: readonly string[]; readonly rows: readonly (readonly SqlValue[])[] };
  readonly partitions?: readonly PartitionResult[];
  /** Of a microbatch model: the batches that ran, milliseconds since the epoch. */
  readonly batches?: readonly {
    readonly start: number;
    readonly end: number;
    readonly status: 'success' | 'error';
  }[];
  /** Statements as they were run, for target/run. */
  readonly runSql?: string;
  /** Of a test that keeps its failing rows: the relation, as SQL has it. */
  readonly storedIn?: string;
  /** Of a skipped node: the node whose failure is the cause. */
  readonly skippedBecauseOf?: NodeId;
}

export interface PartitionResult {
  readonly key: SqlValue;
  readonly status: 'success' | 'error' | 'removed' | 'reused';
  readonly rows?: number;
  readonly message?: string;
}
