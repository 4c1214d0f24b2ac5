import type { Manifest, NodeId } from '../manifest/manifest.js';
import { hashFile } from '../project/files/hash-file.js';

/** Hashes of the files of the seeds among `ids`, begun at once: the project is compiled meanwhile. Each file once. */
export function hashSeeds(manifest: Manifest, ids: Iterable<NodeId>): (absolutePath: string) => Promise<string> {
  const hashes = new Map<string, Promise<string>>();
  const hashOf = (path: string): Promise<string> => {
    const known = hashes.get(path);
    if (known) return known;
    const hash = hashFile(path);
    // Whoever asks is told; perhaps nobody does.
    hash.catch(() => undefined);
    hashes.set(path, hash);
    return hash;
  };
  for (const id of ids) {
    const node = manifest.nodes.get(id);
    if (node?.resourceType === 'seed') for (const { absolutePath } of node.files) void hashOf(absolutePath);
  }
  return hashOf;
}
