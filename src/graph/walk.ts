import type { NodeId } from '../manifest/manifest.js';
import type { Graph } from './graph.js';

/**
 * Everything that the nodes depend on, at most `depth` edges away. The nodes themselves are part of it only where one
 * depends on another.
 */
export function ancestors(graph: Graph, ids: Iterable<NodeId>, depth = Infinity): Set<NodeId> {
  return walk(graph.parents, ids, depth);
}

/** Everything that depends on the nodes, at most `depth` edges away; see `ancestors`. */
export function descendants(graph: Graph, ids: Iterable<NodeId>, depth = Infinity): Set<NodeId> {
  return walk(graph.children, ids, depth);
}

function walk(edges: ReadonlyMap<NodeId, readonly NodeId[]>, ids: Iterable<NodeId>, depth: number): Set<NodeId> {
  const found = new Set<NodeId>();
  let layer: Iterable<NodeId> = ids;
  for (let step = 0; step < depth; step += 1) {
    const next: NodeId[] = [];
    for (const id of layer) {
      for (const other of edges.get(id) ?? []) {
        if (found.has(other)) continue;
        found.add(other);
        next.push(other);
      }
    }
    if (next.length === 0) break;
    layer = next;
  }
  return found;
}
