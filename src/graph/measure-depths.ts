/**
 * Length of the longest way to each node from one without parents. Nodes on a cycle and everything below one are left
 * out, so the result is as large as the graph if and only if there is no cycle. Linear, without recursion.
 */
export function measureDepths<Id>(
  parents: ReadonlyMap<Id, readonly Id[]>,
  children: ReadonlyMap<Id, readonly Id[]>,
): ReadonlyMap<Id, number> {
  const waiting = new Map<Id, number>();
  const depths = new Map<Id, number>();
  let layer: Id[] = [];
  for (const [id, ownParents] of parents) {
    waiting.set(id, ownParents.length);
    if (ownParents.length === 0) layer.push(id);
  }
  for (let depth = 0; layer.length > 0; depth += 1) {
    const next: Id[] = [];
    for (const id of layer) {
      depths.set(id, depth);
      for (const child of children.get(id) ?? []) {
        const left = (waiting.get(child) ?? 0) - 1;
        waiting.set(child, left);
        if (left === 0) next.push(child);
      }
    }
    layer = next;
  }
  return depths;
}
