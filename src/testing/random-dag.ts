// Arbitraries for property tests of graphs, selection and scheduling.

import fc from 'fast-check';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { exposure, genericTest, model, seed, source, tinyManifest, type TinyNode } from './tiny-manifest.js';

/** Nodes and edges without a cycle: `parents` names what each node refers to. */
export interface RandomDag {
  readonly ids: readonly string[];
  readonly parents: ReadonlyMap<string, readonly string[]>;
}

/** DAGs of up to `maxNodes` nodes whose names say nothing about their order. */
export function randomDag({ maxNodes = 15 } = {}): fc.Arbitrary<RandomDag> {
  return fc.integer({ min: 1, max: maxNodes }).chain((count) => {
    const names = Array.from({ length: count }, (_, index) => `n${index}`);
    const parentPositions = names.map((_, index) =>
      index === 0 ? fc.constant([]) : fc.uniqueArray(fc.nat({ max: index - 1 }), { maxLength: Math.min(4, index) }),
    );
    return fc
      .tuple(fc.shuffledSubarray(names, { minLength: count }), fc.tuple(...parentPositions))
      .map(([ids, positions]) => ({
        ids,
        parents: new Map(ids.map((id, index) => [id, (positions[index] ?? []).map((position) => ids[position] ?? id)])),
      }));
  });
}

/**
 * A DAG and one edge more: from a node without which another could not be (an ancestor, or the node itself) back to
 * that other, so that there is at least one cycle.
 */
export function randomCyclicGraph(options: { readonly maxNodes?: number } = {}): fc.Arbitrary<RandomDag> {
  return fc.tuple(randomDag(options), fc.nat(), fc.nat()).map(([dag, first, second]) => {
    const child = dag.ids[first % dag.ids.length] ?? '';
    const above = [child, ...ancestorsIn(dag, child)].sort();
    const ancestor = above[second % above.length] ?? child;
    const parents = new Map(dag.parents);
    parents.set(ancestor, [...(parents.get(ancestor) ?? []), child]);
    return { ids: dag.ids, parents };
  });
}

function ancestorsIn(dag: RandomDag, id: string): Set<string> {
  const found = new Set<string>();
  const pending = [...(dag.parents.get(id) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    pending.push(...(dag.parents.get(next) ?? []));
  }
  return found;
}

export const randomTags = ['red', 'green', 'blue', 'dark-green'] as const;
export const randomFolders = ['staging', 'marts', 'marts/school'] as const;

/**
 * A project of seeds, sources, models in folders with tags, generic tests on one or two of them and exposures. Names
 * are `n0`, `n1`, … (sources `raw.n0`), tests `unique_n0` and `relationships_n0`, exposures `e0`, ….
 */
export function randomManifest(options: { readonly maxNodes?: number } = {}): fc.Arbitrary<Manifest> {
  const traits = fc.record({
    tags: fc.subarray([...randomTags]),
    folder: fc.constantFrom(...randomFolders),
    materialized: fc.constantFrom('view', 'table', 'ephemeral'),
    isSource: fc.boolean(),
    tested: fc.constantFrom('no', 'alone', 'with another'),
    exposed: fc.boolean(),
    other: fc.nat(),
  });
  return randomDag(options)
    .chain((dag) =>
      fc.tuple(fc.constant(dag), fc.array(traits, { minLength: dag.ids.length, maxLength: dag.ids.length })),
    )
    .map(([dag, allTraits]) => {
      const shape = new Map(dag.ids.map((id, index) => [id, allTraits[index]]));
      const isRoot = (id: string): boolean => (dag.parents.get(id) ?? []).length === 0;
      const nameOf = (id: string): string => (isRoot(id) && shape.get(id)?.isSource ? `raw.${id}` : id);
      const nodes: TinyNode[] = [];
      for (const id of dag.ids) {
        const own = shape.get(id);
        if (own === undefined) continue;
        const { tags, folder, materialized } = own;
        const refs = (dag.parents.get(id) ?? []).map(nameOf);
        if (!isRoot(id)) nodes.push(model(id, { refs, tags, materialized, path: `models/${folder}/${id}.sql` }));
        else if (own.isSource) nodes.push(source(nameOf(id), { tags }));
        else nodes.push(seed(id, { tags }));
        const other = dag.ids[own.other % dag.ids.length] ?? id;
        if (own.tested === 'alone') nodes.push(genericTest('unique', nameOf(id), { name: `unique_${id}` }));
        if (own.tested === 'with another') {
          const both = other === id ? [] : [nameOf(other)];
          nodes.push(genericTest('relationships', nameOf(id), { name: `relationships_${id}`, refs: both }));
        }
        if (own.exposed) nodes.push(exposure(`e${id.slice(1)}`, { refs: [nameOf(id)] }));
      }
      return tinyManifest(nodes);
    });
}

/** A manifest's maps with their entries in another order: nothing may depend on it. */
export function shuffleManifest(manifest: Manifest): fc.Arbitrary<Manifest> {
  const ids = [...manifest.nodes.keys()];
  return fc.shuffledSubarray(ids, { minLength: ids.length }).map((shuffled) => ({
    ...manifest,
    nodes: new Map(shuffled.flatMap((id) => entryOf(manifest.nodes, id))),
    parents: new Map(shuffled.toReversed().flatMap((id) => entryOf(manifest.parents, id))),
  }));
}

function entryOf<Value>(map: ReadonlyMap<NodeId, Value>, id: NodeId): readonly [NodeId, Value][] {
  const value = map.get(id);
  return value === undefined ? [] : [[id, value]];
}
