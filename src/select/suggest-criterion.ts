import { formatPlace } from '../errors/place.js';
import { suggest } from '../errors/suggest.js';
import type { Manifest } from '../manifest/manifest.js';
import { hasWildcard } from './match-name.js';
import { selectorMethods } from './methods.js';
import { printCriterion } from './print-selector.js';
import { configKeys } from './selectable-values.js';
import type { Criterion } from './selector.js';

/**
 * What a criterion that matches nothing may have been meant to be: a disabled node, the same name of another kind, or a
 * similar one. A sentence; undefined where nothing is near.
 */
export function suggestCriterion(criterion: Criterion, manifest: Manifest): string | undefined {
  const { method, value } = criterion;
  if (hasWildcard(value)) return undefined;
  if (method === 'fqn') {
    const disabled = manifest.disabled.find((node) => node.name === value || node.fqn.join('.') === value);
    if (disabled) return `"${value}" is disabled (${formatPlace(disabled.place)}).`;
  }
  const meant = (method === 'fqn' ? findElsewhere(criterion, manifest) : undefined) ?? findSimilar(criterion, manifest);
  return meant === undefined ? undefined : `did you mean "${meant}"?`;
}

function findElsewhere(criterion: Criterion, manifest: Manifest): string | undefined {
  const { value } = criterion;
  const nodes = [...manifest.nodes.values()];
  const table = nodes.find((node) => node.resourceType === 'source' && node.name === value);
  if (table?.resourceType === 'source') {
    return printCriterion({ ...criterion, method: 'source', value: `${table.sourceName}.${table.name}` });
  }
  const method = ['source', 'tag', 'group', 'file'].find((other) =>
    new Set(selectorMethods.get(other)?.candidates(nodes, [])).has(value),
  );
  return method === undefined ? undefined : printCriterion({ ...criterion, method });
}

function findSimilar(criterion: Criterion, manifest: Manifest): string | undefined {
  const { method, value, arguments: keys } = criterion;
  const nodes = [...manifest.nodes.values()];
  const candidates = new Set(selectorMethods.get(method)?.candidates(nodes, keys));
  if (method === 'config' && candidates.size === 0) {
    const [key = '', ...rest] = keys;
    const similarKey = suggest(key, configKeys(nodes));
    return similarKey === undefined ? undefined : printCriterion({ ...criterion, arguments: [similarKey, ...rest] });
  }
  const similar = suggest(value, candidates);
  return similar === undefined ? undefined : printCriterion({ ...criterion, value: similar });
}
