// Manifest → Graph: edges both ways and a topological order, after a cycle search of our own (toposort recurses and
// names one node only). Plain data over node ids; it knows nothing of SQL, config or what a node is.

import type { NodeId } from '../manifest/manifest.js';

export interface Graph {
  /** All nodes, parents before children: by depth (longest way from a node without parents), then by id. */
  readonly order: readonly NodeId[];
  /** Direct parents and children of every node, sorted by id, empty lists included. */
  readonly parents: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly children: ReadonlyMap<NodeId, readonly NodeId[]>;
}
