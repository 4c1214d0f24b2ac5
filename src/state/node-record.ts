// Rows of the state ⇄ what they say. A row that is not exactly as we write it counts as absent: then something is built
// that need not be, and nothing worse.

import type { StateRow } from '../adapters/adapter.js';
import type { Relation, SqlValue } from '../dialects/relation.js';
import type { Ingredients } from './fingerprint.js';

/** What is known of a node from earlier runs. */
export interface NodeRecord {
  /**
   * `built`: the published relation is what these ingredients give. `partial`: some of its partitions are.
   * `failed`: the last attempt failed; what was published before is still there, with `content`.
   */
  readonly status: 'built' | 'partial' | 'failed';
  readonly ingredients: Ingredients;
  /** Version of what is published: equal versions mean equal columns and rows. */
  readonly content?: string;
  readonly rows?: number;
  /** Hash of the compiled text, to save looking at it again, and what was found in it. */
  readonly text?: string;
  readonly volatile?: readonly string[];
  /** Absent for tests and sources. */
  readonly relation?: Relation;
  readonly kind?: 'table' | 'view';
}

/** What is known of one partition of a partitioned model. */
export interface PartitionRecord {
  readonly ingredients: Ingredients;
  /** Hash of its rows. */
  readonly content: string;
  readonly rows: number;
}

export type PartitionKey = string | null;

/** Keys are compared as text, NULL apart from every text. */
export function partitionKey(key: SqlValue): PartitionKey {
  return key === null ? null : String(key);
}

export interface Remembered {
  readonly nodes: ReadonlyMap<string, NodeRecord>;
  readonly partitions: ReadonlyMap<string, ReadonlyMap<PartitionKey, PartitionRecord>>;
}

export function readRemembered(rows: readonly StateRow[]): Remembered {
  const nodes = new Map<string, NodeRecord>();
  const partitions = new Map<string, Map<PartitionKey, PartitionRecord>>();
  for (const { table, id, key, value } of rows) {
    if (table === 'nodes') {
      const record = parseNode(value);
      if (record) nodes.set(id, record);
    }
    if (table === 'partitions') {
      const record = parsePartition(value);
      const name = parse(key);
      if (!record || (typeof name !== 'string' && name !== null)) continue;
      const own = partitions.get(id) ?? new Map<PartitionKey, PartitionRecord>();
      partitions.set(id, own.set(name, record));
    }
  }
  return { nodes, partitions };
}

export function nodeRow(id: string, record: NodeRecord): StateRow {
  return { table: 'nodes', id, key: '', value: JSON.stringify(record) };
}

export function partitionRow(id: string, key: PartitionKey, record: PartitionRecord): StateRow {
  return { table: 'partitions', id, key: JSON.stringify(key), value: JSON.stringify(record) };
}

function parseNode(text: string): NodeRecord | undefined {
  const value = parse(text);
  if (!isObject(value) || !isTexts(value['ingredients'])) return undefined;
  const { status, content, volatile } = value;
  if (status !== 'built' && status !== 'partial' && status !== 'failed') return undefined;
  if (content !== undefined && typeof content !== 'string') return undefined;
  if (volatile !== undefined && !(Array.isArray(volatile) && volatile.every((each) => typeof each === 'string'))) {
    return undefined;
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what decides is checked; the rest is ours or nothing
  return value as unknown as NodeRecord;
}

function parsePartition(text: string): PartitionRecord | undefined {
  const value = parse(text);
  if (!isObject(value) || !isTexts(value['ingredients'])) return undefined;
  if (typeof value['content'] !== 'string' || typeof value['rows'] !== 'number') return undefined;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- just checked
  return value as unknown as PartitionRecord;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}
