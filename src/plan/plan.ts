// Compiled → Plan: what will be done for each selected node, in the very statements that execute/ runs, and what each
// waits for. Plain data; needs no database.
//
// A data test whose parents are all upstream of one node "gates" that node: it runs on the node's staged rows before
// readers see them, and a failure of severity error keeps the published version.

import type { StageSeed, StageTable, StageView, Statement } from '../adapters/adapter.js';
import type { Relation } from '../dialects/relation.js';
import type { CompiledHooks, CompiledNode, CompiledPartition, CompiledVariants } from '../compile/compiled.js';
import type { NodeLabel } from '../events/event.js';
import type {
  IncrementalConfig,
  ManifestNode,
  ModelNode,
  NodeId,
  SeedNode,
  SnapshotNode,
  TestNode,
} from '../manifest/manifest.js';
import type { TestScan } from './test-scan.js';

interface NodePlanBase {
  readonly id: NodeId;
  readonly label: NodeLabel;
  /** Selected nodes that must have succeeded before this one starts. */
  readonly waitsFor: readonly NodeId[];
  /** Tests that gate this node, in order. */
  readonly gates: readonly NodeId[];
  /** Estimated cost of this node and of the longest chain behind it; larger starts earlier. No unit. */
  readonly priority: number;
}

export interface TablePlan extends NodePlanBase {
  readonly kind: 'table';
  readonly node: ModelNode;
  readonly compiled: CompiledNode;
  readonly task: StageTable;
  /** After the rows: indexes, where a staged table has another name. */
  readonly statements: readonly Statement[];
}

export interface ViewPlan extends NodePlanBase {
  readonly kind: 'view';
  readonly node: ModelNode;
  readonly compiled: CompiledNode;
  readonly task: StageView;
  /** After it is there: indexes of a materialized view. */
  readonly statements: readonly Statement[];
}

export interface SeedPlan extends NodePlanBase {
  readonly kind: 'seed';
  readonly node: SeedNode;
  readonly task: StageSeed;
  /** After the rows: `--empty` takes them away again, so that the types are those of all rows. */
  readonly statements: readonly Statement[];
}

export interface PartitionedPlan extends NodePlanBase {
  readonly kind: 'partitioned';
  readonly node: ModelNode;
  readonly compiled: CompiledNode;
  readonly partition: CompiledPartition;
  readonly relation: Relation;
  /** Where a table without any partition is built. */
  readonly staging: Relation;
  /** Keys to evaluate, as text (`''` means NULL); undefined: all. */
  readonly onlyKeys?: readonly string[];
  /** After the rows: indexes. */
  readonly statements: readonly Statement[];
}

/** What the statements are depends on the table that is there: materializations/ writes them when it is known. */
export interface IncrementalPlan extends NodePlanBase {
  readonly kind: 'incremental';
  readonly node: ModelNode;
  readonly compiled: CompiledNode;
  readonly variants: CompiledVariants;
  readonly config: IncrementalConfig;
  readonly relation: Relation;
  /** Names staged tables apart between runs. */
  readonly stagingId: string;
  /** Asked for by `--full-refresh` or the config. */
  readonly isFullRefresh: boolean;
  /** `--event-time-start` and `--event-time-end`, milliseconds since the epoch. */
  readonly eventTime: { readonly start?: number; readonly end?: number };
  /** `sp retry`: just these batches, milliseconds since the epoch. */
  readonly onlyBatches?: readonly { readonly start: number; readonly end: number }[];
  /** Changes with everything that decides what rows the model gives. */
  readonly writtenBy: string;
  /** For a table that is made from nothing: indexes, while it is staged or once it has its name. */
  readonly indexes: { readonly early: readonly Statement[]; readonly late: readonly Statement[] };
}

export interface SnapshotPlan extends NodePlanBase {
  readonly kind: 'snapshot';
  readonly node: SnapshotNode;
  readonly compiled: CompiledNode;
  readonly relation: Relation;
  readonly stagingId: string;
}

export interface TestPlan extends NodePlanBase {
  readonly kind: 'test';
  readonly node: TestNode;
  readonly compiled: CompiledNode;
  /** One row: failures, should_warn, should_error. */
  readonly verdictSql: string;
  /** The failing rows. */
  readonly rowsSql: string;
  /** Its failing rows stay in the target; absent: they do not. */
  readonly stored?: StoredFailures;
  /** How to count its failing rows together with those of other tests; absent where only its own statement can. */
  readonly scan?: TestScan;
  /** The node whose staged rows it audits; it is then run by that node. */
  readonly gatedNode?: NodeId;
}

/** What keeps a test's failing rows. They are counted where they are kept. */
export interface StoredFailures {
  readonly kind: 'table' | 'view';
  /** The relation as SQL has it. */
  readonly name: string;
  readonly table: StageTable;
  readonly view: StageView;
  /** Over the table. */
  readonly rowsSql: string;
  readonly verdictSql: string;
}

/** A node with a relation of its own. */
export type BuildPlan = TablePlan | ViewPlan | SeedPlan | PartitionedPlan | IncrementalPlan | SnapshotPlan;

export type NodePlan = BuildPlan | TestPlan;

export interface Plan {
  /** `--empty` or `--sample`: what is built is not what it should be, and what only grows stays as it is. */
  readonly isNarrowed?: boolean;
  /** What runs right before and after nodes. */
  readonly hooks?: ReadonlyMap<NodeId, CompiledHooks>;
  /** In the graph's order. */
  readonly nodes: ReadonlyMap<NodeId, NodePlan>;
}

/** `writtenBy` of rows about which nothing can be said later. */
export const unknownWriter = '';

/** How people call a node. */
export function labelOf(node: ManifestNode): NodeLabel {
  if (node.resourceType === 'model') return { what: node.materialized, name: node.name };
  if (node.resourceType === 'test') return { what: 'test', name: node.name };
  return { what: node.resourceType, name: node.name };
}
