import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildGraph } from '../graph/build-graph.js';
import type { Graph } from '../graph/graph.js';
import { ancestors, descendants } from '../graph/walk.js';
import type { Manifest } from '../manifest/manifest.js';
import { randomManifest, shuffleManifest } from '../testing/random-dag.js';
import { randomCriterion, randomSelector } from '../testing/random-selector.js';
import { toNodeSelector } from './node-selector.js';
import { printCriterion, printSelector } from './print-selector.js';
import { selectNodes } from './select-nodes.js';
import type { SelectionRequest } from './selection.js';

type Mode = SelectionRequest['indirectSelection'];
interface Scene {
  readonly manifest: Manifest;
  readonly graph: Graph;
  readonly mode: Mode;
}

const modes: readonly Mode[] = ['eager', 'cautious', 'buildable', 'empty'];
const randomScene = fc
  .tuple(randomManifest(), fc.constantFrom(...modes))
  .map(([manifest, mode]): Scene => ({ manifest, graph: buildGraph(manifest), mode }));
const randomText = randomSelector().map(printSelector);
const randomCriterionText = randomCriterion().map(printCriterion);

function select(scene: Scene, select: readonly string[], exclude: readonly string[] = []): readonly string[] {
  const types = { resourceTypes: [], excludeResourceTypes: [] };
  const request = { select, exclude, ...types, indirectSelection: scene.mode };
  return selectNodes(scene.manifest, scene.graph, request).nodes;
}
const isTest = (id: string): boolean => id.startsWith('test.');

test('a union does not depend on the order of its parts, nor on how they are handed over', () => {
  fc.assert(
    fc.property(randomScene, randomText, randomText, (scene, a, b) => {
      const expected = select(scene, [a, b]);
      assert.equal(select(scene, [b, a]), expected);
      assert.equal(select(scene, [`${a} ${b}`]), expected);
      assert.equal(select(scene, [a, b, a]), expected);
    }),
  );
});

test('an intersection is idempotent and does not depend on the order of its parts', () => {
  fc.assert(
    fc.property(randomScene, randomCriterionText, randomCriterionText, (scene, a, b) => {
      assert.equal(select(scene, [`${a},${a}`]), select(scene, [a]));
      assert.equal(select(scene, [`${a},${b}`]), select(scene, [`${b},${a}`]));
    }),
  );
});

test('an intersection is no more than its parts, a union no less; apart from tests exactly so', () => {
  fc.assert(
    fc.property(randomScene, randomCriterionText, randomCriterionText, (scene, a, b) => {
      const [inA, inB] = [new Set(select(scene, [a])), new Set(select(scene, [b]))];
      const common = [...inA].filter((id) => inB.has(id) && !isTest(id)).sort();
      const either = [...new Set([...inA, ...inB])].filter((id) => !isTest(id)).sort();
      const withoutTests = (ids: readonly string[]) => ids.filter((id) => !isTest(id)).toSorted();
      assert.equal(withoutTests(select(scene, [`${a},${b}`])), common);
      assert.equal(withoutTests(select(scene, [a, b])), either);
      const union = new Set(select(scene, [a, b]));
      assert.ok([...inA, ...inB].every((id) => union.has(id)));
    }),
  );
});

test('what is excluded is out, and what is excluded from itself is nothing', () => {
  fc.assert(
    fc.property(randomScene, randomText, randomText, (scene, a, b) => {
      const left = select(scene, [a], [b]);
      const [all, excluded] = [new Set(select(scene, [a])), new Set(select(scene, [b]))];
      assert.ok(left.every((id) => !excluded.has(id)));
      assert.ok(left.every((id) => all.has(id)));
      assert.equal(select(scene, [a], [a]), []);
    }),
  );
});

test('excluding from nothing in particular is excluding from everything', () => {
  fc.assert(
    fc.property(randomScene, randomText, (scene, a) => {
      const excluded = new Set(select(scene, [a]));
      const everything = ['fqn:*', 'source:*'];
      const rest = select(scene, [], [a]);
      assert.ok(rest.every((id) => !excluded.has(id)));
      assert.equal(rest, select(scene, everything, [a]));
      if (scene.mode === 'eager' || scene.mode === 'empty') {
        assert.is(rest.length + excluded.size, scene.graph.order.length);
      }
    }),
  );
});

test('"@x" is x, all below it, and all that those need', () => {
  fc.assert(
    fc.property(randomScene, fc.nat({ max: 14 }), ({ manifest, graph }, index) => {
      const scene: Scene = { manifest, graph, mode: 'empty' };
      const start = graph.order.filter(
        (id) => manifest.nodes.get(id)?.fqn.at(-1) === `n${index}` && !id.startsWith('source.'),
      );
      const below = new Set([...start, ...descendants(graph, start)]);
      const expected = new Set([...below, ...ancestors(graph, below)]);
      assert.equal(
        select(scene, [`@n${index}`]),
        graph.order.filter((id) => expected.has(id)),
      );
    }),
  );
});

test('"+x+" is "+x" and "x+", and each step more holds the step before', () => {
  fc.assert(
    fc.property(randomScene, fc.nat({ max: 14 }), fc.nat({ max: 3 }), (scene, index, depth) => {
      const name = `n${index}`;
      assert.equal(select(scene, [`+${name}+`]), select(scene, [`+${name}`, `${name}+`]));
      assert.equal(select(scene, [`0+${name}+0`]), select(scene, [name]));
      const nearer = new Set(select(scene, [`${depth + 1}+${name}`]));
      assert.ok(select(scene, [`${depth}+${name}`]).every((id) => nearer.has(id)));
    }),
  );
});

test('fewer tests come along from eager over buildable and cautious to empty, and nothing else changes', () => {
  fc.assert(
    fc.property(randomScene, randomText, (scene, a) => {
      const [eager, cautious, buildable, empty] = modes.map((mode) => select({ ...scene, mode }, [a]));
      const isWithin = (small: readonly string[] = [], large: readonly string[] = []): boolean =>
        small.every((id) => large.includes(id));
      assert.ok(isWithin(cautious, buildable) && isWithin(buildable, eager));
      assert.ok(isWithin(empty, cautious));
      assert.equal(
        eager?.filter((id) => !isTest(id)),
        empty?.filter((id) => !isTest(id)),
      );
    }),
  );
});

test('the selector that is listed for a node selects it', () => {
  fc.assert(
    fc.property(randomScene, ({ manifest, graph }) => {
      for (const [id, node] of manifest.nodes) {
        assert.ok(select({ manifest, graph, mode: 'empty' }, [toNodeSelector(node)]).includes(id));
      }
    }),
    { numRuns: 20 },
  );
});

test('a selection does not depend on the order of the manifest, and comes in the order of the graph', () => {
  fc.assert(
    fc.property(
      randomScene.chain((scene) => fc.tuple(fc.constant(scene), shuffleManifest(scene.manifest))),
      randomText,
      ([scene, shuffled], a) => {
        const selected = select(scene, [a]);
        assert.equal(select({ ...scene, manifest: shuffled, graph: buildGraph(shuffled) }, [a]), selected);
        assert.equal(
          selected,
          scene.graph.order.filter((id) => selected.includes(id)),
        );
      },
    ),
  );
});

test.run();
