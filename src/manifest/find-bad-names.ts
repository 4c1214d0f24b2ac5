import type { Dialect } from '../dialects/dialect.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { badRelationName } from './errors.js';
import type { ManifestNode } from './manifest.js';

/** Relations to build whose names the engine would refuse, one diagnostic each. */
export function findBadNames(dialect: Dialect, nodes: readonly ManifestNode[]): readonly Diagnostic[] {
  if (dialect.capabilities.anyNames) return [];
  return nodes.flatMap((node) => {
    if (node.resourceType !== 'model' && node.resourceType !== 'seed') return [];
    if (node.materialized === 'ephemeral') return [];
    const { schema, identifier } = node.relation;
    const bad = [schema, identifier].find((name) => name !== undefined && !/^[A-Za-z0-9_]+$/.test(name));
    return bad === undefined ? [] : [badRelationName(dialect.name, bad, node.place)];
  });
}
