// Objects of the target that sp made and that no node of the project stands for any more. An object counts only when the
// state says that sp built it and it is still of the same kind; one that a node or a source names now is nobody's orphan.

import type { ExistingRelation, StateChange, StateRow } from '../adapters/adapter.js';
import type { Relation } from '../dialects/relation.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { readRemembered } from './node-record.js';

export interface Orphan extends ExistingRelation {
  /** Unique id of the node that it was. */
  readonly node: string;
}

export interface Orphans {
  /** Found for the first time. */
  readonly fresh: readonly Orphan[];
  /** Found by an earlier run, and still there. */
  readonly known: readonly Orphan[];
  /** Remembers the fresh ones, and forgets what is none any more. */
  readonly change: StateChange;
}

export interface OrphanSearch {
  readonly rows: readonly StateRow[];
  readonly manifest: Manifest;
  readonly existing: readonly ExistingRelation[];
  /** Nodes that this run builds: one that has another relation now leaves its old one behind. */
  readonly built: ReadonlySet<NodeId>;
}

const prefix = 'orphan ';

export function findOrphans({ rows, manifest, existing, built }: OrphanSearch): Orphans {
  const { dialect, project } = manifest;
  const render = (relation: Relation): string => dialect.renderRelation(relation);
  const owned = new Set(listOwned(manifest).map(render));
  const types = new Map(existing.map(({ relation, type }) => [render(relation), type]));
  const isOrphan = ({ relation, type }: ExistingRelation): boolean =>
    !owned.has(render(relation)) && types.get(render(relation)) === type;
  const known: Orphan[] = [];
  const fresh: Orphan[] = [];
  const remove: { table: StateRow['table']; id: string }[] = [];
  for (const row of rows) {
    if (row.table !== 'nodes' || !row.id.startsWith(prefix)) continue;
    const orphan = parseOrphan(row.value);
    if (orphan && isOrphan(orphan)) known.push(orphan);
    else remove.push({ table: 'nodes', id: row.id });
  }
  const nodes: ReadonlyMap<string, unknown> = manifest.nodes;
  for (const [id, { relation, kind, content }] of readRemembered(rows).nodes) {
    const isGone = !nodes.has(id);
    if (!id.includes(`.${project.config.name}.`) || (!isGone && ![...built].some((other) => other === id))) continue;
    if (isGone)
      remove.push({ table: 'nodes', id }, { table: 'partitions', id }, { table: 'nodes', id: `rows of ${id}` });
    // Without a content nobody knows that sp ever built it.
    if (relation === undefined || kind === undefined || content === undefined) continue;
    const orphan: Orphan = { relation, type: kind, node: id };
    if (isOrphan(orphan)) fresh.push(orphan);
  }
  const put = fresh.map((orphan): StateRow => ({
    table: 'nodes',
    id: prefix + render(orphan.relation),
    key: '',
    value: JSON.stringify(orphan),
  }));
  return { fresh, known, change: { remove, put } };
}

/** What makes a dropped orphan forgotten. */
export function forgetOrphans(orphans: readonly Orphan[], manifest: Manifest): StateChange {
  const { dialect } = manifest;
  return {
    remove: orphans.map(({ relation }) => ({ table: 'nodes', id: prefix + dialect.renderRelation(relation) })),
    put: [],
  };
}

function listOwned(manifest: Manifest): readonly Relation[] {
  return [...manifest.nodes.values()].flatMap((node) => {
    if (!('relation' in node)) return [];
    const isRejecting = node.resourceType === 'seed' && node.rejected !== undefined;
    return isRejecting && node.rejected ? [node.relation, node.rejected] : [node.relation];
  });
}

function parseOrphan(text: string): Orphan | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('relation' in value) || !('type' in value)) return undefined;
    const { relation, type } = value;
    if (typeof relation !== 'object' || relation === null || !('identifier' in relation)) return undefined;
    if (typeof relation.identifier !== 'string' || (type !== 'table' && type !== 'view')) return undefined;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what decides is checked; the rest is ours or nothing
    return value as Orphan;
  } catch {
    return undefined;
  }
}
