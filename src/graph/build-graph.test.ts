import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../errors/sp-error.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { formatPlace } from '../errors/place.js';
import type { NodeId } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import { randomManifest, shuffleManifest } from '../testing/random-dag.js';
import { exposure, genericTest, model, seed, source, tinyManifest } from '../testing/tiny-manifest.js';
import { buildGraph } from './build-graph.js';

function diagnosticsOf(run: () => unknown): readonly Diagnostic[] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    assert.is(error.exitCode, 2);
    return error.diagnostics;
  }
  return [];
}

test('parents come before children, by depth and then by id', () => {
  const graph = buildGraph(
    tinyManifest([
      model('b', { refs: ['raw.t'] }),
      model('z', { refs: ['s'] }),
      model('a', { refs: ['z', 'b'] }),
      seed('s'),
      source('raw.t'),
      genericTest('unique', 'a'),
      exposure('report', { refs: ['a'] }),
    ]),
  );
  assert.equal(graph.order, [
    'seed.shop.s',
    'source.shop.raw.t',
    'model.shop.b',
    'model.shop.z',
    'model.shop.a',
    'exposure.shop.report',
    'test.shop.unique_a.0123456789',
  ]);
  assert.equal(graph.parents.get(nodeId('model.shop.a')), ['model.shop.b', 'model.shop.z']);
  assert.equal(graph.children.get(nodeId('seed.shop.s')), ['model.shop.z']);
  assert.equal(graph.children.get(nodeId('exposure.shop.report')), []);
});

test('an empty project has an empty graph', () => {
  assert.equal(buildGraph(tinyManifest([])).order, []);
});

test('every node stands once in the order, after all of its parents', () => {
  fc.assert(
    fc.property(randomManifest(), (manifest) => {
      const { order, parents } = buildGraph(manifest);
      assert.equal([...order].sort(), [...manifest.nodes.keys()].sort());
      const positions = new Map(order.map((id, position) => [id, position]));
      for (const id of order) {
        for (const parent of parents.get(id) ?? []) assert.ok((positions.get(parent) ?? 0) < (positions.get(id) ?? 0));
      }
    }),
  );
});

test('the graph does not depend on the order of the manifest', () => {
  fc.assert(
    fc.property(
      randomManifest().chain((manifest) => fc.tuple(fc.constant(manifest), shuffleManifest(manifest))),
      ([manifest, shuffled]) => {
        const [graph, other] = [buildGraph(manifest), buildGraph(shuffled)];
        assert.equal(graph.order, other.order);
        assert.equal([...graph.parents], [...other.parents]);
        assert.equal([...graph.children], [...other.children]);
      },
    ),
  );
});

test('a chain of 50,000 nodes needs no stack, in whatever order it comes', () => {
  const { node } = model('any');
  const chain = Array.from({ length: 50_000 }, (_, index) => nodeId('model', `n${index}`));
  const edges = chain.map((id, index): [NodeId, readonly NodeId[]] => [id, chain.slice(Math.max(0, index - 1), index)]);
  for (const entries of [edges, edges.toReversed()]) {
    const manifest = { nodes: new Map(entries.map(([id]) => [id, node])), parents: new Map(entries) };
    assert.equal(buildGraph(manifest).order, chain);
  }
});

test('a cycle is printed as a whole, with the place of each reference', () => {
  const manifest = tinyManifest([
    model('c', { refs: ['a'] }),
    model('a', { refs: ['s', 'b'] }),
    model('b', { refs: ['c'] }),
    model('below', { refs: ['a'] }),
    seed('s'),
  ]);
  const [problem, ...others] = diagnosticsOf(() => buildGraph(manifest));
  assert.equal(others, []);
  assert.is(problem?.code, 'SP4101');
  assert.is(problem?.message, 'Dependency cycle: a → b → c → a');
  assert.is(problem?.node, 'model.shop.a');
  assert.is(problem?.place && formatPlace(problem.place), 'models/a.sql:2:13');
  assert.equal(
    problem?.related?.map((other) => `${formatPlace(other.place)} ${other.message}`),
    ['models/b.sql:1:13 b refers to c', 'models/c.sql:1:13 c refers to a'],
  );
  assert.is(
    problem?.hint,
    'Remove one of these references, or move what the nodes share into a model of its own that both refer to.',
  );
});

test('every cycle is reported in one go', () => {
  const manifest = tinyManifest([
    model('a', { refs: ['b'] }),
    model('b', { refs: ['a'] }),
    model('x', { refs: ['y'] }),
    model('y', { refs: ['x'] }),
  ]);
  assert.equal(
    diagnosticsOf(() => buildGraph(manifest)).map((problem) => problem.message),
    ['Dependency cycle: a → b → a', 'Dependency cycle: x → y → x'],
  );
});

test('a thousand models and their tests come each after what it reads', () => {
  const nodes = Array.from({ length: 1000 }, (_, index) => [
    model(`m${index}`, { refs: [1, 7, 20].flatMap((step) => (index >= step ? [`m${index - step}`] : [])) }),
    ...['unique', 'not_null', 'accepted_range'].map((name) => genericTest(name, `m${index}`)),
  ]).flat();
  const graph = buildGraph(tinyManifest(nodes));
  const position = new Map(graph.order.map((id, index) => [id, index]));
  for (const [id, parents] of graph.parents)
    for (const parent of parents) assert.ok((position.get(parent) ?? Infinity) < (position.get(id) ?? -1));
});

test.run();
