import { SpError } from '../errors/sp-error.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { partitionFilterSyntax, partitionFilterUnused } from './errors.js';

/**
 * Reads `--partition column=value` (several add up) for the partitioned models among the selected nodes. `column=`
 * means the NULL key.
 *
 * @throws SpError (2) for another form, or a column that no selected model is partitioned by.
 */
export function readPartitionFilter(
  filters: readonly string[],
  manifest: Manifest,
  selected: readonly NodeId[],
): ReadonlyMap<NodeId, readonly string[]> {
  const keysByNode = new Map<NodeId, string[]>();
  for (const filter of filters) {
    const equals = filter.indexOf('=');
    if (equals < 1) throw new SpError([partitionFilterSyntax(filter)]);
    const column = filter.slice(0, equals);
    const partitioned = selected.flatMap((id) => {
      const node = manifest.nodes.get(id);
      return node?.resourceType === 'model' && node.partition ? [{ id, by: node.partition.by }] : [];
    });
    const matching = partitioned.filter(({ by }) => by === column);
    if (matching.length === 0) {
      throw new SpError([partitionFilterUnused(column, [...new Set(partitioned.map(({ by }) => by))])]);
    }
    for (const { id } of matching) keysByNode.set(id, [...(keysByNode.get(id) ?? []), filter.slice(equals + 1)]);
  }
  return keysByNode;
}
