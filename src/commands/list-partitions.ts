import { randomUUID } from 'node:crypto';
import { EngineFailure, type Session } from '../adapters/adapter.js';
import { compileSelection, listProblems } from '../compile/compile-selection.js';
import type { CompiledNode } from '../compile/compiled.js';
import type { SqlValue } from '../dialects/relation.js';
import { SpError } from '../errors/sp-error.js';
import { engineDiagnostic } from '../execute/errors.js';
import type { ManifestNode, ModelNode } from '../manifest/manifest.js';
import type { CommandContext } from './command.js';
import { openSession } from './open-session.js';
import type { ListOptions } from './options.js';
import type { Workspace } from './workspace.js';

/** A key as text, NULL apart from every text. */
type Key = string | null;

/**
 * Writes the keys of the partitioned models among `nodes`, from their inputs as they are published and from their own
 * rows, with the number of published rows.
 *
 * @throws SpError (2) for a model that cannot be compiled, (1) for one whose keys the engine cannot list.
 */
export async function listPartitions(
  { manifest, project }: Workspace,
  nodes: readonly ManifestNode[],
  options: ListOptions,
  context: CommandContext,
): Promise<void> {
  const models = nodes.filter((node) => node.resourceType === 'model' && node.materialized === 'partitioned');
  const compilation = compileSelection(
    manifest,
    models.map((node) => node.id),
  );
  const problems = listProblems(compilation);
  if (problems.length > 0) throw new SpError(problems);
  const run = { readOnly: true, runId: randomUUID(), command: 'ls' };
  const { session } = await openSession(project, options, context, run);
  try {
    const existing = new Set(
      (await session.relations()).map(({ relation }) => session.dialect.renderRelation(relation)),
    );
    for (const node of models) {
      const compiled = compilation.compiled.nodes.get(node.id);
      if (node.resourceType !== 'model' || node.partition === undefined || compiled === undefined) continue;
      const rowsByKey = await readKeys(node, compiled, session, existing, context.signal);
      for (const key of [...rowsByKey.keys()].sort(compareKeys)) {
        const entry = { model: node.name, column: node.partition.by, key, rows: rowsByKey.get(key) ?? null };
        context.stdout(`${options.json ? JSON.stringify(entry) : describeEntry(entry)}\n`);
      }
    }
  } finally {
    await session.close();
  }
}

/** Number of published rows by key; undefined for a key that is not built. */
async function readKeys(
  node: ModelNode,
  compiled: CompiledNode,
  session: Session,
  existing: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<ReadonlyMap<Key, number | undefined>> {
  const { dialect } = session;
  const { by = '', keys = [], keysSql, keyReads = [] } = compiled.partition ?? {};
  const rowsByKey = new Map<Key, number | undefined>(keys.map((key) => [toKey(key), undefined]));
  try {
    if (keysSql !== undefined && keyReads.every((relation) => existing.has(dialect.renderRelation(relation)))) {
      const { rows } = await session.query({ sql: keysSql, reads: keyReads }, signal);
      for (const [key] of rows) rowsByKey.set(toKey(key), undefined);
    }
    const relation = dialect.renderRelation(node.relation);
    if (existing.has(relation)) {
      const column = dialect.quoteColumn(by);
      const sql = `select ${column}, count(*) from ${relation} group by ${column}`;
      const { rows } = await session.query({ sql, reads: [node.relation] }, signal);
      for (const [key, count] of rows) rowsByKey.set(toKey(key), Number(count));
    }
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    const place = node.partition?.keysPlace ?? node.partition?.byPlace ?? node.place;
    const [problem] = engineDiagnostic(error.error, { id: node.id, place }, undefined, undefined);
    throw new SpError(problem ? [problem] : [], 1);
  }
  return rowsByKey;
}

function toKey(key: SqlValue | undefined): Key {
  return key === null || key === undefined ? null : String(key);
}

function compareKeys(a: Key, b: Key): number {
  if (a === b) return 0;
  return a === null || (b !== null && a < b) ? -1 : 1;
}

function describeEntry(entry: {
  readonly model: string;
  readonly column: string;
  readonly key: Key;
  readonly rows: number | null;
}): string {
  const state = entry.rows === null ? 'not built' : `${entry.rows} ${entry.rows === 1 ? 'row' : 'rows'}`;
  return `${entry.model}  ${entry.column}=${entry.key === null ? '' : JSON.stringify(entry.key)}  ${state}`;
}
