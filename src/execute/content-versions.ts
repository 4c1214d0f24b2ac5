// What the relations hold right now, as versions that can be compared with those of the last build: hashed, taken from
// what is remembered, or made from the versions of what a view reads. Each is found once a run.

import type { Session, StateKeeper } from '../adapters/adapter.js';
import type { Relation } from '../dialects/relation.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import { hashText, versionOf } from '../state/fingerprint.js';
import {
  partitionKey,
  type NodeRecord,
  type PartitionKey,
  type PartitionRecord,
  type Remembered,
} from '../state/node-record.js';

/** A session that remembers. */
export type KeepingSession = Session & StateKeeper;

export type PartitionHashes = ReadonlyMap<PartitionKey, string>;

export interface ContentVersionsOptions {
  readonly session: KeepingSession;
  readonly manifest: Manifest;
  readonly remembered: Remembered;
  /** Rendered names of the relations that are there. */
  readonly existing: ReadonlySet<string>;
}

export class ContentVersions {
  readonly #options: ContentVersionsOptions;
  readonly #owners = new Map<string, NodeId>();
  readonly #versions = new Map<NodeId, Promise<string | undefined>>();
  readonly #sources = new Map<NodeId, Promise<string | undefined>>();
  readonly #partitions = new Map<NodeId, Promise<PartitionHashes | undefined>>();
  readonly #groups = new Map<string, Promise<PartitionHashes | undefined>>();

  constructor(options: ContentVersionsOptions) {
    this.#options = options;
    const { manifest } = options;
    const nodes = [...manifest.nodes.values()];
    const sources = nodes.filter(({ resourceType }) => resourceType === 'source');
    // What sp builds itself comes last: a source of the same relation is no stranger's.
    for (const node of [...sources, ...nodes.filter((each) => !sources.includes(each))]) {
      if (!('relation' in node) || node.resourceType === 'test') continue;
      this.#owners.set(manifest.dialect.renderRelation(node.relation), node.id);
      if (node.resourceType === 'seed' && node.rejected) {
        this.#owners.set(manifest.dialect.renderRelation(node.rejected), node.id);
      }
    }
  }

  /** The node that a relation belongs to. */
  ownerOf(relation: Relation): NodeId | undefined {
    return this.#owners.get(this.#options.manifest.dialect.renderRelation(relation));
  }

