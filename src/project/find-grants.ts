import { normalizeConfigKey } from './check-config-keys.js';
import type { ConfigTree } from './project.js';
import type { ResourceProperties } from './properties.js';
import type { IgnoredKey } from './yaml/check-schema.js';
import type { YamlMap } from './yaml-value.js';

/** Every `grants` of a project, for engines that know no users: there the key does nothing. */
export function findGrants(
  trees: readonly (ConfigTree | undefined)[],
  resources: readonly ResourceProperties[],
  engine: string,
): readonly IgnoredKey[] {
  const found: IgnoredKey[] = [];
  const search = (map: YamlMap | undefined, isTree: boolean): void => {
    for (const { key, keyPlace, value } of map?.entries ?? []) {
      const isFolder = isTree && !key.startsWith('+') && value.kind === 'map';
      if (isFolder) search(value, true);
      else if (normalizeConfigKey(key) === 'grants') {
        found.push({ key: 'grants', hint: `${engine} has no users to grant anything to`, place: keyPlace });
      }
    }
  };
  for (const tree of trees) search(tree, true);
  for (const { config } of resources) search(config, false);
  return found;
}
