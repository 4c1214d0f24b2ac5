// The whole pipeline on one page, for the verbs that execute nodes:
// files → Project → Manifest → Graph → Selection → Compiled → Plan → Results → artifacts.

import { randomUUID } from 'node:crypto';
import { join, relative } from 'node:path';
import { compiledPathOf } from '../artifacts/compiled-path.js';
import { EngineFailure, type SavedWarehouse, type Session, type Warmth } from '../adapters/adapter.js';
import { writeRunArtifacts } from '../artifacts/write-artifacts.js';
import { compileSelection, listProblems } from '../compile/compile-selection.js';
import type { Compiled } from '../compile/compiled.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { NodeStatus } from '../events/event.js';
import type { NodeResult } from '../execute/node-result.js';
import { runWithOperations } from '../execute/run-operations.js';
import type { RunPlanOptions } from '../execute/run-plan.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import { buildPlan } from '../plan/build-plan.js';
import type { Plan } from '../plan/plan.js';
import { planOperations, type OperationsPlan } from '../plan/plan-operations.js';
import type { Project } from '../project/project.js';
import { formatBytes } from '../util/format-bytes.js';
import { describeArguments } from './describe-arguments.js';
import { checkSeeds } from './check-seeds.js';
import type { CommandContext, CommandResult } from './command.js';
import { notSaved, nothingToDo } from './errors.js';
import { readEventTimeWindow } from './event-time-window.js';
import { openSession, type OpenedSession } from './open-session.js';
import type { CommonOptions } from './options.js';
import { hashSeeds } from './hash-seeds.js';
import { isKeeping, trackerOf } from './open-tracker.js';
import { listOrphans } from './orphans.js';
import { readNarrowing } from './read-narrowing.js';
import { readPartitionFilter } from './partition-filter.js';
import { selectForCommand, type RunningCommand } from './select-for-command.js';
import { openWorkspace, type Workspace } from './workspace.js';

/** Of the selected nodes only these, and of microbatch models only these batches (milliseconds since the epoch). */
export interface ChosenNodes {
  readonly nodes: ReadonlySet<NodeId>;
  readonly batches: ReadonlyMap<NodeId, readonly { readonly start: number; readonly end: number }[]>;
}

/** Runs the selected nodes of one verb. `choose`: only these of them. */
export async function runNodes(
  command: RunningCommand,
  options: CommonOptions,
  context: CommandContext,
  choose?: (workspace: Workspace) => ChosenNodes,
): Promise<CommandResult> {
  const startedAt = Date.now();
  let warmth: Promise<Warmth | undefined> | undefined;
  try {
    const workspace = await openWorkspace(options, context, (project, adapter) => {
      // An adapter that cannot be loaded says so when the session is opened.
      const { threads, options: targetOptions } = project.target;
      warmth = adapter.then((loaded) => loaded.warm?.(threads, targetOptions, project.root)).catch(() => undefined);
    });
    const chosen = choose?.(workspace);
    const only = chosen && { only: chosen.nodes, onlyBatches: chosen.batches };
    return await runSelection(command, options, context, workspace, { startedAt, ...only });
  } finally {
    await (await warmth)?.cool();
  }
}

/** What a run may be given by a caller that keeps an engine warm. */
export interface RunSurroundings {
  readonly startedAt: number;
  /** An open session of the workspace's target; the caller closes it. */
  readonly opened?: OpenedSession;
  /** Only these of the selected nodes. */
  readonly only?: ReadonlySet<NodeId>;
  readonly onlyBatches?: ChosenNodes['batches'];
}

export interface RunOutcome extends CommandResult {
  readonly results: readonly NodeResult[];
  readonly compiled: Compiled;
}

