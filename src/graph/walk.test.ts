import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { NodeId } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import { randomManifest } from '../testing/random-dag.js';
import { model, tinyManifest } from '../testing/tiny-manifest.js';
import { buildGraph } from './build-graph.js';
import { ancestors, descendants } from './walk.js';

const diamond = buildGraph(
  tinyManifest([
    model('a'),
    model('b', { refs: ['a'] }),
    model('c', { refs: ['a'] }),
    model('d', { refs: ['b', 'c'] }),
    model('e', { refs: ['d'] }),
  ]),
);
const ids = (...names: readonly string[]): NodeId[] => names.map((name) => nodeId('model', 'shop', name));

test('ancestors and descendants leave out the start', () => {
  assert.equal([...ancestors(diamond, ids('d'))].sort(), ids('a', 'b', 'c'));
  assert.equal([...descendants(diamond, ids('b'))].sort(), ids('d', 'e'));
});

test('a start that depends on another start is part of the walk', () => {
  assert.equal([...ancestors(diamond, ids('d', 'b'))].sort(), ids('a', 'b', 'c'));
});

test('the depth counts edges, and nothing lies at depth 0', () => {
  assert.equal([...ancestors(diamond, ids('e'), 1)].sort(), ids('d'));
  assert.equal([...ancestors(diamond, ids('e'), 2)].sort(), ids('b', 'c', 'd'));
  assert.equal([...descendants(diamond, ids('a'), 0)], []);
});

test('x is above y exactly where y is below x', () => {
  fc.assert(
    fc.property(randomManifest(), (manifest) => {
      const graph = buildGraph(manifest);
      for (const x of graph.order) {
        for (const y of graph.order) assert.is(ancestors(graph, [y]).has(x), descendants(graph, [x]).has(y));
      }
    }),
    { numRuns: 30 },
  );
});

test('without a limit the walk is closed, and a deeper walk holds the shallower one', () => {
  fc.assert(
    fc.property(randomManifest(), fc.nat(4), (manifest, depth) => {
      const graph = buildGraph(manifest);
      for (const id of graph.order) {
        const all = ancestors(graph, [id]);
        assert.ok([...ancestors(graph, all)].every((other) => all.has(other)));
        const near = ancestors(graph, [id], depth);
        const nearer = ancestors(graph, [id], depth + 1);
        assert.ok([...near].every((other) => nearer.has(other)) && [...nearer].every((other) => all.has(other)));
      }
    }),
    { numRuns: 30 },
  );
});

test.run();
