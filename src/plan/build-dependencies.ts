import type { Graph } from '../graph/graph.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';

export interface Dependencies {
  /** Selected nodes that a node waits for; paths through nodes that do not run themselves count. */
  readonly waitsFor: ReadonlyMap<NodeId, readonly NodeId[]>;
  /** Node → tests that audit its staged rows. */
  readonly gates: ReadonlyMap<NodeId, readonly NodeId[]>;
  readonly gatedNode: ReadonlyMap<NodeId, NodeId>;
}

/**
 * Who waits for whom among the nodes that run. A test gates the last of its parents when all others are upstream of it;
 * any other test, and one of a node with `publish: always`, runs
 * when its parents are published and blocks what depends on all of them.
 */
export function buildDependencies(manifest: Manifest, graph: Graph, runnable: readonly NodeId[]): Dependencies {
  const runs = new Set(runnable);
  const isTest = (id: NodeId): boolean => manifest.nodes.get(id)?.resourceType === 'test';
  // dbt's order: its tests run when it is published, and hold back what depends on it.
  const publishesAlways = (id: NodeId): boolean => manifest.nodes.get(id)?.config['publish'] === 'always';
  const ancestors = createAncestorLookup(graph);

  const waitsFor = new Map<NodeId, Set<NodeId>>();
  for (const id of runnable) waitsFor.set(id, nearestRunning(graph, runs, id));

  const gates = new Map<NodeId, NodeId[]>();
  const gatedNode = new Map<NodeId, NodeId>();
  const ungated: NodeId[] = [];
  for (const id of runnable) {
    if (!isTest(id)) continue;
    const parents = graph.parents.get(id) ?? [];
    const gate = parents.find((candidate) => {
      if (!runs.has(candidate) || publishesAlways(candidate)) return false;
      const above = ancestors(candidate);
      return parents.every((parent) => parent === candidate || above.has(parent));
    });
    if (gate === undefined) {
      ungated.push(id);
      continue;
    }
    gatedNode.set(id, gate);
    gates.set(gate, [...(gates.get(gate) ?? []), id]);
    waitsFor.get(id)?.delete(gate);
  }

  for (const id of ungated) {
    // Here an ephemeral stands for itself: only its consumers are held back.
    const parents = graph.parents.get(id) ?? [];
    if (parents.length === 0) continue;
    for (const other of runnable) {
      if (isTest(other) || parents.includes(other)) continue;
      const above = ancestors(other);
      if (parents.every((parent) => above.has(parent))) waitsFor.get(other)?.add(id);
    }
  }
  return {
    waitsFor: new Map([...waitsFor].map(([id, set]) => [id, [...set].sort()])),
    gates,
    gatedNode,
  };
}

/** Walks up through nodes that do not run (unselected, ephemeral, sources) to those that do. */
function nearestRunning(graph: Graph, runs: ReadonlySet<NodeId>, id: NodeId): Set<NodeId> {
  const found = new Set<NodeId>();
  const seen = new Set<NodeId>();
  const pending = [...(graph.parents.get(id) ?? [])];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (runs.has(next)) found.add(next);
    else pending.push(...(graph.parents.get(next) ?? []));
  }
  return found;
}

function createAncestorLookup(graph: Graph): (id: NodeId) => ReadonlySet<NodeId> {
  const known = new Map<NodeId, Set<NodeId>>();
  return (id) => {
    const before = known.get(id);
    if (before) return before;
    const found = new Set<NodeId>();
    const pending = [...(graph.parents.get(id) ?? [])];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      pending.push(...(graph.parents.get(next) ?? []));
    }
    known.set(id, found);
    return found;
  };
}
