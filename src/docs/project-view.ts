// PageData → what the pages ask for again and again: who uses a node, how it fares, where it belongs in the list. Pure.

import { assignLayers } from './lineage/assign-layers.js';
import type { Edge } from './lineage/layout-graph.js';
import type { PageData, PageNode, PageResult, PageTest, Tone } from './page-data.js';

export interface ProjectView {
  readonly data: PageData;
  readonly edges: readonly Edge[];
  /** Positions of the direct parents and children of each node. */
  readonly parents: readonly (readonly number[])[];
  readonly children: readonly (readonly number[])[];
  /** Node and test positions by unique id. */
  readonly nodesById: ReadonlyMap<string, number>;
  readonly testsById: ReadonlyMap<string, number>;
  /** By name as `{{ref}}` and `{{source}}` write it; the first of equal names. */
  readonly nodesByName: ReadonlyMap<string, number>;
  /** How each node fares: the worst of its own result and its tests'; null when the last run had none of them. */
  readonly health: readonly (Tone | null)[];
  /** Folders in the order in which data flows through them, each with its nodes. */
  readonly groups: readonly NodeGroup[];
}

export interface NodeGroup {
  readonly label: string;
  readonly nodes: readonly number[];
}

export function buildProjectView(data: PageData): ProjectView {
  const parents = data.nodes.map((node) => node.parents);
  const children: number[][] = data.nodes.map(() => []);
  const edges: Edge[] = [];
  for (const [position, node] of data.nodes.entries()) {
    for (const parent of node.parents) {
      children[parent]?.push(position);
      edges.push([parent, position]);
    }
  }
  return {
    data,
    edges,
    parents,
    children,
    nodesById: new Map(data.nodes.map((node, position) => [node.id, position])),
    testsById: new Map(data.tests.map((test, position) => [test.id, position])),
    nodesByName: new Map([...data.nodes.entries()].reverse().map(([position, node]) => [node.name, position])),
    health: data.nodes.map((node) =>
      worstTone([node.result, ...node.tests.map((test) => data.tests[test]?.result ?? null)]),
    ),
    groups: groupNodes(data.nodes, edges),
  };
}

const SEVERITY: Readonly<Record<Tone, number>> = { bad: 3, warn: 2, ok: 1, idle: 0 };

export function worstTone(results: readonly (PageResult | null)[]): Tone | null {
  let worst: Tone | null = null;
  for (const result of results) {
    if (result !== null && (worst === null || SEVERITY[result.tone] > SEVERITY[worst])) worst = result.tone;
  }
  return worst;
}

/** Worst first; what was not in the run comes last. */
export function compareTones(a: Tone | null, b: Tone | null): number {
  return (b === null ? -1 : SEVERITY[b]) - (a === null ? -1 : SEVERITY[a]);
}

export interface ToneCounts {
  readonly ok: number;
  readonly warn: number;
  readonly bad: number;
  readonly idle: number;
  /** Not part of the last run. */
  readonly none: number;
}

export function countTones(items: readonly (PageNode | PageTest)[]): ToneCounts {
  const counts = { ok: 0, warn: 0, bad: 0, idle: 0, none: 0 };
  for (const { result } of items) counts[result === null ? 'none' : result.tone]++;
  return counts;
}

function groupNodes(nodes: readonly PageNode[], edges: readonly Edge[]): readonly NodeGroup[] {
  const groups = new Map<string, number[]>();
  for (const [position, node] of nodes.entries()) {
    const label = folderOf(node);
    groups.set(label, [...(groups.get(label) ?? []), position]);
  }
  const members = [...groups].map(([label, positions]): NodeGroup => ({
    label,
    nodes: positions.sort((a, b) => compareNames(nodes[a], nodes[b])),
  }));
  const { layerOf } = assignLayers(
    members.length,
    contractEdges(members, edges).map(({ edge }) => edge),
  );
  const rank = members.map((group, at) => typeRank(nodes[group.nodes[0] ?? -1]) + (layerOf[at] ?? 0));
  const order = [...members.keys()].sort(
    (a, b) => (rank[a] ?? 0) - (rank[b] ?? 0) || ((members[a]?.label ?? '') < (members[b]?.label ?? '') ? -1 : 1),
  );
  return order.map((at) => members[at]).filter((group) => group !== undefined);
}

export interface GroupEdge {
  /** Positions of the groups. */
  readonly edge: Edge;
  /** How many edges between nodes it stands for. */
  readonly count: number;
}

/** Edges between groups. Where two groups read each other, the direction of fewer edges is left out. */
export function contractEdges(groups: readonly NodeGroup[], edges: readonly Edge[]): readonly GroupEdge[] {
  const groupOf = new Map(groups.flatMap((group, at) => group.nodes.map((node) => [node, at] as const)));
  const counts = new Map<string, { readonly edge: Edge; count: number }>();
  for (const [from, to] of edges) {
    const [a, b] = [groupOf.get(from), groupOf.get(to)];
    if (a === undefined || b === undefined || a === b) continue;
    const entry = counts.get(`${a}>${b}`) ?? { edge: [a, b], count: 0 };
    entry.count++;
    counts.set(`${a}>${b}`, entry);
  }
  return [...counts.values()].filter(({ edge: [a, b], count }) => {
    const back = counts.get(`${b}>${a}`)?.count ?? 0;
    return count > back || (count === back && a < b);
  });
}

/** Sources and seeds stand first and exposures last, whatever their depth. */
function typeRank(node: PageNode | undefined): number {
  if (node?.type === 'source' || node?.type === 'seed') return -10_000;
  return node?.type === 'exposure' || node?.type === 'analysis' ? 10_000 : 0;
}

/** `models/staging/x.sql` → `staging`; what lies in no sub-folder is grouped by its type. */
function folderOf(node: PageNode): string {
  if (node.type === 'source' || node.type === 'exposure') return `${node.type}s`;
  const folders = node.path.split(/[\\/]/).slice(0, -1);
  return folders.length > 1 ? folders.slice(1).join('/') : (folders[0] ?? node.type);
}

function compareNames(a: PageNode | undefined, b: PageNode | undefined): number {
  const [x, y] = [(a?.name ?? '').toLowerCase(), (b?.name ?? '').toLowerCase()];
  return x < y ? -1 : x > y ? 1 : 0;
}
