// A partitioned model: find the keys, evaluate each partition on its own, and gather what can be published.

import type { PartitionOutcome, Staged } from '../adapters/adapter.js';
import { fillGaps } from '../compile/partition-gaps.js';
import type { Dialect } from '../dialects/dialect.js';
import type { SqlValue } from '../dialects/relation.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { PartitionedPlan } from '../plan/plan.js';
import { partitionKey } from '../state/node-record.js';
import { createGapMapper, engineDiagnostic, partitionFailure, unknownPartitionKeys } from './errors.js';
import type { PartitionResult } from './node-result.js';
import type { NodeRunnerOptions, StagedNode } from './staged-node.js';

/** Tasks per slot: more balance better, fewer cost less. */
const tasksPerSlot = 2;

export async function stagePartitions(
  plan: PartitionedPlan,
  options: NodeRunnerOptions,
  onStart: () => void,
): Promise<StagedNode> {
  const { session, slots, signal, sink } = options;
  const { dialect } = session;
  const found = await slots.use(plan.priority, () => {
    signal.throwIfAborted();
    return findKeys(plan, options);
  });
  const { keys: chosen, warnings } = chooseKeys(plan, found);
  const exists = (await session.relations()).some(
    ({ relation, type }) =>
      type === 'table' && dialect.renderRelation(relation) === dialect.renderRelation(plan.relation),
  );
  const decisions = await options.tracker?.decidePartitions(plan, chosen);
  const isReused = (key: SqlValue): boolean => decisions?.get(partitionKey(key))?.kind === 'reuse';
  const keys = chosen.filter((key) => !isReused(key));
  const removeKeys = plan.onlyKeys || !exists ? [] : await findVanishedKeys(plan, options, found);

  let done = 0;
  let isStarted = false;
  const groups = groupKeys(keys, session.slots * tasksPerSlot);
  const staged = await Promise.all(
    groups.map((group) =>
      slots.use(plan.priority, async () => {
        signal.throwIfAborted();
        if (!isStarted) onStart();
        isStarted = true;
        const result = await session.stage(
          {
            kind: 'partitions',
            relation: plan.relation,
            reads: plan.compiled.reads,
            partitionBy: plan.partition.by,
            partitions: group.map((key) => ({ key, select: fillGaps(plan.partition.pieces, key, dialect) })),
          },
          signal,
        );
        done += group.length;
        const progress = { done, total: keys.length, unit: 'partitions' } as const;
        sink({ kind: 'node-progress', node: plan.id, label: plan.label, ...progress });
        return result;
      }),
    ),
  );
  // Without any key the table must still exist, with the right columns.
  if (chosen.length === 0 && (!exists || (found.length === 0 && plan.onlyKeys === undefined)))
    staged.push(await stageEmpty(plan, options));

  const outcomes = staged.flatMap((each) => each.partitions);
  const diagnostics = [...warnings, ...diagnose(plan, outcomes, dialect)];
  const failed = outcomes.filter((outcome) => outcome.status === 'error').length;
  const partitions: PartitionResult[] = [
    ...outcomes.map((outcome): PartitionResult =>
      outcome.status === 'success' ? outcome : { key: outcome.key, status: 'error', message: outcome.error.message },
    ),
    ...chosen.filter(isReused).map((key): PartitionResult => ({ key, status: 'reused' })),
    ...removeKeys.map((key): PartitionResult => ({ key, status: 'removed' })),
  ];
  return {
    staged,
    publication: {
      relation: plan.relation,
      staged,
      mode: { kind: 'partitions', partitionBy: plan.partition.by, removeKeys },
      statements: plan.statements,
    },
    isPartial: failed > 0,
    hasNothing: failed > 0 && failed === outcomes.length && !exists,
    isUnchanged: staged.length === 0 && removeKeys.length === 0 && exists,
    result: {
      rows: staged.reduce((sum, each) => sum + each.rows, 0),
      ...(staged[0] && { slot: staged[0].slot }),
      ...(failed > 0 && { message: `${failed} of ${outcomes.length} partitions failed; their old rows stay` }),
      diagnostics,
      partitions,
      runSql: keys.map((key) => fillGaps(plan.partition.pieces, key, dialect)).join(';\n\n'),
    },
  };
}

