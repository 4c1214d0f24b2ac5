import { checkCsvHeader } from '../adapters/csv/csv-header.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';

/** What the headers of the selected seeds' files show, before anything runs. Reads the beginning of each file. */
export function checkSeeds(manifest: Manifest, selected: Iterable<NodeId>): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const id of selected) {
    const node = manifest.nodes.get(id);
    if (node?.resourceType !== 'seed') continue;
    found.push(...checkCsvHeader(node.files, node.seed).map((problem) => ({ ...problem, node: id })));
  }
  return found;
}
