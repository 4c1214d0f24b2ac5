import type { Diagnostic, Place } from '../errors/diagnostic.js';
import type { ManifestNode, NodeId } from '../manifest/manifest.js';

/** `cycle`: each node has the next as a parent, the last one the first. */
export function dependencyCycle(nodes: ReadonlyMap<NodeId, ManifestNode>, cycle: readonly NodeId[]): Diagnostic {
  const names = cycle.map((id) => nodes.get(id)?.name ?? id);
  const related = cycle.map((id, index) => {
    const next = (index + 1) % cycle.length;
    const place = findReference(nodes.get(id), cycle[next]);
    return { message: `${names[index] ?? id} refers to ${names[next] ?? ''}`, place };
  });
  const placed = related.flatMap(({ message, place }) => (place === undefined ? [] : [{ message, place }]));
  return {
    code: 'SP4101',
    severity: 'error',
    message: `Dependency cycle: ${[...names, ...names.slice(0, 1)].join(' → ')}`,
    ...(placed[0] && { place: placed[0].place }),
    hint: 'Remove one of these references, or move what the nodes share into a model of its own that both refer to.',
    ...(placed.length > 1 && { related: placed.slice(1) }),
    ...(cycle[0] !== undefined && { node: cycle[0] }),
  };
}

/** Where a node names one of its parents. */
function findReference(node: ManifestNode | undefined, parent: NodeId | undefined): Place | undefined {
  if (node === undefined) return undefined;
  if ('template' in node) {
    const call = [...node.refs, ...node.sources].find((reference) => reference.node === parent)?.call;
    if (call !== undefined) return call.place;
  }
  return node.place;
}
