import type { Layered } from './layout.js';

const PATIENCE = 5;

/** Big graphs get fewer sweeps: by then another one changes nothing that an eye could see. */
const maxSweeps = (vertices: number): number => Math.max(6, Math.min(24, Math.round(80_000 / (vertices + 1))));

/**
 * The order inside each layer with few crossings: sweeps left-right and back, each vertex at the barycentre of its
 * neighbours in the layer just passed, the best order seen wins. Exchanging neighbours then mends what averages miss.
 */
export function orderLayers(graph: Layered): readonly (readonly number[])[] {
  let layers = startOrder(graph);
  let best = layers;
  let fewest = countCrossings(graph, layers);
  const sweeps = maxSweeps(graph.heights.length);
  for (let sweep = 0, stale = 0; sweep < sweeps && stale < PATIENCE && fewest > 0; sweep++) {
    layers = sweepOnce(graph, layers, sweep % 2 === 0);
    const crossings = countCrossings(graph, layers);
    stale = crossings < fewest ? 0 : stale + 1;
    if (crossings < fewest) [best, fewest] = [layers, crossings];
  }
  return fewest === 0 ? best : exchangeNeighbours(graph, best);
}

/** Depth first from the left, so that what belongs together starts together. */
function startOrder(graph: Layered): number[][] {
  const layerOf = new Map<number, number>();
  for (const [layer, vertices] of graph.layers.entries()) for (const vertex of vertices) layerOf.set(vertex, layer);
  const layers: number[][] = graph.layers.map(() => []);
  const isSeen = new Set<number>();
  for (const root of graph.layers.flat()) {
    const stack = [root];
    for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
      if (isSeen.has(vertex)) continue;
      isSeen.add(vertex);
      layers[layerOf.get(vertex) ?? 0]?.push(vertex);
      stack.push(...[...(graph.right[vertex] ?? [])].reverse());
    }
  }
  return layers;
}

function sweepOnce(graph: Layered, layers: readonly (readonly number[])[], isRightward: boolean): number[][] {
  const result = layers.map((vertices) => [...vertices]);
  const position = toPositions(graph, result);
  const weight = new Float64Array(position.length);
  const steps = [...result.keys()];
  for (const layer of isRightward ? steps : steps.reverse()) {
    const vertices = result[layer] ?? [];
    for (const vertex of vertices) {
      const neighbours = (isRightward ? graph.left[vertex] : graph.right[vertex]) ?? [];
      let sum = 0;
      for (const neighbour of neighbours) sum += position[neighbour] ?? 0;
      weight[vertex] = neighbours.length === 0 ? (position[vertex] ?? 0) : sum / neighbours.length;
    }
    vertices.sort((a, b) => (weight[a] ?? 0) - (weight[b] ?? 0) || (position[a] ?? 0) - (position[b] ?? 0));
    for (const [at, vertex] of vertices.entries()) position[vertex] = at;
  }
  return result;
}

function exchangeNeighbours(graph: Layered, layers: readonly (readonly number[])[]): number[][] {
  const result = layers.map((vertices) => [...vertices]);
  const position = toPositions(graph, result);
  for (let round = 0, isBetter = true; isBetter && round < 4; round++) {
    isBetter = false;
    for (const vertices of result) {
      for (let at = 0; at + 1 < vertices.length; at++) {
        const [upper, lower] = [vertices[at] ?? 0, vertices[at + 1] ?? 0];
        const now = pairCrossings(graph, position, upper, lower);
        if (now === 0 || pairCrossings(graph, position, lower, upper) >= now) continue;
        [vertices[at], vertices[at + 1]] = [lower, upper];
        [position[lower], position[upper]] = [at, at + 1];
        isBetter = true;
      }
    }
  }
  return result;
}

function pairCrossings(graph: Layered, position: Int32Array, upper: number, lower: number): number {
  let crossings = 0;
  for (const side of [graph.left, graph.right]) {
    for (const a of side[upper] ?? [])
      for (const b of side[lower] ?? []) if ((position[a] ?? 0) > (position[b] ?? 0)) crossings++;
  }
  return crossings;
}

/** Crossings between neighbouring layers, counted with a Fenwick tree. */
export function countCrossings(graph: Layered, layers: readonly (readonly number[])[]): number {
  const position = toPositions(graph, layers);
  let crossings = 0;
  for (let layer = 1; layer < layers.length; layer++) {
    const tree = new Int32Array((layers[layer]?.length ?? 0) + 1);
    let inserted = 0;
    for (const vertex of layers[layer - 1] ?? []) {
      const targets = (graph.right[vertex] ?? []).map((target) => position[target] ?? 0).sort((a, b) => a - b);
      for (const target of targets) {
        let notBelow = 0;
        for (let at = target + 1; at > 0; at -= at & -at) notBelow += tree[at] ?? 0;
        crossings += inserted - notBelow;
      }
      for (const target of targets)
        for (let at = target + 1; at < tree.length; at += at & -at) tree[at] = (tree[at] ?? 0) + 1;
      inserted += targets.length;
    }
  }
  return crossings;
}

function toPositions(graph: Layered, layers: readonly (readonly number[])[]): Int32Array {
  const position = new Int32Array(graph.heights.length);
  for (const vertices of layers) for (const [at, vertex] of vertices.entries()) position[vertex] = at;
  return position;
}
