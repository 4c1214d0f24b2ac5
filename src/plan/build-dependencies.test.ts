import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildGraph } from '../graph/build-graph.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { genericTest, model, seed, singularTest, tinyManifest } from '../testing/tiny-manifest.js';
import { buildDependencies } from './build-dependencies.js';

function dependenciesOf(manifest: Manifest, leaveOut: readonly string[] = []) {
  const graph = buildGraph(manifest);
  const nameOf = (id: NodeId): string => manifest.nodes.get(id)?.name ?? id;
  const runnable = graph.order.filter((id) => !leaveOut.includes(nameOf(id)));
  const { waitsFor, gates } = buildDependencies(manifest, graph, runnable);
  const byName = (map: ReadonlyMap<NodeId, readonly NodeId[]>): Record<string, string[]> =>
    Object.fromEntries([...map].map(([id, ids]) => [nameOf(id), ids.map(nameOf).sort()]));
  return { waitsFor: byName(waitsFor), gates: byName(gates) };
}

test('a node waits for its parents', () => {
  const { waitsFor } = dependenciesOf(
    tinyManifest([seed('s'), model('a', { refs: ['s'] }), model('b', { refs: ['a'] })]),
  );
  assert.equal(waitsFor, { s: [], a: ['s'], b: ['a'] });
});

test('through a node that does not run, it waits for what stands behind that', () => {
  const manifest = tinyManifest([seed('s'), model('a', { refs: ['s'] }), model('b', { refs: ['a'] })]);
  assert.equal(dependenciesOf(manifest, ['a']).waitsFor, { s: [], b: ['s'] });
});

test('a test of one node gates that node, and nobody waits for it otherwise', () => {
  const manifest = tinyManifest([model('a'), genericTest('unique', 'a', { name: 't' }), model('b', { refs: ['a'] })]);
  const { waitsFor, gates } = dependenciesOf(manifest);
  assert.equal(gates, { a: ['t'] });
  assert.equal(waitsFor['b'], ['a']);
});

test('a test of several nodes gates the last of them when the others are upstream of it', () => {
  const manifest = tinyManifest([
    model('a'),
    model('b', { refs: ['a'] }),
    model('c', { refs: ['b'] }),
    singularTest('t', { refs: ['a', 'c'] }),
  ]);
  assert.equal(dependenciesOf(manifest).gates, { c: ['t'] });
});

test('a test of unrelated nodes runs when all are there, and holds back what depends on all of them', () => {
  const manifest = tinyManifest([
    model('a'),
    model('b'),
    singularTest('t', { refs: ['a', 'b'] }),
    model('both', { refs: ['a', 'b'] }),
    model('one', { refs: ['a'] }),
  ]);
  const { waitsFor, gates } = dependenciesOf(manifest);
  assert.equal(gates, {});
  assert.equal(waitsFor['t'], ['a', 'b']);
  assert.equal(waitsFor['both'], ['a', 'b', 't']);
  assert.equal(waitsFor['one'], ['a']);
});

test('without its node among those that run, a test runs on its own', () => {
  const manifest = tinyManifest([model('a'), genericTest('unique', 'a', { name: 't' })]);
  const { waitsFor, gates } = dependenciesOf(manifest, ['a']);
  assert.equal(gates, {});
  assert.equal(waitsFor, { t: [] });
});

test.run();