  /** What a node holds from now on. */
  set(id: NodeId, version: Promise<string | undefined>, partitions?: Promise<PartitionHashes | undefined>): void {
    this.#versions.set(id, version);
    for (const key of this.#groups.keys()) if (key.startsWith(`${id}\n`)) this.#groups.delete(key);
    if (partitions) this.#partitions.set(id, partitions);
  }

  /** Looks at a source before it is read: what changes in it later is then seen the next time. */
  prepare(relation: Relation): void {
    const owner = this.ownerOf(relation);
    if (owner && !this.#versions.has(owner)) void this.of(owner).catch(() => undefined);
  }

  /** Undefined when it is not known. */
  of(id: NodeId): Promise<string | undefined> {
    const known = this.#versions.get(id);
    if (known) return known;
    const found = this.#find(id);
    this.#versions.set(id, found);
    return found;
  }

  /** Versions of the rows of each value of a column; undefined when they are not known. */
  by(id: NodeId, relation: Relation, column: string): Promise<PartitionHashes | undefined> {
    const key = `${id}\n${this.#options.manifest.dialect.renderRelation(relation)}\n${column.toLowerCase()}`;
    const known = this.#groups.get(key);
    if (known) return known;
    const found = this.#isPartitionColumn(id, column) ? this.partitionsOf(id) : this.hashBy(relation, column);
    this.#groups.set(key, found);
    return found;
  }

  /** Versions of a partitioned model's own partitions. */
  async partitionsOf(id: NodeId): Promise<PartitionHashes | undefined> {
    const known = this.#partitions.get(id);
    if (known) return known;
    if ((await this.of(id)) === undefined) return undefined;
    return hashesOf(this.#options.remembered.partitions.get(id) ?? new Map<PartitionKey, PartitionRecord>());
  }

  /** Hash of a relation as it is published; with its rejected rows, where a seed keeps them. */
  async hash(...relations: readonly Relation[]): Promise<string | undefined> {
    const hashes: string[] = [];
    for (const relation of relations) {
      const [found] = await this.#options.session.hash({ relation, reads: [relation] });
      if (found === undefined) return undefined;
      hashes.push(found.hash);
    }
    return hashes.length === 1 ? hashes[0] : hashText(hashes.join(' '));
  }

  async #find(id: NodeId): Promise<string | undefined> {
    const { manifest, remembered, existing, session } = this.#options;
    const node = manifest.nodes.get(id);
    if (node === undefined || !('relation' in node)) return undefined;
    if (!existing.has(manifest.dialect.renderRelation(node.relation))) return undefined;
    const record = remembered.nodes.get(id);
    if (node.resourceType === 'source') return this.#findSource(id, node.relation, record);
    if (record?.content === undefined) return undefined;
    // The definition that is there is not the one that was tried.
    if (record.kind === 'view' && record.status === 'failed') return undefined;
    if (record.kind === 'view') return session.isTouched === true ? undefined : this.#findView(record);
    if (session.isTouched !== true) return record.content;
    return (await this.isAsRemembered(id, record)) ? record.content : undefined;
  }

  /** Does the published table hold what sp put there? */
  async isAsRemembered(id: NodeId, record: NodeRecord): Promise<boolean> {
    const node = this.#options.manifest.nodes.get(id);
    if (node === undefined || !('relation' in node)) return false;
    if (node.resourceType === 'model' && node.partition) {
      const now = await this.hashBy(node.relation, node.partition.by);
      return now !== undefined && versionOfPartitions(now) === record.content;
    }
    const rejected = node.resourceType === 'seed' && node.rejected ? [node.rejected] : [];
    return (await this.hash(node.relation, ...rejected)) === record.content;
  }

  async #findSource(id: NodeId, relation: Relation, record: NodeRecord | undefined): Promise<string | undefined> {
    const { session, manifest } = this.#options;
    if (!manifest.dialect.capabilities.hashesSources) return undefined;
    const isOthers = this.ownerOf(relation) === id && !hasHooks(manifest);
    if (isOthers && session.isTouched === false && record?.content !== undefined) return record.content;
    const version = this.hash(relation);
    this.#sources.set(id, version);
    return version;
  }

  /** Of the sources that were looked at. */
  get sources(): ReadonlyMap<NodeId, Promise<string | undefined>> {
    return this.#sources;
  }

  /** Its definition is the same; what it reads may have changed under it. */
  async #findView(record: NodeRecord): Promise<string | undefined> {
    const ingredients: Record<string, string> = { ...record.ingredients };
    for (const name of Object.keys(ingredients)) {
      if (!name.startsWith('input.')) continue;
      const version = await this.of(nodeId(name.slice('input.'.length)));
      if (version === undefined) return undefined;
      ingredients[name] = version;
    }
    return versionOf(ingredients);
  }

  /** Hashes of the rows of each value of a column, as they are published. */
  async hashBy(relation: Relation, by: string): Promise<PartitionHashes | undefined> {
    const groups = await this.#options.session.hash({ relation, reads: [relation], by });
    const hashes = new Map<PartitionKey, string>();
    for (const { key, hash } of groups) {
      const text = partitionKey(key);
      const before = hashes.get(text);
      hashes.set(text, before === undefined ? hash : hashText(`${before} ${hash}`));
    }
    return hashes;
  }

  #isPartitionColumn(id: NodeId, column: string): boolean {
    const node = this.#options.manifest.nodes.get(id);
    if (node?.resourceType !== 'model' || node.partition === undefined) return false;
    return node.partition.by.toLowerCase() === column.toLowerCase();
  }
}

/** Hooks may write anywhere. */
function hasHooks({ project, nodes }: Manifest): boolean {
  return project.config.onRunStart.length > 0 || [...nodes.values()].some((node) => 'hooks' in node);
}

/** Partitions without rows are nothing that can be seen in the table. */
export function hashesOf(records: ReadonlyMap<PartitionKey, PartitionRecord>): PartitionHashes {
  return new Map([...records].flatMap(([key, { content, rows }]) => (rows > 0 ? [[key, content] as const] : [])));
}

export function versionOfPartitions(partitions: PartitionHashes): string {
  const sorted = [...partitions].sort(([a], [b]) => ((a ?? '\0') < (b ?? '\0') ? -1 : 1));
  return hashText(JSON.stringify(sorted));
}
