import { compileSelection } from '../compile/compile-selection.js';
import type { Graph } from '../graph/graph.js';
import { descendants } from '../graph/walk.js';
import type { Manifest, ManifestNode, NodeId } from '../manifest/manifest.js';

/** What decides a node's result, as text: equal texts need no new run. */
export type NodeTexts = ReadonlyMap<NodeId, string>;

/** Compiled SQL carries every change of macros, vars and refs; the rest is config and, for seeds, how files are read. */
export function describeNodes(manifest: Manifest): NodeTexts {
  const { compiled } = compileSelection(manifest, manifest.nodes.keys());
  const texts = new Map<NodeId, string>();
  for (const [id, node] of manifest.nodes) {
    const { sql, partition, variants } = compiled.nodes.get(id) ?? {};
    texts.set(id, JSON.stringify([sql, variants?.incremental.sql, partition?.keysSql, node.config, ownText(node)]));
  }
  return texts;
}

function ownText(node: ManifestNode): unknown {
  switch (node.resourceType) {
    case 'seed':
      return [node.relation, node.files.map((file) => file.path)];
    case 'test':
      return [node.severity, node.warnIf, node.errorIf, node.failCalc, node.limit];
    case 'model':
      return [node.relation, node.partition?.by];
    case 'snapshot':
      return node.relation;
    case 'source':
    case 'analysis':
    case 'exposure':
      return null;
  }
}

/**
 * Nodes to run after files changed: those whose text is new or different, seeds whose files changed, and everything
 * downstream of them, tests included.
 *
 * @param changedPaths relative to the project root, forward slashes
 */
export function findAffected(
  before: NodeTexts,
  after: { readonly manifest: Manifest; readonly graph: Graph; readonly texts: NodeTexts },
  changedPaths: readonly string[],
): { readonly changed: readonly NodeId[]; readonly affected: ReadonlySet<NodeId> } {
  const paths = new Set(changedPaths);
  const changed = [...after.texts.keys()].filter((id) => {
    if (before.get(id) !== after.texts.get(id)) return true;
    const node = after.manifest.nodes.get(id);
    return node?.resourceType === 'seed' && node.files.some((file) => paths.has(file.path));
  });
  return { changed, affected: new Set([...changed, ...descendants(after.graph, changed)]) };
}
