// Manifest → Graph: edges both ways and a topological order, after a cycle search of our own. Plain data.

import type { NodeId } from '../manifest/manifest.js';

export interface Graph {
  /** All nodes, parents before children; ties by id. Deterministic. */
  readonly order: readonly NodeId[];
  readonly parents: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly children: ReadonlyMap<NodeId, readonly NodeId[]>;
}
