// A DAG with sized nodes → where everything goes, left to right. Pure and deterministic; no DOM, so that it is tested as
// laws: every edge goes to the right, no two boxes overlap, edges never run through a box. The classic layered recipe:
// layers (assign-layers), dummy nodes for long edges, fewer crossings (order-layers), heights (place-layers).

import { assignLayers } from './assign-layers.js';
import { orderLayers } from './order-layers.js';
import { placeLayers } from './place-layers.js';
import type { Box, Edge, EdgeLine, Layered, Layout, Point, Size } from './layout.js';

export type { Box, Edge, Layout, Size } from './layout.js';

const GAP = { nodes: 14, layers: 38, gridColumn: 24 };
/** Room that a long edge takes where it passes a layer. */
const DUMMY_HEIGHT = 4;

export function layoutGraph(sizes: readonly Size[], edges: readonly Edge[]): Layout {
  const { layerOf, forward } = assignLayers(sizes.length, edges);
  const { graph, chains } = insertDummies(sizes, layerOf, forward);
  const ordered = orderLayers(graph);
  const centers = placeLayers({ ...graph, layers: ordered }, GAP.nodes);

  const columns = layoutColumns(ordered, sizes, chains, layerOf);
  const boxes: Box[] = sizes.map((size) => ({ x: 0, y: 0, ...size, layer: -1 }));
  for (const [layer, vertices] of ordered.entries()) {
    for (const vertex of vertices) {
      const size = sizes[vertex];
      const x = columns[layer]?.x ?? 0;
      if (size !== undefined) boxes[vertex] = { x, y: (centers[vertex] ?? 0) - size.height / 2, ...size, layer };
    }
  }
  const lines = chains.map((chain): EdgeLine => {
    const from = chain[0] ?? 0;
    const to = chain[chain.length - 1] ?? 0;
    const start = boxes[from] ?? { x: 0, width: 0 };
    const points: Point[] = [{ x: start.x + start.width, y: centers[from] ?? 0 }];
    for (const [step, dummy] of chain.slice(1, -1).entries()) {
      const column = columns[(layerOf[from] ?? 0) + 1 + step] ?? { x: 0, width: 0 };
      const y = centers[dummy] ?? 0;
      points.push({ x: column.x, y }, { x: column.x + column.width, y });
    }
    points.push({ x: boxes[to]?.x ?? 0, y: centers[to] ?? 0 });
    return { from, to, points };
  });

  const placed = boxes.filter((box) => box.layer >= 0);
  const layeredWidth = placed.reduce((right, box) => Math.max(right, box.x + box.width), 0);
  const bottoms = [
    ...placed.map((box) => box.y + box.height),
    ...lines.flatMap((line) => line.points.map((point) => point.y)),
  ];
  const layeredHeight = bottoms.reduce((lowest, bottom) => Math.max(lowest, bottom), 0);
  return placeLoners(boxes, lines, layeredWidth, layeredHeight);
}

function insertDummies(sizes: readonly Size[], layerOf: readonly number[], forward: readonly Edge[]) {
  const count = sizes.length;
  const heights = sizes.map((size) => size.height);
  const left: number[][] = sizes.map(() => []);
  const right: number[][] = sizes.map(() => []);
  const layers: number[][] = [];
  const put = (vertex: number, layer: number): void => {
    while (layers.length <= layer) layers.push([]);
    layers[layer]?.push(vertex);
  };
  for (const [vertex, layer] of layerOf.entries()) if (layer >= 0) put(vertex, layer);

  const chains = forward.map(([from, to]) => {
    const chain = [from];
    for (let layer = (layerOf[from] ?? 0) + 1; layer < (layerOf[to] ?? 0); layer++) {
      const dummy = heights.push(DUMMY_HEIGHT) - 1;
      left.push([]);
      right.push([]);
      put(dummy, layer);
      chain.push(dummy);
    }
    chain.push(to);
    for (let step = 1; step < chain.length; step++) {
      const [a, b] = [chain[step - 1] ?? 0, chain[step] ?? 0];
      right[a]?.push(b);
      left[b]?.push(a);
    }
    return chain;
  });
  const graph: Layered = { layers, left, right, heights, firstDummy: count };
  return { graph, chains };
}

/** Columns are as wide as their widest node; the more edges between two of them, the wider the gap. */
function layoutColumns(
  layers: readonly (readonly number[])[],
  sizes: readonly Size[],
  chains: readonly (readonly number[])[],
  layerOf: readonly number[],
): readonly { readonly x: number; readonly width: number }[] {
  const crowd = layers.map(() => 0);
  for (const [first] of chains) {
    const layer = layerOf[first ?? 0] ?? 0;
    crowd[layer] = (crowd[layer] ?? 0) + 1;
  }
  let x = 0;
  return layers.map((vertices, layer) => {
    const width = vertices.reduce((widest, vertex) => Math.max(widest, sizes[vertex]?.width ?? 0), 0);
    const column = { x, width };
    x += width + GAP.layers + Math.min(48, (crowd[layer] ?? 0) * 0.8);
    return column;
  });
}

/** Nodes without edges: a grid below, about as wide as the rest. */
function placeLoners(boxes: Box[], lines: readonly EdgeLine[], width: number, height: number): Layout {
  const loners = [...boxes.keys()].filter((vertex) => boxes[vertex]?.layer === -1);
  const cell = loners.reduce((widest, vertex) => Math.max(widest, boxes[vertex]?.width ?? 0), 0) + GAP.gridColumn;
  const square = Math.ceil(Math.sqrt(loners.length));
  const perRow = Math.max(1, Math.floor(width / cell), Math.min(square, 8));
  let y = height === 0 ? 0 : height + 3 * GAP.nodes;
  let right = width;
  for (let start = 0; start < loners.length; start += perRow) {
    let rowHeight = 0;
    for (const [column, vertex] of loners.slice(start, start + perRow).entries()) {
      const box = boxes[vertex];
      if (box === undefined) continue;
      boxes[vertex] = { ...box, x: column * cell, y };
      rowHeight = Math.max(rowHeight, box.height);
      right = Math.max(right, column * cell + box.width);
    }
    y += rowHeight + GAP.nodes;
  }
  return { boxes, lines, width: right, height: loners.length === 0 ? height : y - GAP.nodes };
}
