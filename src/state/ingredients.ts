import type { Relation } from '../dialects/relation.js';
import { findVolatile } from '../dialects/find-volatile.js';
import type { Manifest } from '../manifest/manifest.js';
import type { NodePlan } from '../plan/plan.js';
import { describeValue, fingerprintFormat, hashText, type Ingredients } from './fingerprint.js';
import type { NodeRecord } from './node-record.js';

/** What a plan says about a node before anything is known of its inputs' contents. */
export interface StaticFacts {
  readonly ingredients: Ingredients;
  /** Hash of the SQL as it is. */
  readonly text: string;
  /** Why the node always runs; empty for most. */
  readonly volatile: readonly string[];
  /** Relations whose contents count, each as a whole. */
  readonly inputs: readonly Relation[];
}

/** Config that changes neither rows nor columns. */
const idleConfig = new Set([
  'access',
  'description',
  'docs',
  'enabled',
  'group',
  'meta',
  'tags',
  'on_error',
  'publish',
]);

/** @param record facts of the last build, taken over where the SQL is the same to the letter */
export function readStaticFacts(plan: NodePlan, manifest: Manifest, record: NodeRecord | undefined): StaticFacts {
  const { dialect } = manifest;
  const statements = statementsOf(plan);
  const inputs = inputsOf(plan);
  const keys = plan.kind === 'partitioned' ? (plan.partition.keysSql ?? plan.partition.keys) : undefined;
  const text = hashText(JSON.stringify([statements, keys]));
  const engine = `${dialect.name} ${fingerprintFormat}`;
  const isSameEngine = record?.ingredients['engine'] === engine;
  const isKnown =
    isSameEngine && record.text === text && record.volatile !== undefined && record.ingredients['sql'] !== undefined;
  const own = isKnown ? undefined : readStatements(statements, manifest, [...inputs, plan.node.relation]);
  const ofKeys = isKnown || typeof keys !== 'string' ? undefined : readStatements([keys], manifest, inputs);
  const ingredients: Record<string, string> = {
    engine,
    relation: dialect.renderRelation(plan.node.relation),
    ...(statements.length > 0 && { sql: own?.sql ?? record?.ingredients['sql'] ?? '' }),
  };
  for (const [key, value] of Object.entries(plan.node.config)) {
    if (!idleConfig.has(key) && value !== undefined) ingredients[`config.${key}`] = describeValue(value);
  }
  if (plan.kind === 'seed') ingredients['config.csv'] = describeValue(plan.node.seed);
  if (plan.kind === 'test') ingredients['config.severity'] = plan.node.severity;
  if (keys !== undefined) ingredients['keys'] = describeValue(keys);
  delete ingredients['config.partitions'];
  // A view keeps its text: comments in it are for those who read it in the database.
  if (plan.kind === 'view') ingredients['text'] = text;
  const found = own && [...clockOf(plan), ...own.volatile, ...(ofKeys?.volatile ?? [])];
  return { ingredients, text, volatile: found ?? record?.volatile ?? [], inputs };
}

/** New batches begin as time goes by. */
function clockOf(plan: NodePlan): readonly string[] {
  return plan.kind === 'incremental' && plan.config.batch ? ['batches up to the current time'] : [];
}

function readStatements(
  statements: readonly string[],
  { dialect }: Manifest,
  inputs: readonly Relation[],
): { readonly sql: string; readonly volatile: readonly string[] } {
  const names = inputs.map(({ identifier }) => identifier);
  const facts = statements.map((sql) => findVolatile(sql, dialect, names));
  return {
    sql: hashText(JSON.stringify(facts.map(({ normalized }) => normalized))),
    volatile: [...new Set(facts.flatMap(({ volatile }) => volatile))],
  };
}

/** Every SELECT that gives the node's rows. */
function statementsOf(plan: NodePlan): readonly string[] {
  switch (plan.kind) {
    case 'seed':
      return [];
    case 'test':
      return [plan.verdictSql];
    case 'incremental':
      return [plan.variants.full.sql, plan.variants.incremental.sql];
    case 'table':
    case 'view':
    case 'partitioned':
    case 'snapshot':
      return [plan.compiled.sql];
  }
}

function inputsOf(plan: NodePlan): readonly Relation[] {
  switch (plan.kind) {
    case 'seed':
      return [];
    case 'partitioned':
      return [...plan.compiled.reads, ...plan.partition.keyReads];
    case 'incremental':
      return [...plan.variants.full.reads, ...plan.variants.incremental.reads];
    case 'table':
    case 'view':
    case 'snapshot':
    case 'test':
      return plan.compiled.reads;
  }
}
