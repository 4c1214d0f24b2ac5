import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { randomCyclicGraph, randomDag } from '../testing/random-dag.js';
import { findCycles } from './find-cycles.js';

const graph = (edges: Readonly<Record<string, string>>): ReadonlyMap<string, readonly string[]> =>
  new Map(Object.entries(edges).map(([id, parents]) => [id, parents === '' ? [] : parents.split(' ')]));

test('a graph without a cycle has none', () => {
  fc.assert(fc.property(randomDag(), (dag) => assert.equal(findCycles(dag.parents), [])));
});

test('one edge back is found, and what is found is a cycle', () => {
  fc.assert(
    fc.property(randomCyclicGraph(), ({ parents }) => {
      const cycles = findCycles(parents);
      assert.ok(cycles.length > 0);
      for (const cycle of cycles) {
        assert.is(new Set(cycle).size, cycle.length);
        for (const [index, id] of cycle.entries()) {
          const next = cycle[(index + 1) % cycle.length] ?? '';
          assert.ok(parents.get(id)?.includes(next), `${id} has no parent ${next}`);
        }
      }
    }),
  );
});

test('a cycle starts with its smallest node, and nodes below it are not part of it', () => {
  assert.equal(findCycles(graph({ a: '', d: 'c', c: 'b', b: 'a d', below: 'c' })), [['b', 'd', 'c']]);
});

test('a node that is its own parent is a cycle of one', () => {
  assert.equal(findCycles(graph({ a: 'a' })), [['a']]);
});

test('cycles that share no edge are all found', () => {
  assert.equal(findCycles(graph({ a: 'b', b: 'a', c: 'd', d: 'c', e: 'a c' })), [
    ['a', 'b'],
    ['c', 'd'],
  ]);
  assert.equal(findCycles(graph({ hub: 'x y', x: 'hub', y: 'hub' })), [
    ['hub', 'x'],
    ['hub', 'y'],
  ]);
});

test('the short way round is preferred to the long one', () => {
  assert.equal(findCycles(graph({ a: 'b', b: 'c', c: 'd', d: 'a e', e: 'd' }))[0], ['a', 'b', 'c', 'd']);
  assert.equal(findCycles(graph({ a: 'b z', b: 'c', c: 'a', z: 'a' }))[0], ['a', 'z']);
});

test('it stops at the limit', () => {
  const pairs = Array.from({ length: 30 }, (_, index) => [
    [`a${index}`, `b${index}`],
    [`b${index}`, `a${index}`],
  ]).flat();
  assert.is(findCycles(new Map(pairs.map(([id = '', parent = '']) => [id, [parent]]))).length, 20);
});

test.run();
