import { createHash } from 'node:crypto';
import type { ManifestNode, OperationNode } from '../manifest/manifest.js';

/**
 * Where a node's SQL stands below `compiled/` (and `run/`), with forward slashes: `<package>/<original path>`. Tests of
 * YAML stand in a folder called like the YAML file; those of front matter in one called like the YAML file that could
 * stand beside the SQL file.
 */
export function compiledPathOf(node: ManifestNode | OperationNode): string {
  const { originalFilePath } = node;
  const parts = originalFilePath.split('/');
  if (originalFilePath.startsWith('/') || parts.includes('..') || parts.includes('')) {
    throw new Error(`the path of ${node.id} leaves the project: ${originalFilePath}`);
  }
  if (node.resourceType === 'test' && node.testKind === 'generic') {
    const folder = originalFilePath.replace(/\.sql$/i, '.yml');
    return `${node.package}/${folder}/${toFileName(node.alias)}.sql`;
  }
  // Snapshots of YAML, several of which may stand in one file.
  if (node.resourceType === 'snapshot' && !/\.sql$/i.test(originalFilePath)) {
    return `${node.package}/${originalFilePath}/${toFileName(node.name)}.sql`;
  }
  const isSql = /\.sql$/i.test(originalFilePath);
  return `${node.package}/${originalFilePath}${isSql ? '' : '.sql'}`;
}

const maxNameBytes = 200;

/** A name that every file system takes; names that had to be changed stay apart through a hash. */
function toFileName(name: string): string {
  // oxlint-disable-next-line no-control-regex -- they are what must go
  const safe = name.replaceAll(/[/\\:*?"<>|\u0000-\u001f]/g, '_').replace(/^\.+|[. ]+$/g, '_');
  const cut = cutToBytes(safe, maxNameBytes);
  if (cut === name) return name;
  return `${cut}_${createHash('sha256').update(name).digest('hex').slice(0, 8)}`;
}

function cutToBytes(text: string, limit: number): string {
  let sizeBytes = 0;
  let cut = '';
  for (const character of text) {
    sizeBytes += Buffer.byteLength(character);
    if (sizeBytes > limit) break;
    cut += character;
  }
  return cut;
}