/** The back half of the pipeline: Selection → Compiled → Plan → Results → artifacts. */
export async function runSelection(
  command: RunningCommand,
  options: CommonOptions,
  context: CommandContext,
  workspace: Workspace,
  surroundings: RunSurroundings,
): Promise<RunOutcome> {
  const { project, manifest, graph } = workspace;
  const runId = randomUUID();
  const selection = selectForCommand(command, manifest, graph, options);
  for (const diagnostic of selection.warnings) context.sink({ kind: 'diagnostic', diagnostic });
  const selected = selection.nodes.filter((id) => surroundings.only?.has(id) ?? true);
  const narrowing = readNarrowing(options, surroundings.startedAt);
  const hashOf = command === 'test' ? undefined : hashSeeds(manifest, selected);
  const compilation = compileSelection(manifest, selected, narrowing);
  const { compiled } = compilation;
  const operations = planOperations(manifest, selected);
  throwOnErrors([...listProblems(compilation), ...operations.problems, ...checkSeeds(manifest, selected)]);
  const onlyKeys = readPartitionFilter(options.partitions, manifest, selection.nodes);
  const { fullRefresh } = options;
  const eventTime = readEventTimeWindow(options);
  const plan = buildPlan({
    manifest,
    graph,
    selected,
    compiled,
    runId,
    onlyKeys,
    fullRefresh,
    eventTime,
    ...(surroundings.onlyBatches && { onlyBatches: surroundings.onlyBatches }),
    ...(narrowing && { narrowing }),
  });
  const warnings = [...selection.warnings];
  if (plan.nodes.size === 0) {
    warnings.push(nothingToDo());
    context.sink({ kind: 'diagnostic', diagnostic: nothingToDo() });
  }
  const hasOperations = operations.start.length + operations.endCount > 0;
  const readOnly = (command === 'test' && !hasOperations && !storesFailures(plan)) || plan.nodes.size === 0;
  const run = { readOnly, runId, command };
  const { adapter, session } = surroundings.opened ?? (await openSession(project, options, context, run));
  try {
    context.sink({
      kind: 'run-started',
      version: context.version,
      project: project.config.name,
      command,
      target: {
        name: project.target.name,
        type: project.target.type,
        description: adapter.describe(project.target.options),
      },
      threads: project.target.threads,
    });
    context.sink({ kind: 'plan-ready', ...countPlanned(plan, operations) });
    const orphans = await prepareOrphans(command, session, manifest, plan, context);
    const results = await runSteps(plan, operations, {
      session,
      sink: context.sink,
      signal: context.signal,
      failFast: options.failFast,
      now: Date.now,
      openTracker: command === 'test' ? undefined : trackerOf(session, manifest, options, hashOf),
      compiledPathOf: (id) => compiledPath(project, manifest, compiled, id),
    });
    await orphans?.();
    const exitCode = toExitCode(results, warnings, options.warnError);
    const finish: FinishedRun = {
      manifest,
      compiled,
      results,
      info: {
        version: context.version,
        invocationId: runId,
        startedAt: surroundings.startedAt,
        finishedAt: Date.now(),
        args: describeArguments(command, options, project),
        adapterType: project.target.type,
      },
    };
    const saved = await saveRun(project, session, finish);
    context.sink({
      kind: 'run-finished',
      counts: countByStatus(results),
      durationMs: Date.now() - surroundings.startedAt,
      exitCode,
      ...(saved && { wrote: describeSaved(saved) }),
      next: suggestNext(command, results, plan),
    });
    return { exitCode, results, compiled };
  } finally {
    if (surroundings.opened === undefined) await session.close();
  }
}

type FinishedRun = Parameters<typeof writeRunArtifacts>[1] & { readonly results: readonly NodeResult[] };

/**
 * Makes the run's results durable and writes its artifacts, at the same time.
 *
 * @throws SpError (1) when the target could not be written; run_results.json then says so of every node.
 */
async function saveRun(project: Project, session: Session, run: FinishedRun): Promise<SavedWarehouse | undefined> {
  const [saving, writing] = await Promise.allSettled([session.save(), writeRunArtifacts(project.targetPath, run)]);
  if (saving.status === 'rejected') {
    const reason: unknown = saving.reason;
    if (!(reason instanceof EngineFailure)) throw reason;
    const problem = notSaved(reason.error, project.target.place);
    const results = run.results.map((result) =>
      result.status === 'success' ? { ...result, status: 'error' as const, message: problem.message } : result,
    );
    if (writing.status === 'fulfilled') await writeRunArtifacts(project.targetPath, { ...run, results });
    throw new SpError([problem], 1);
  }
  if (writing.status === 'rejected') throw writing.reason;
  return saving.value;
}