/** Of all partitions that the inputs have now, in order. */
export async function findKeys(
  plan: PartitionedPlan,
  { session, signal }: Pick<NodeRunnerOptions, 'session' | 'signal'>,
): Promise<readonly SqlValue[]> {
  const { keys, keysSql, keyReads } = plan.partition;
  const found =
    keys ?? (await session.query({ sql: keysSql ?? '', reads: keyReads }, signal)).rows.map((row) => row[0] ?? null);
  const distinct = new Map(found.map((key) => [keyText(key), key]));
  return [...distinct.values()].sort((a, b) => compareTexts(keyText(a), keyText(b)));
}

/** Keys of the published table that no input has any more. */
async function findVanishedKeys(
  plan: PartitionedPlan,
  { session, slots, signal }: NodeRunnerOptions,
  found: readonly SqlValue[],
): Promise<readonly SqlValue[]> {
  const { dialect } = session;
  const sql = `select distinct ${dialect.quoteColumn(plan.partition.by)} from ${dialect.renderRelation(plan.relation)}`;
  const columns = await session.columns(plan.relation);
  if (!columns.some((column) => column.name.toLowerCase() === plan.partition.by.toLowerCase())) return [];
  const { rows } = await slots.use(plan.priority, () => session.query({ sql, reads: [plan.relation] }, signal));
  const current = new Set(found.map(keyText));
  return rows.map((row) => row[0] ?? null).filter((key) => !current.has(keyText(key)));
}

function chooseKeys(
  plan: PartitionedPlan,
  found: readonly SqlValue[],
): { readonly keys: readonly SqlValue[]; readonly warnings: readonly Diagnostic[] } {
  if (plan.onlyKeys === undefined) return { keys: found, warnings: [] };
  const wanted = new Set(plan.onlyKeys);
  const texts = found.map(plainText);
  const unknown = plan.onlyKeys.filter((key) => !texts.includes(key));
  const suggestion = unknown[0] === undefined ? undefined : suggest(unknown[0], texts);
  const warnings = unknown.length > 0 ? [unknownPartitionKeys(plan.partition.by, unknown, suggestion)] : [];
  return { keys: found.filter((key) => wanted.has(plainText(key))), warnings };
}

/** Runs of neighbouring keys of about equal length: rows end up in the order of the keys, however many groups there are. */
function groupKeys(keys: readonly SqlValue[], count: number): readonly (readonly SqlValue[])[] {
  const size = Math.min(count, keys.length);
  const start = (group: number): number => Math.floor((group * keys.length) / size);
  return Array.from({ length: size }, (_, group) => keys.slice(start(group), start(group + 1)));
}

function stageEmpty(plan: PartitionedPlan, { session, slots, signal }: NodeRunnerOptions): Promise<Staged> {
  const { dialect } = session;
  const select = `select * from (\n${fillGaps(plan.partition.pieces, null, dialect)}\n) sp_empty where 1 = 0`;
  const statements = [{ sql: dialect.createTableAs(plan.staging, select) }];
  return slots.use(plan.priority, () =>
    session.stage({ kind: 'table', relation: plan.relation, reads: plan.compiled.reads, statements }, signal),
  );
}

/** One diagnostic for each different problem, naming the partitions that have it. */
function diagnose(
  plan: PartitionedPlan,
  outcomes: readonly PartitionOutcome[],
  dialect: Dialect,
): readonly Diagnostic[] {
  const { pieces } = plan.partition;
  const groups = new Map<string, { readonly diagnostic: Diagnostic; readonly keys: string[] }>();
  for (const outcome of outcomes) {
    if (outcome.status === 'success') continue;
    const owner = { id: plan.id, place: plan.node.partition?.byPlace ?? plan.node.place };
    const select = fillGaps(pieces, outcome.key, dialect);
    const mapper = createGapMapper(pieces, outcome.key, dialect);
    for (const diagnostic of engineDiagnostic(outcome.error, owner, plan.compiled, select, mapper)) {
      const group = groups.get(diagnostic.message) ?? { diagnostic, keys: [] };
      group.keys.push(dialect.renderLiteral(outcome.key));
      groups.set(diagnostic.message, group);
    }
  }
  return [...groups.values()].map(({ diagnostic, keys }) => partitionFailure(keys, diagnostic));
}

/** Apart from every text, NULL included. */
function keyText(key: SqlValue): string {
  return key === null ? '\u0000null' : plainText(key);
}

/** As `--partition column=value` writes it. */
function plainText(key: SqlValue): string {
  return key === null ? '' : String(key);
}

function compareTexts(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
