/**
 * Cycles that share no edge, so that each needs a repair of its own: `[a, b, c]` means that a has the parent b, b the
 * parent c, and c the parent a. Each is as short as one through one of its nodes can be, and starts with its smallest
 * node. Empty if and only if the graph has no cycle. At most `limit`; the same graph always gives the same cycles.
 */
export function findCycles<Id extends string>(
  parents: ReadonlyMap<Id, readonly Id[]>,
  limit = 20,
): readonly (readonly Id[])[] {
  const left = new Map<Id, Set<Id>>([...parents].map(([id, ids]) => [id, new Set(ids)]));
  const cycles: (readonly Id[])[] = [];
  while (cycles.length < limit) {
    dropAcyclic(left);
    if (left.size === 0) break;
    const cycle = shortestCycleThrough(left, smallest(walkIntoCycle(left, smallest([...left.keys()]))));
    cycles.push(startingWith(cycle, smallest(cycle)));
    for (const [index, id] of cycle.entries()) left.get(id)?.delete(cycle[(index + 1) % cycle.length] ?? id);
  }
  return cycles;
}

/** Removes nodes without parents until none is left: what stays is on a cycle or below one, and has a parent that stays. */
function dropAcyclic<Id>(left: Map<Id, Set<Id>>): void {
  const children = new Map<Id, Id[]>();
  for (const [id, ownParents] of left) {
    for (const parent of ownParents) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [id]);
      else siblings.push(id);
    }
  }
  const free = [...left.keys()].filter((id) => left.get(id)?.size === 0);
  for (let id = free.pop(); id !== undefined; id = free.pop()) {
    left.delete(id);
    for (const child of children.get(id) ?? []) {
      const ownParents = left.get(child);
      if (ownParents?.delete(id) && ownParents.size === 0) free.push(child);
    }
  }
}

/** Walks up from parent to smallest parent until a node comes again; the nodes between are a cycle. */
function walkIntoCycle<Id extends string>(left: ReadonlyMap<Id, ReadonlySet<Id>>, start: Id): readonly Id[] {
  const positions = new Map<Id, number>();
  const path: Id[] = [];
  let id = start;
  for (let known = positions.get(id); known === undefined; known = positions.get(id)) {
    positions.set(id, path.length);
    path.push(id);
    id = smallest([...(left.get(id) ?? [])]);
  }
  return path.slice(positions.get(id));
}

function shortestCycleThrough<Id extends string>(left: ReadonlyMap<Id, ReadonlySet<Id>>, start: Id): readonly Id[] {
  const cameFrom = new Map<Id, Id>();
  const queue = [start];
  for (const id of queue) {
    for (const parent of [...(left.get(id) ?? [])].sort()) {
      if (parent === start) {
        const cycle = [id];
        for (let step = cameFrom.get(id); step !== undefined; step = cameFrom.get(step)) cycle.push(step);
        return cycle.reverse();
      }
      if (cameFrom.has(parent)) continue;
      cameFrom.set(parent, id);
      queue.push(parent);
    }
  }
  throw new Error(`${start} is on no cycle`);
}

function startingWith<Id>(cycle: readonly Id[], id: Id): readonly Id[] {
  const position = cycle.indexOf(id);
  return [...cycle.slice(position), ...cycle.slice(0, position)];
}

function smallest<Id extends string>(ids: readonly Id[]): Id {
  const first = ids[0];
  if (first === undefined) throw new Error('a node that is below a cycle has a parent below it');
  return ids.reduce((least, id) => (id < least ? id : least), first);
}
