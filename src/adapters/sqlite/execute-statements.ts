// Statements of the user's own. A relation is an image that nobody changes: a statement runs over a copy of the one that
// it writes to, and the copy takes its place. One at a time in a session, so that no two of them start from the same copy.

import { EngineFailure, type ExecuteRequest } from '../adapter.js';
import { viewEntry, viewSelect, type Entry, type TableEntry } from './catalog.js';
import { findWriteTarget, type WriteTarget } from './find-write-target.js';
import type { ImageContent } from './protocol.js';
import { scanTokens } from './scan-tokens.js';
import { nameKey } from './schema-object.js';
import { isStateTable } from './state-tables.js';
import type { StageContext } from './staged-handle.js';

type RelationTarget = Extract<WriteTarget, { kind: 'relation' }>;

const queues = new WeakMap<StageContext, Promise<unknown>>();

/** Runs the statements of the requests in order. Resolves with whether they changed anything. */
export async function executeStatements(
  requests: readonly ExecuteRequest[],
  context: StageContext,
  signal?: AbortSignal,
): Promise<boolean> {
  return inTurn(context, () => runAll(requests, context, signal));
}

/** Publishes entries, with statements that belong to it: when one of them fails, everything is as it was before. */
export async function publishWithStatements(
  entries: readonly Entry[],
  requests: readonly ExecuteRequest[],
  context: StageContext,
): Promise<void> {
  await inTurn(context, async () => {
    const before = new Map(context.catalog.entries.map((entry) => [nameKey(entry.name), entry]));
    const changed = new Set(entries.map(({ name }) => nameKey(name)));
    for (const entry of entries) context.catalog.set(entry);
    try {
      await runAll(requests, context, undefined, changed);
    } catch (error) {
      for (const key of changed) {
        const entry = before.get(key);
        if (entry) context.catalog.set(entry);
        else context.catalog.remove(key);
      }
      throw error;
    }
  });
}

async function inTurn<T>(context: StageContext, work: () => Promise<T>): Promise<T> {
  const turn = (queues.get(context) ?? Promise.resolve()).then(work);
  queues.set(
    context,
    turn.catch(() => undefined),
  );
  return turn;
}

async function runAll(
  requests: readonly ExecuteRequest[],
  context: StageContext,
  signal: AbortSignal | undefined,
  changed = new Set<string>(),
): Promise<boolean> {
  for (const { statements } of requests) {
    for (const sql of statements) {
      signal?.throwIfAborted();
      for (const key of await runOne(sql, context, signal)) changed.add(key);
    }
  }
  return changed.size > 0;
}

/** Returns the keys of the relations that it changed. */
async function runOne(sql: string, context: StageContext, signal?: AbortSignal): Promise<readonly string[]> {
  const target = findWriteTarget(sql);
  switch (target.kind) {
    case 'idle':
      return [];
    case 'refused':
      throw refuse(sql, `"${target.word}" cannot run here`, refusalHint);
    case 'none': {
      await context.run('query', { inputs: context.catalog.inputsFor(namesIn(sql)), sql, limit: 1 }, { signal });
      return [];
    }
    case 'index': {
      const owner = findIndex(context, target.name);
      if (owner === undefined && target.isConditional) return [];
      if (owner === undefined) throw refuse(sql, `no such index: ${target.name}`);
      return change(sql, owner.name, owner, context, signal);
    }
    case 'relation':
      return runOnRelation(sql, target, context, signal);
  }
}

async function runOnRelation(
  sql: string,
  target: RelationTarget,
  context: StageContext,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { name, verb, isConditional, made } = target;
  if (isStateTable(name)) throw refuse(sql, `${name} is sp's own`, 'Nothing but sp writes to it.');
  const entry = context.catalog.find(name);
  const isThere = made === undefined ? entry !== undefined : findIndex(context, made) !== undefined;
  if (isConditional && (verb === 'drop' ? !isThere : isThere)) return [];
  if (verb === 'create') {
    if (entry) throw refuse(sql, `${entry.kind} ${entry.name} already exists`);
    return change(sql, name, undefined, context, signal);
  }
  if (entry === undefined) throw refuse(sql, `no such table: ${name}`);
  if (made !== undefined && isThere) throw refuse(sql, `index ${made} already exists`);
  if (entry.kind === 'table') return change(sql, entry.name, entry, context, signal);
  if (verb !== 'drop') throw refuse(sql, `cannot modify ${entry.name} because it is a view`);
  context.catalog.remove(entry.name);
  return [nameKey(entry.name)];
}

async function change(
  sql: string,
  name: string,
  table: TableEntry | undefined,
  context: StageContext,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const { catalog } = context;
  const inputs = catalog.inputsFor(namesIn(sql).filter((other) => other !== nameKey(name)));
  const input = { inputs, name, sql, ...(table && { table: table.stored }) };
  const { output } = await context.run('execute', input, { signal });
  const made = toEntries(output, context);
  const taken = made.find((entry) => nameKey(entry.name) !== nameKey(name) && catalog.find(entry.name) !== undefined);
  if (taken) throw refuse(sql, `there is already another table or view with this name: ${taken.name}`);
  const isGone = table !== undefined && !made.some((entry) => nameKey(entry.name) === nameKey(name));
  if (isGone) catalog.remove(name);
  for (const entry of made) catalog.set(entry);
  return [...(isGone ? [nameKey(name)] : []), ...made.map((entry) => nameKey(entry.name))];
}

function toEntries(output: ImageContent, context: StageContext): readonly Entry[] {
  const stored = context.store(output);
  return output.schema.flatMap(({ type, name, sql }): readonly Entry[] => {
    if (type === 'view') return [viewEntry(name, sql ?? '', viewSelect(sql ?? ''))];
    return type === 'table' && !nameKey(name).startsWith('sqlite_') ? [{ kind: 'table', name, stored }] : [];
  });
}

/** The table that has an index of this name. */
function findIndex({ catalog }: StageContext, name: string): TableEntry | undefined {
  return catalog.entries.find(
    (entry): entry is TableEntry =>
      entry.kind === 'table' &&
      entry.stored.schema.some(
        (object) =>
          (object.type === 'index' || object.type === 'trigger') &&
          nameKey(object.name) === name &&
          nameKey(object.table) === nameKey(entry.name),
      ),
  );
}

/** Everything that may be the name of a relation. */
function namesIn(sql: string): readonly string[] {
  return [
    ...new Set(scanTokens(sql).flatMap(({ kind, name }) => (kind === 'word' || kind === 'quoted' ? [name] : []))),
  ];
}

const refusalHint =
  'Hooks may read, make, change and drop tables, views and indexes of the warehouse. Transactions, other databases and settings are left to sp.';

function refuse(sql: string, message: string, hint?: string): EngineFailure {
  return new EngineFailure({ message, sql, ...(hint !== undefined && { hint }) });
}
