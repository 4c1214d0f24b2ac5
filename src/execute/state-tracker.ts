// Decides at each node's start whether it runs, by what is remembered of the last build and what its inputs hold now, and
// remembers what came of it. A record is written behind: losing one costs a build that was not needed, and none is ever
// there for something that did not happen.

import type { PartitionOutcome, StateChange, StateRow } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import type { BuildPlan, NodePlan, PartitionedPlan, SeedPlan, TestPlan } from '../plan/plan.js';
import { decideByIngredients, decideEarly, runBecause, type Decision } from '../state/decide.js';
import { readExplainingIngredients } from '../state/explain-ingredients.js';
import { versionOf, type Ingredients } from '../state/fingerprint.js';
import { readStaticFacts, type StaticFacts } from '../state/ingredients.js';
import {
  nodeRow,
  partitionKey,
  readRemembered,
  type NodeRecord,
  type PartitionKey,
  type Remembered,
} from '../state/node-record.js';
import { ContentVersions, versionOfPartitions, type KeepingSession } from './content-versions.js';
import { PartitionTracker } from './partition-tracker.js';
import { StateWriter } from './state-writer.js';

export interface TrackerOptions {
  readonly session: KeepingSession;
  readonly manifest: Manifest;
  /** The flag that makes everything run, as written. */
  readonly forcedBy?: string;
  /** Hash of a file's bytes. */
  readonly hashFile: (absolutePath: string) => Promise<string>;
}

export class StateTracker {
  readonly remembered: Remembered;
  readonly versions: ContentVersions;
  readonly partitions: PartitionTracker;
  readonly #options: TrackerOptions;
  readonly #existing: ReadonlySet<string>;
  readonly #writer: StateWriter;
  readonly #facts = new Map<NodeId, StaticFacts>();
  readonly #files = new Map<NodeId, Ingredients>();
  /** Nodes of which is known what is there. */
  readonly #settled = new Set<NodeId>();

  private constructor(options: TrackerOptions, rows: readonly StateRow[], existing: ReadonlySet<string>) {
    this.#options = options;
    this.#existing = existing;
    this.remembered = readRemembered(rows);
    const { session, manifest } = options;
    this.versions = new ContentVersions({ session, manifest, remembered: this.remembered, existing });
    this.#writer = new StateWriter(session);
    this.partitions = new PartitionTracker({ versions: this.versions, remembered: this.remembered, manifest });
  }

  static async open(options: TrackerOptions): Promise<StateTracker> {
    const { session, manifest } = options;
    const [rows, relations] = await Promise.all([session.readState(), session.relations()]);
    const existing = new Set(relations.map(({ relation }) => manifest.dialect.renderRelation(relation)));
    return new StateTracker(options, rows, existing);
  }

