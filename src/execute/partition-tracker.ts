// The same for the partitions of a partitioned model: each has its own ingredients, of which those of aligned inputs are
// the rows of its key alone.

import type { PartitionOutcome, StateChange, StateRow } from '../adapters/adapter.js';
import type { Relation, SqlValue } from '../dialects/relation.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import type { PartitionedPlan } from '../plan/plan.js';
import { decideByIngredients, runBecause, type Decision } from '../state/decide.js';
import { hashText, versionOf, type Ingredients } from '../state/fingerprint.js';
import type { StaticFacts } from '../state/ingredients.js';
import {
  partitionKey,
  partitionRow,
  type PartitionKey,
  type PartitionRecord,
  type Remembered,
} from '../state/node-record.js';
import { hashesOf, type ContentVersions, type PartitionHashes } from './content-versions.js';

export interface PartitionTrackerOptions {
  readonly versions: ContentVersions;
  readonly remembered: Remembered;
  readonly manifest: Manifest;
}

/** What of a partition's ingredients does not depend on its key, and how the rest is found. */
interface Shared {
  readonly ingredients: Ingredients;
  readonly aligned: readonly { readonly name: string; readonly groups: PartitionHashes }[];
  /** Inputs whose content is not known. */
  readonly unknown: readonly string[];
}

export class PartitionTracker {
  readonly #options: PartitionTrackerOptions;
  readonly #shared = new Map<NodeId, Promise<Shared>>();

  constructor(options: PartitionTrackerOptions) {
    this.#options = options;
  }

  /** One decision for each key. */
  async decide(
    plan: PartitionedPlan,
    facts: StaticFacts,
    keys: readonly SqlValue[],
  ): Promise<ReadonlyMap<PartitionKey, Decision>> {
    const records = this.#options.remembered.partitions.get(plan.id);
    if (records === undefined || records.size === 0) {
      return new Map(keys.map((key) => [partitionKey(key), runBecause({ kind: 'never-built' })]));
    }
    const shared = await this.#sharedOf(plan, facts);
    return new Map(
      keys.map((key) => {
        const name = partitionKey(key);
        return [name, decideKey(records.get(name), ingredientsOf(shared, name), shared.unknown)];
      }),
    );
  }

  claims(id: NodeId, keys: readonly SqlValue[]): StateChange['remove'] {
    return keys.map((key) => ({ table: 'partitions', id, key: JSON.stringify(partitionKey(key)) }));
  }

  /** What is to be remembered of a model whose partitions were evaluated or removed, and the hashes of all that are there. */
  update(
    plan: PartitionedPlan,
    facts: StaticFacts,
    outcomes: readonly PartitionOutcome[],
    removed: readonly SqlValue[],
  ): { readonly change: Promise<StateChange>; readonly hashes: Promise<PartitionHashes | undefined> } {
    const change = this.#makeChange(plan, facts, outcomes, removed);
    const hashes = change.then(({ records }) => hashesOf(records));
    return { change: change.then(({ change: made }) => made), hashes };
  }

  async #makeChange(
    plan: PartitionedPlan,
    facts: StaticFacts,
    outcomes: readonly PartitionOutcome[],
    removed: readonly SqlValue[],
  ): Promise<{ readonly change: StateChange; readonly records: ReadonlyMap<PartitionKey, PartitionRecord> }> {
    const contents = await this.#contentsOf(plan, outcomes);
    const shared = await this.#sharedOf(plan, facts);
    const records = new Map(this.#options.remembered.partitions.get(plan.id));
    const put: StateRow[] = [];
    for (const key of removed) records.delete(partitionKey(key));
    for (const outcome of outcomes) {
      const key = partitionKey(outcome.key);
      const before = records.get(key);
      const record = describeOutcome(outcome, contents.get(key), before, shared, key);
      if (record === undefined) continue;
      records.set(key, record);
      put.push(partitionRow(plan.id, key, record));
    }
    return { change: { remove: this.claims(plan.id, removed), put }, records };
  }

  /** Hashes of the evaluated partitions: from the engine's own results, or by a look at the published rows. */
  async #contentsOf(plan: PartitionedPlan, outcomes: readonly PartitionOutcome[]): Promise<PartitionHashes> {
    const good = outcomes.filter((outcome) => outcome.status === 'success');
    if (good.every(({ hash }) => hash !== undefined)) {
      return new Map(good.map(({ key, hash }) => [partitionKey(key), hash ?? '']));
    }
    const found = await this.#options.versions.hashBy(plan.relation, plan.partition.by);
    return found ?? new Map();
  }

  #sharedOf(plan: PartitionedPlan, facts: StaticFacts): Promise<Shared> {
    const known = this.#shared.get(plan.id);
    if (known) return known;
    const found = this.#findShared(plan, facts);
    this.#shared.set(plan.id, found);
    return found;
  }

  async #findShared(plan: PartitionedPlan, facts: StaticFacts): Promise<Shared> {
    const { versions } = this.#options;
    // Which keys there are does not matter to each of them.
    const { keys: _, ...own } = facts.ingredients;
    const ingredients: Record<string, string> = { model: versionOf(own) };
    const unknown: string[] = [];
    const aligned: { readonly name: string; readonly groups: PartitionHashes }[] = [];
    const ownerOf = (relation: Relation): NodeId | undefined => {
      const owner = versions.ownerOf(relation);
      if (owner === undefined) unknown.push(relation.identifier);
      return owner;
    };
    for (const relation of plan.partition.whole) {
      const owner = ownerOf(relation);
      const version = owner && (await versions.of(owner));
      if (owner && version !== undefined) ingredients[`input.${owner}`] = version;
      else if (owner) unknown.push(owner);
    }
    for (const { relation, column } of plan.partition.aligned) {
      const owner = ownerOf(relation);
      const groups = owner && (await versions.by(owner, relation, column));
      if (owner && groups) aligned.push({ name: `input.${owner} ${column}`, groups });
      else if (owner) unknown.push(owner);
    }
    return { ingredients, aligned, unknown };
  }
}

function decideKey(
  record: PartitionRecord | undefined,
  ingredients: Ingredients,
  unknown: readonly string[],
): Decision {
  if (record === undefined) return runBecause({ kind: 'never-built' });
  if (Object.keys(record.ingredients).length === 0) return runBecause({ kind: 'failed-before' });
  const [input] = unknown;
  if (input !== undefined) return runBecause({ kind: 'unknown-input', input });
  return decideByIngredients(record, ingredients);
}

function ingredientsOf(shared: Shared, key: PartitionKey): Ingredients {
  const own = shared.aligned.map(({ name, groups }) => [name, groups.get(key) ?? 'no rows'] as const);
  return { ...shared.ingredients, ...Object.fromEntries(own) };
}

/** A partition that failed keeps its old rows, but nothing says any more that they are what they should be. */
function describeOutcome(
  outcome: PartitionOutcome,
  content: string | undefined,
  before: PartitionRecord | undefined,
  shared: Shared,
  key: PartitionKey,
): PartitionRecord | undefined {
  if (outcome.status === 'error') return before && { ...before, ingredients: {} };
  // A partition without rows leaves nothing to be hashed.
  const hash = content ?? (outcome.rows === 0 ? hashText('no rows') : undefined);
  if (hash === undefined) return undefined;
  const ingredients = shared.unknown.length > 0 ? {} : ingredientsOf(shared, key);
  return { ingredients, content: hash, rows: outcome.rows };
}