function throwOnErrors(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new SpError(diagnostics);
}

function describeSaved(saved: { readonly description: string; readonly sizeBytes?: number }): string {
  return saved.sizeBytes === undefined ? saved.description : `${saved.description}, ${formatBytes(saved.sizeBytes)}`;
}

/** Without any node the operations have nothing to prepare or to finish. */
async function runSteps(plan: Plan, operations: OperationsPlan, options: RunPlanOptions) {
  return plan.nodes.size === 0 ? [] : runWithOperations(plan, operations, options);
}

/** What was remembered is gone when the nodes have run; the list comes after them. */
async function prepareOrphans(
  command: RunningCommand,
  session: Session,
  manifest: Manifest,
  plan: Plan,
  context: CommandContext,
): Promise<(() => Promise<void>) | undefined> {
  if (command !== 'build' || plan.nodes.size === 0 || !isKeeping(session)) return undefined;
  const rows = await session.readState();
  return () => listOrphans(session, rows, manifest, new Set(plan.nodes.keys()), context);
}

function countPlanned(plan: Plan, { start, endCount }: OperationsPlan) {
  const operations = plan.nodes.size === 0 ? 0 : start.length + endCount;
  const counts = { ...countByType(plan), ...(operations > 0 && { operation: operations }) };
  return { counts, total: plan.nodes.size + operations };
}

function storesFailures({ nodes }: Plan): boolean {
  return [...nodes.values()].some((node) => node.kind === 'test' && node.stored !== undefined);
}

function countByType(plan: Plan): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { node } of plan.nodes.values()) {
    counts[node.resourceType] = (counts[node.resourceType] ?? 0) + 1;
  }
  return counts;
}

function countByStatus(results: readonly NodeResult[]): Readonly<Partial<Record<NodeStatus, number>>> {
  const counts: Partial<Record<NodeStatus, number>> = {};
  for (const { status } of results) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

function toExitCode(
  results: readonly NodeResult[],
  warnings: readonly Diagnostic[],
  warnError: boolean,
): CommandResult['exitCode'] {
  const bad = new Set<NodeStatus>(['error', 'fail', 'skipped', 'partial success']);
  if (results.some((result) => bad.has(result.status))) return 1;
  const warned = warnings.length > 0 || results.some((result) => result.status === 'warn');
  return warnError && warned ? 1 : 0;
}

/** `target/compiled/<package>/…` of a node, relative to the project root. */
function compiledPath(project: Project, manifest: Manifest, compiled: Compiled, id: NodeId): string | undefined {
  const node = manifest.nodes.get(id);
  if (node === undefined || !compiled.nodes.has(id)) return undefined;
  return relative(project.root, join(project.targetPath, 'compiled', compiledPathOf(node)));
}

function suggestNext(command: RunningCommand, results: readonly NodeResult[], plan: Plan) {
  const failed = results.filter((result) => result.status === 'error' || result.status === 'fail');
  const first = failed[0] && plan.nodes.get(failed[0].id);
  if (first) {
    const ids = new Set(failed.map(({ id }) => id));
    // A node's tests come along with it.
    const roots = failed.filter(({ id }) => {
      const node = plan.nodes.get(id);
      return node?.kind !== 'test' || node.gatedNode === undefined || !ids.has(node.gatedNode);
    });
    const names = roots.slice(0, 3).map((result) => plan.nodes.get(result.id)?.label.name ?? result.id);
    return [
      { label: 'run just these again', command: `sp ${command} --select ${names.join(' ')}` },
      { label: 'with what was skipped', command: 'sp retry' },
    ];
  }
  if (command === 'seed') return [{ label: 'build the models on them', command: 'sp run' }];
  if (command === 'run') return [{ label: 'test what is built', command: 'sp test' }];
  return [{ label: 'see the lineage and documentation', command: 'sp docs' }];
}
