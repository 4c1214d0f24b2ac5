import type { Graph } from '../graph/graph.js';
import type { Manifest, ManifestNode, NodeId } from '../manifest/manifest.js';
import type { Dependencies } from './build-dependencies.js';

/** How much of its inputs' size a relation passes on. Guesses; only the order that follows from them matters. */
const passedOn = 0.5;

/**
 * Longest path first: what a node costs by the size of the CSV files behind it, and the dearest chain of nodes that wait
 * for it. Without a history this finds the seeds and staging models on which everything hangs.
 */
export function estimatePriorities(
  manifest: Manifest,
  graph: Graph,
  dependencies: Dependencies,
  runnable: readonly NodeId[],
): ReadonlyMap<NodeId, number> {
  const sizes = new Map<NodeId, number>();
  for (const id of graph.order) {
    const node = manifest.nodes.get(id);
    if (node === undefined) continue;
    const inputs = (graph.parents.get(id) ?? []).reduce((sum, parent) => sum + (sizes.get(parent) ?? 0), 0);
    sizes.set(id, sizeOf(node, inputs));
  }
  const waiting = new Map<NodeId, NodeId[]>();
  for (const [id, parents] of dependencies.waitsFor) {
    for (const parent of parents) waiting.set(parent, [...(waiting.get(parent) ?? []), id]);
  }
  const priorities = new Map<NodeId, number>();
  const runs = new Set(runnable);
  for (const id of [...graph.order].reverse()) {
    if (!runs.has(id)) continue;
    const behind = Math.max(0, ...(waiting.get(id) ?? []).map((next) => priorities.get(next) ?? 0));
    priorities.set(id, 1 + (sizes.get(id) ?? 0) + behind);
  }
  return priorities;
}

/** Megabytes of CSV behind a node, thinned out on the way. */
function sizeOf(node: ManifestNode, inputs: number): number {
  if (node.resourceType === 'seed') return node.files.reduce((sum, file) => sum + file.sizeBytes, 0) / 1e6;
  if (node.resourceType === 'model' && (node.materialized === 'view' || node.materialized === 'ephemeral'))
    return inputs;
  return inputs * passedOn;
}
