import toposort from 'toposort';
import { SpError } from '../errors/sp-error.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { dependencyCycle } from './errors.js';
import { findCycles } from './find-cycles.js';
import type { Graph } from './graph.js';
import { measureDepths } from './measure-depths.js';

/**
 * The graph of a manifest's nodes.
 *
 * @throws SpError (2) with one diagnostic for each cycle.
 */
export function buildGraph(manifest: Pick<Manifest, 'nodes' | 'parents'>): Graph {
  const ids = [...manifest.nodes.keys()].sort();
  const parents = new Map<NodeId, readonly NodeId[]>();
  for (const id of ids) parents.set(id, [...new Set(manifest.parents.get(id) ?? [])].sort());
  const children = invertEdges(parents);

  const depths = measureDepths(parents, children);
  if (depths.size < ids.length) {
    throw new SpError(findCycles(parents).map((cycle) => dependencyCycle(manifest.nodes, cycle)));
  }
  return { order: sortTopologically(ids, parents, depths), parents, children };
}

function invertEdges(parents: ReadonlyMap<NodeId, readonly NodeId[]>): ReadonlyMap<NodeId, readonly NodeId[]> {
  const children = new Map<NodeId, NodeId[]>([...parents.keys()].map((id) => [id, []]));
  for (const [id, ownParents] of parents) {
    for (const parent of ownParents) {
      const siblings = children.get(parent);
      if (siblings === undefined) throw new Error(`${id} has the parent ${parent}, which the manifest does not hold`);
      // Sorted, because the ids come in order.
      siblings.push(id);
    }
  }
  return children;
}

/**
 * toposort visits children before it places a node and recurses as deep as its input is out of order: a list that is
 * sorted by depth already comes back as it is, without recursion, at any length.
 */
function sortTopologically(
  ids: readonly NodeId[],
  parents: ReadonlyMap<NodeId, readonly NodeId[]>,
  depths: ReadonlyMap<NodeId, number>,
): readonly NodeId[] {
  // The sort is stable and `ids` are sorted: ties stay in the order of ids.
  const byDepth = ids.toSorted((a, b) => (depths.get(a) ?? 0) - (depths.get(b) ?? 0));
  const edges: [NodeId, NodeId][] = [];
  for (const [id, ownParents] of parents) for (const parent of ownParents) edges.push([parent, id]);
  return toposort.array(byDepth, edges);
}
