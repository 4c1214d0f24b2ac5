import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';

import { edgePath } from './edge-path.js';
import { layoutGraph } from './layout-graph.js';
import type { Box, Edge, Layout, Size } from './layout-graph.js';

const size: Size = { width: 160, height: 44 };
const sizes = (count: number): Size[] =>
  Array.from({ length: count }, (_, at) => ({ width: 100 + ((at * 37) % 90), height: 44 }));

/** Edges from lower to higher positions: any DAG up to renaming. */
const dag = fc.integer({ min: 0, max: 40 }).chain((count) =>
  fc.record({
    count: fc.constant(count),
    edges:
      count < 2
        ? fc.constant<Edge[]>([])
        : fc.array(
            fc
              .tuple(fc.nat(count - 1), fc.nat(count - 1))
              .filter(([a, b]) => a !== b)
              .map(([a, b]): Edge => (a < b ? [a, b] : [b, a])),
            { maxLength: 90 },
          ),
  }),
);

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function overlappingPairs(layout: Layout): string[] {
  return layout.boxes.flatMap((a, i) =>
    layout.boxes.slice(i + 1).flatMap((b, j) => (overlap(a, b) ? [`${i}/${i + 1 + j}`] : [])),
  );
}

test('every edge goes left to right', () => {
  fc.assert(
    fc.property(dag, ({ count, edges }) => {
      const layout = layoutGraph(sizes(count), edges);
      for (const [from, to] of edges) {
        const [a, b] = [layout.boxes[from], layout.boxes[to]];
        if (a === undefined || b === undefined) throw new Error('a node has no box');
        assert.ok(a.x + a.width < b.x, `${from} → ${to}`);
        assert.ok(a.layer < b.layer);
      }
    }),
  );
});

test('no two nodes overlap, and all lie inside the drawing', () => {
  fc.assert(
    fc.property(dag, ({ count, edges }) => {
      const layout = layoutGraph(sizes(count), edges);
      assert.equal(overlappingPairs(layout), []);
      for (const box of layout.boxes) {
        assert.ok(box.x >= 0 && box.y >= -0.001);
        assert.ok(box.x + box.width <= layout.width + 0.001 && box.y + box.height <= layout.height + 0.001);
      }
    }),
  );
});

test('lines start and end at their boxes, advance to the right and touch no other box', () => {
  fc.assert(
    fc.property(dag, ({ count, edges }) => {
      const layout = layoutGraph(sizes(count), edges);
      for (const line of layout.lines) {
        assert.is(line.points.length % 2, 0);
        for (const { x, y } of line.points)
          assert.ok(x >= 0 && x <= layout.width && y >= 0 && y <= layout.height + 0.001);
        for (const [at, point] of line.points.entries()) {
          const before = line.points[at - 1];
          if (before !== undefined) assert.ok(before.x <= point.x);
          if (before === undefined || at % 2 !== 0) continue;
          // A straight piece passes a column: it must run between the boxes there.
          for (const box of layout.boxes) {
            const isBeside = point.x <= box.x || before.x >= box.x + box.width;
            assert.ok(isBeside || point.y < box.y || point.y > box.y + box.height, `${line.from} → ${line.to}`);
          }
        }
      }
    }),
  );
});

test('the same graph always gives the same layout', () => {
  fc.assert(
    fc.property(dag, ({ count, edges }) =>
      assert.equal(layoutGraph(sizes(count), edges), layoutGraph(sizes(count), edges)),
    ),
  );
});

test('a chain is a straight row', () => {
  const layout = layoutGraph(
    [size, size, size],
    [
      [0, 1],
      [1, 2],
    ],
  );
  assert.equal(
    layout.boxes.map((box) => box.layer),
    [0, 1, 2],
  );
  assert.equal(new Set(layout.boxes.map((box) => box.y)).size, 1);
});

test('a graph that can be drawn without crossings is', () => {
  // Two interleaved chains: 0→2→4 and 1→3→5, given in the worst order.
  const layout = layoutGraph(
    [size, size, size, size, size, size],
    [
      [0, 3],
      [1, 2],
      [2, 5],
      [3, 4],
    ],
  );
  const y = (node: number): number => layout.boxes[node]?.y ?? Number.NaN;
  assert.is(Math.sign(y(0) - y(1)), Math.sign(y(3) - y(2)));
  assert.is(Math.sign(y(3) - y(2)), Math.sign(y(4) - y(5)));
});

test('a node with only children stands beside its first child', () => {
  const layout = layoutGraph(
    [size, size, size, size],
    [
      [0, 1],
      [1, 2],
      [3, 2],
    ],
  );
  assert.is(layout.boxes[3]?.layer, 1);
});

test('nodes without edges stand in a grid below the rest', () => {
  const layout = layoutGraph(sizes(12), [[0, 1]]);
  const bottom = Math.max(...layout.boxes.slice(0, 2).map((box) => box.y + box.height));
  for (const box of layout.boxes.slice(2)) assert.ok(box.layer === -1 && box.y > bottom);
});

test('loops, repeated edges and cycles are survived', () => {
  const layout = layoutGraph(
    [size, size, size],
    [
      [0, 0],
      [0, 1],
      [0, 1],
      [1, 2],
      [2, 0],
    ],
  );
  assert.equal(
    layout.lines.map((line) => [line.from, line.to]),
    [
      [0, 1],
      [1, 2],
    ],
  );
  assert.equal(layoutGraph([], []), { boxes: [], lines: [], width: 0, height: 0 });
});

test('a chain of 8,000 nodes, given backwards, does not exhaust the stack', () => {
  const edges = Array.from({ length: 7999 }, (_, at): Edge => [at + 1, at]);
  assert.is(
    layoutGraph(
      Array.from({ length: 8000 }, () => size),
      edges,
    ).boxes[0]?.layer,
    7999,
  );
});

test('1,000 nodes are laid out in well under a second', () => {
  const edges = Array.from({ length: 999 }, (_, at) => at + 1).flatMap((node): Edge[] => [
    [Math.floor(node * 0.7), node],
    [Math.floor(node * 0.45), node],
  ]);
  layoutGraph(sizes(1000), edges);
  const startedAt = performance.now();
  layoutGraph(sizes(1000), edges);
  assert.ok(performance.now() - startedAt < 700);
});

test('a line becomes curves between columns and straight pieces past them', () => {
  const points = [
    { x: 0, y: 0 },
    { x: 10, y: 5 },
    { x: 20, y: 5 },
    { x: 30, y: 0 },
  ];
  assert.is(edgePath({ from: 0, to: 1, points }), 'M0 0C5 0 5 5 10 5H20C25 5 25 0 30 0');
});

test.run();
