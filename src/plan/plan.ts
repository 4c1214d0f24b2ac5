// Compiled → Plan: what will be done for each selected node, in the very statements that execute/ runs, and what each
// waits for. Plain data; needs no database.
//
// A data test whose parents are all upstream of one node "gates" that node: it runs on the node's staged rows before
// readers see them, and a failure of severity error keeps the published version.

import type { StageSeed, StageTable, StageView, Statement } from '../adapters/adapter.js';
import type { Relation } from '../dialects/relation.js';
import type { CompiledHooks, CompiledNode, CompiledPartition } from '../compile/compiled.js';
import type { NodeLabel } from '../events/event.js';
import type { ManifestNode, ModelNode, NodeId, SeedNode, TestNode } from '../manifest/manifest.js';

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
}

export interface SeedPlan extends NodePlanBase {
  readonly kind: 'seed';
  readonly node: SeedNode;
  readonly task: StageSeed;
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

export interface TestPlan extends NodePlanBase {
  readonly kind: 'test';
  readonly node: TestNode;
  readonly compiled: CompiledNode;
  /** One row: failures, should_warn, should_error. */
  readonly verdictSql: string;
  /** The failing rows. */
  readonly rowsSql: string;
  /** The node whose staged rows it audits; it is then run by that node. */
  readonly gatedNode?: NodeId;
}

export type NodePlan = TablePlan | ViewPlan | SeedPlan | PartitionedPlan | TestPlan;

export interface Plan {
  /** What runs right before and after nodes. */
  readonly hooks?: ReadonlyMap<NodeId, CompiledHooks>;
  /** In the graph's order. */
  readonly nodes: ReadonlyMap<NodeId, NodePlan>;
}

/** How people call a node. */
export function labelOf(node: ManifestNode): NodeLabel {
  if (node.resourceType === 'model') return { what: node.materialized, name: node.name };
  if (node.resourceType === 'test') return { what: 'test', name: node.name };
  return { what: node.resourceType, name: node.name };
}
