// What every publication says beside its rows: who may read it, and which relations this run builds after it.

import type { Publication } from '../adapters/adapter.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { NodeId } from '../manifest/manifest.js';
import type { BuildPlan, Plan } from '../plan/plan.js';

export function completePublication(
  publication: Publication,
  node: BuildPlan,
  plan: Plan,
  { capabilities }: Pick<Dialect, 'capabilities'>,
): Publication {
  const grants = capabilities.grants ? readGrants(node.node.config['grants']) : undefined;
  const later = listLater(plan, node.id);
  return { ...publication, ...(grants && { grants }), ...(later.length > 0 && { later }) };
}

/** The config `grants`: a privilege and the role or roles that have it. Without entries nothing is touched, as in dbt. */
function readGrants(config: unknown): Publication['grants'] {
  if (typeof config !== 'object' || config === null) return undefined;
  const entries = Object.entries(config).map(([privilege, roles]: [string, unknown]) => {
    const list: readonly unknown[] = Array.isArray(roles) ? roles : [roles];
    return [privilege, list.filter((role) => typeof role === 'string')] as const;
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

/** Relations of everything in the plan that waits for the node, directly or not. */
function listLater(plan: Plan, id: NodeId): readonly Relation[] {
  const waiting = new Set<NodeId>([id]);
  const found: Relation[] = [];
  // The plan is in the graph's order: whoever waits comes behind.
  for (const [other, node] of plan.nodes) {
    if (node.kind === 'test' || !node.waitsFor.some((parent) => waiting.has(parent))) continue;
    waiting.add(other);
    found.push(node.node.relation);
  }
  return found;
}
