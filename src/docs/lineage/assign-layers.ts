import type { Edge } from './layout.js';

export interface Layers {
  /** One per node; -1 for a node without edges. Some node stands on every layer from 0 to the highest. */
  readonly layerOf: readonly number[];
  /** The edges that go to the right: the given ones without loops, repetitions, and those that close a cycle. */
  readonly forward: readonly Edge[];
}

/**
 * Longest path from the left; then nodes with more children than parents move right, next to their first child, so that
 * edges get short and a seed stands beside what stages it.
 */
export function assignLayers(count: number, edges: readonly Edge[]): Layers {
  const children: number[][] = Array.from({ length: count }, () => []);
  const parents: number[][] = Array.from({ length: count }, () => []);
  const seen = new Set<number>();
  for (const [from, to] of edges) {
    const key = from * count + to;
    if (from === to || seen.has(key)) continue;
    seen.add(key);
    children[from]?.push(to);
    parents[to]?.push(from);
  }

  const order = sortTopologically(children, parents);
  const rank = new Map(order.map((vertex, position) => [vertex, position]));
  const isForward = (from: number, to: number): boolean => (rank.get(from) ?? 0) < (rank.get(to) ?? 0);
  const layerOf = Array.from({ length: count }, () => 0);
  for (const vertex of order) {
    for (const child of children[vertex] ?? []) {
      if (isForward(vertex, child)) layerOf[child] = Math.max(layerOf[child] ?? 0, (layerOf[vertex] ?? 0) + 1);
    }
  }
  for (const vertex of [...order].reverse()) {
    const next = (children[vertex] ?? []).filter((child) => isForward(vertex, child));
    const previous = (parents[vertex] ?? []).filter((parent) => isForward(parent, vertex));
    if (next.length > previous.length) layerOf[vertex] = Math.min(...next.map((child) => layerOf[child] ?? 0)) - 1;
    else if (next.length + previous.length === 0) layerOf[vertex] = -1;
  }
  const forward = children.flatMap((next, from) =>
    next.filter((to) => isForward(from, to)).map((to): Edge => [from, to]),
  );
  return { layerOf, forward };
}

/** Kahn's order, lowest position first. On a cycle the lowest remaining node goes next, whatever still points at it. */
function sortTopologically(
  children: readonly (readonly number[])[],
  parents: readonly (readonly number[])[],
): readonly number[] {
  const waiting = parents.map((list) => list.length);
  const isDone = parents.map(() => false);
  const order: number[] = [];
  const ready = [...waiting.keys()].filter((vertex) => waiting[vertex] === 0);
  let lowest = 0;
  for (let head = 0; order.length < parents.length; head++) {
    let vertex = ready[head];
    if (vertex === undefined) {
      while (isDone[lowest] === true) lowest++;
      vertex = lowest;
      ready.push(vertex);
    }
    if (isDone[vertex] === true) continue;
    isDone[vertex] = true;
    order.push(vertex);
    for (const child of children[vertex] ?? []) {
      const left = (waiting[child] ?? 0) - 1;
      waiting[child] = left;
      if (left === 0 && isDone[child] === false) ready.push(child);
    }
  }
  return order;
}
