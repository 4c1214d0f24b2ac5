import type { Layered } from './layout.js';

const ROUNDS = 6;

/**
 * The y of every vertex's centre, at least `gap` apart inside a layer, the topmost box at 0. Each round pulls vertices
 * towards their neighbours; inside a layer the nearest arrangement that keeps order and gaps is found exactly
 * (isotonic regression). Long edges pull hardest at their own bends, so that they run straight.
 */
export function placeLayers(graph: Layered, gap: number): readonly number[] {
  const centers = new Float64Array(graph.heights.length);
  const layers = graph.layers.map((vertices): Column => ({ vertices, offsets: toOffsets(graph, vertices, gap) }));
  for (const { vertices, offsets } of layers) {
    const middle = (offsets[offsets.length - 1] ?? 0) / 2;
    for (const [at, vertex] of vertices.entries()) centers[vertex] = (offsets[at] ?? 0) - middle;
  }
  const backwards = [...layers].reverse();
  for (let round = 0; round < ROUNDS; round++) {
    for (const column of layers) relaxColumn(graph, column, centers, [graph.left]);
    for (const column of backwards) relaxColumn(graph, column, centers, [graph.right]);
  }
  for (const column of layers) relaxColumn(graph, column, centers, [graph.left, graph.right]);

  let top = Infinity;
  for (const v of graph.layers.flat()) top = Math.min(top, (centers[v] ?? 0) - (graph.heights[v] ?? 0) / 2);
  return [...centers].map((center) => (top === Infinity ? center : center - top));
}

interface Column {
  readonly vertices: readonly number[];
  /** Distance of each centre from the first one when the column is packed as tightly as allowed. */
  readonly offsets: readonly number[];
}

type Sides = readonly (readonly (readonly number[])[])[];

function relaxColumn(graph: Layered, { vertices, offsets }: Column, centers: Float64Array, sides: Sides): void {
  // Pools of vertices that push against each other, as parallel stacks: where they want to be (sum / weight) and how many.
  const sums = new Float64Array(vertices.length);
  const weights = new Float64Array(vertices.length);
  const counts = new Int32Array(vertices.length);
  let last = -1;
  for (let at = 0; at < vertices.length; at++) {
    const vertex = vertices[at] ?? 0;
    let weight = 0;
    let sum = 0;
    for (const side of sides) {
      for (const neighbour of side[vertex] ?? []) {
        const pull = pullOf(graph, vertex, neighbour);
        weight += pull;
        sum += pull * (centers[neighbour] ?? 0);
      }
    }
    if (weight === 0) [weight, sum] = [0.1, 0.1 * (centers[vertex] ?? 0)];
    sum -= weight * (offsets[at] ?? 0);
    let count = 1;
    while (last >= 0 && (sums[last] ?? 0) / (weights[last] ?? 1) > sum / weight) {
      sum += sums[last] ?? 0;
      weight += weights[last] ?? 0;
      count += counts[last] ?? 0;
      last--;
    }
    last++;
    sums[last] = sum;
    weights[last] = weight;
    counts[last] = count;
  }
  let at = 0;
  for (let pool = 0; pool <= last; pool++) {
    const start = (sums[pool] ?? 0) / (weights[pool] ?? 1);
    for (const end = at + (counts[pool] ?? 0); at < end; at++) centers[vertices[at] ?? 0] = start + (offsets[at] ?? 0);
  }
}

function pullOf(graph: Layered, a: number, b: number): number {
  const dummies = Number(a >= graph.firstDummy) + Number(b >= graph.firstDummy);
  return dummies === 2 ? 8 : dummies === 1 ? 2 : 1;
}

function toOffsets(graph: Layered, vertices: readonly number[], gap: number): readonly number[] {
  let offset = 0;
  return vertices.map((vertex, at) => {
    const above = vertices[at - 1];
    if (above !== undefined) offset += (graph.heights[above] ?? 0) / 2 + gap + (graph.heights[vertex] ?? 0) / 2;
    return offset;
  });
}
