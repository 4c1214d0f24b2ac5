import type { ManifestNode } from '../manifest/manifest.js';

/** The selector that `sp ls` prints for a node: `pkg.folder.name`, `source:pkg.src.table`, `exposure:pkg.name`. */
export function toNodeSelector(node: ManifestNode): string {
  if (node.resourceType === 'source') return `source:${node.package}.${node.sourceName}.${node.name}`;
  if (node.resourceType === 'exposure') return `exposure:${node.package}.${node.name}`;
  return node.fqn.join('.');
}