  /** For everything but the single partitions of a partitioned model, which `partitions` decides. */
  async decide(plan: NodePlan): Promise<Decision> {
    const record = this.remembered.nodes.get(plan.id);
    const facts = this.#factsOf(plan);
    if (plan.kind === 'seed') this.#files.set(plan.id, await this.#hashFiles(plan));
    for (const relation of facts.inputs) this.versions.prepare(relation);
    const early = decideEarly(record, facts.ingredients, {
      ...(this.#options.forcedBy !== undefined && { forcedBy: this.#options.forcedBy }),
      isThere: plan.kind === 'test' || this.#isThere(plan),
      volatile: facts.volatile,
    });
    if (early || record === undefined) return early ?? runBecause({ kind: 'never-built' });
    const { ingredients, unknown } = await this.#withInputs(plan);
    const [missing] = unknown;
    if (missing !== undefined) return runBecause({ kind: 'unknown-input', input: missing });
    const decision = decideByIngredients(record, ingredients);
    if (plan.kind === 'partitioned' && record.status === 'partial') return runBecause({ kind: 'partial' });
    if (decision.kind === 'reuse' && plan.kind === 'test') this.#settled.add(plan.id);
    if (decision.kind === 'run' || this.#options.session.isTouched !== true || plan.kind === 'test') return decision;
    const isSame = plan.kind !== 'view' && (await this.versions.isAsRemembered(plan.id, record));
    return isSame ? decision : runBecause({ kind: 'touched' });
  }

  /** Which partitions of these keys run. */
  async decidePartitions(
    plan: PartitionedPlan,
    keys: readonly SqlValue[],
  ): Promise<ReadonlyMap<PartitionKey, Decision>> {
    const facts = this.#factsOf(plan);
    const { forcedBy, session } = this.#options;
    const [volatile] = facts.volatile;
    const all = (decision: Decision) => new Map(keys.map((key) => [partitionKey(key), decision]));
    if (forcedBy !== undefined) return all(runBecause({ kind: 'forced', flag: forcedBy }));
    if (!this.#isThere(plan)) return all(runBecause({ kind: 'not-there' }));
    if (volatile !== undefined) return all(runBecause({ kind: 'volatile', what: volatile }));
    const record = this.remembered.nodes.get(plan.id);
    const isSame = session.isTouched !== true || (record && (await this.versions.isAsRemembered(plan.id, record)));
    return isSame ? this.partitions.decide(plan, facts, keys) : all(runBecause({ kind: 'touched' }));
  }

  reused(plan: NodePlan): void {
    const content = this.remembered.nodes.get(plan.id)?.content;
    this.#settled.add(plan.id);
    this.versions.set(plan.id, Promise.resolve(content));
  }

  /** What it will hold is not known. */
  willRun(plan: NodePlan): void {
    this.versions.set(plan.id, Promise.resolve(undefined));
  }

  /** What is to be forgotten in the same step as the node is published. */
  claimOf(plan: NodePlan, keys: readonly SqlValue[]): StateChange {
    return { remove: [{ table: 'nodes', id: plan.id }, ...this.partitions.claims(plan.id, keys)], put: [] };
  }

  /** @param isPartial something of it failed: what is there is known, but is not what it should be */
  built(plan: BuildPlan, rows: number | undefined, isPartial = false): void {
    if (plan.kind === 'partitioned') throw new Error('partitions are tracked one by one');
    const content = this.#contentOf(plan);
    this.#settled.add(plan.id);
    this.versions.set(plan.id, content);
    this.#put(plan, isPartial ? 'failed' : 'built', content, rows);
  }

  /**
   * @param outcomes of the partitions that were evaluated; the others are as they were
   */
  builtPartitions(plan: PartitionedPlan, outcomes: readonly PartitionOutcome[], removed: readonly SqlValue[]): void {
    const updated = this.partitions.update(plan, this.#factsOf(plan), outcomes, removed);
    const content = updated.hashes.then((hashes) => hashes && versionOfPartitions(hashes));
    this.versions.set(plan.id, content, updated.hashes);
    this.#settled.add(plan.id);
    this.#writer.put(updated.change);
    const hasFailed = outcomes.some(({ status }) => status === 'error');
    const status = hasFailed ? 'failed' : 'built';
    this.#put(plan, plan.onlyKeys && !hasFailed ? 'partial' : status, content, undefined);
  }

  /** The attempt is remembered as failed; what was published before stays what it was. */
  failed(plan: NodePlan): void {
    const record = this.remembered.nodes.get(plan.id);
    if (plan.kind === 'test') {
      if (record) this.#writer.put(Promise.resolve({ remove: [{ table: 'nodes', id: plan.id }], put: [] }));
      return;
    }
    const content = Promise.resolve(this.#options.session.isTouched === true ? undefined : record?.content);
    this.versions.set(plan.id, content);
    this.#put(plan, 'failed', content, record?.rows);
  }

  passed(plan: TestPlan): void {
    this.#settled.add(plan.id);
    this.#put(plan, 'built', Promise.resolve(undefined), undefined);
  }

  /** Resolves when everything is with the session. To be called once, when no node runs any more. */
  flush(): Promise<void> {
    this.#writer.put(this.#finish());
    return this.#writer.flush();
  }

  async #finish(): Promise<StateChange> {
    const put: StateRow[] = [];
    for (const [id, version] of this.versions.sources) {
      const content = await version;
      if (content !== undefined) put.push(nodeRow(id, { status: 'built', ingredients: {}, content }));
    }
    if (this.#options.session.isTouched !== true) return { remove: [], put };
    // Others wrote to the target: what this run has not compared is not to be relied on.
    const known = new Set<string>([...this.#settled, ...put.map(({ id }) => id)]);
    const doubtful = [...this.remembered.nodes.keys(), ...this.remembered.partitions.keys()].filter(
      (id) => !known.has(id),
    );
    const remove = doubtful.flatMap((id) => [{ table: 'nodes', id } as const, { table: 'partitions', id } as const]);
    return { remove, put, isSettled: true };
  }

  #put(
    plan: NodePlan,
    status: NodeRecord['status'],
    content: Promise<string | undefined>,
    rows: number | undefined,
  ): void {
    this.#writer.put(this.#makeRow(plan, status, content, rows).then((row) => ({ remove: [], put: row ? [row] : [] })));
  }

  async #makeRow(
    plan: NodePlan,
    status: NodeRecord['status'],
    content: Promise<string | undefined>,
    rows: number | undefined,
  ): Promise<StateRow | undefined> {
    const { text, volatile } = this.#factsOf(plan);
    const { ingredients, unknown } = await this.#withInputs(plan);
    const version = await content;
    // Without a version of what is there nobody could say later whether it changed.
    const isKnown = plan.kind === 'test' || version !== undefined;
    return nodeRow(plan.id, {
      status: unknown.length > 0 || !isKnown ? 'failed' : status,
      ingredients: { ...ingredients, ...readExplainingIngredients(plan, this.#options.manifest) },
      ...(version !== undefined && { content: version }),
      ...(rows !== undefined && { rows }),
      ...(plan.kind !== 'seed' && { text, volatile }),
      ...(plan.kind !== 'test' && { relation: plan.node.relation, kind: plan.kind === 'view' ? 'view' : 'table' }),
    });
  }

  async #contentOf(plan: BuildPlan): Promise<string | undefined> {
    if (plan.kind !== 'view') {
      const rejected = plan.kind === 'seed' && plan.node.rejected ? [plan.node.rejected] : [];
      return this.versions.hash(plan.node.relation, ...rejected);
    }
    const { ingredients, unknown } = await this.#withInputs(plan);
    return unknown.length > 0 ? undefined : versionOf(ingredients);
  }

  async #withInputs(
    plan: NodePlan,
  ): Promise<{ readonly ingredients: Ingredients; readonly unknown: readonly string[] }> {
    const facts = this.#factsOf(plan);
    const ingredients: Record<string, string> = { ...facts.ingredients, ...this.#files.get(plan.id) };
    const unknown: string[] = [];
    for (const relation of facts.inputs) {
      const owner = this.versions.ownerOf(relation);
      // What it makes of its own rows follows from the others.
      if (owner === plan.id) continue;
      const version = owner && (await this.versions.of(owner));
      if (owner && version !== undefined) ingredients[`input.${owner}`] = version;
      else unknown.push(owner ?? relation.identifier);
    }
    return { ingredients, unknown };
  }

  #factsOf(plan: NodePlan): StaticFacts {
    const known = this.#facts.get(plan.id);
    if (known) return known;
    const facts = readStaticFacts(plan, this.#options.manifest, this.remembered.nodes.get(plan.id));
    this.#facts.set(plan.id, facts);
    return facts;
  }

  #isThere(plan: BuildPlan): boolean {
    const relations = [plan.node.relation, ...(plan.kind === 'seed' && plan.node.rejected ? [plan.node.rejected] : [])];
    return relations.every((relation) => this.#existing.has(this.#options.manifest.dialect.renderRelation(relation)));
  }

  /** Before the files are loaded: one that changes meanwhile is then another one the next time. */
  async #hashFiles(plan: SeedPlan): Promise<Ingredients> {
    const files: Record<string, string> = {};
    for (const { path, absolutePath } of plan.node.files) {
      // A file that cannot be read is for the loader to report.
      files[`file.${path}`] = await this.#options.hashFile(absolutePath).catch(() => 'unreadable');
    }
    return files;
  }
}
