// `sp retry`: the last run's command again, for what failed in it and what was skipped.

import { resolve } from 'node:path';
import { readRunResults } from '../artifacts/read-artifacts.js';
import type { RunResultsArtifact } from '../artifacts/run-results-artifact.js';
import { SpError } from '../errors/sp-error.js';
import type { NodeId } from '../manifest/manifest.js';
import { readProject } from '../project/read-project.js';
import type { Command } from './command.js';
import type { CommonOptions, RetryOptions } from './options.js';
import { hiddenVars, noEarlierRun, retriedNodesGone } from './retry-errors.js';
import { runNodes, type ChosenNodes } from './run-nodes.js';
import { isRunningCommand, type RunningCommand } from './select-for-command.js';
import type { Workspace } from './workspace.js';

const failedStatuses = new Set(['error', 'fail', 'runtime error', 'skipped', 'partial success']);

export const retry: Command<RetryOptions> = async (options, context) => {
  const { project } = await readProject({
    projectDir: resolve(context.cwd, options.projectDir ?? '.'),
    env: context.env,
    ...(options.target !== undefined && { target: options.target }),
    ...(options.targetPath !== undefined && { targetPath: options.targetPath }),
  });
  const folder = options.state === undefined ? project.targetPath : resolve(context.cwd, options.state);
  const earlier = await readRunResults(folder);
  if (earlier === undefined) throw new SpError([noEarlierRun(folder)]);
  const command = commandOf(earlier);
  const repeated = withEarlierArguments(options, earlier);
  const failed = earlier.results.filter(({ status }) => isFailed(status, repeated.warnError));
  const nodes = failed.filter(({ unique_id: id }) => !id.startsWith('operation.'));
  if (nodes.length === 0) {
    const message = `nothing to retry: nothing failed in the last run (sp ${command})`;
    context.sink({ kind: 'notice', message });
    return { exitCode: 0 };
  }
  const skipped = nodes.filter(({ status }) => status === 'skipped').length;
  const counts = [
    ...(nodes.length > skipped ? [`${nodes.length - skipped} failed`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  const message = `repeating sp ${[command, ...describeOptions(repeated)].join(' ')} for what was left of it: ${counts.join(', ')}`;
  context.sink({ kind: 'notice', message });
  return runNodes(command, repeated, context, (workspace) => findNodes(workspace, earlier, nodes, command));
};

function isFailed(status: string, warnError: boolean): boolean {
  return failedStatuses.has(status) || (warnError && status === 'warn');
}

function commandOf({ args }: RunResultsArtifact): RunningCommand {
  const which = args?.['which'];
  return typeof which === 'string' && isRunningCommand(which) ? which : 'build';
}

/** The earlier run's options; what the command line says now wins. Nothing is selected: the nodes are named one by one. */
function withEarlierArguments(options: RetryOptions, { args = {} }: RunResultsArtifact): CommonOptions {
  const text = (key: string): string | undefined => {
    const value = args[key];
    return typeof value === 'string' ? value : undefined;
  };
  const isOn = (key: string): boolean => args[key] === true;
  const vars = options.vars ?? text('vars');
  if (options.vars === undefined && vars?.includes('*****')) throw new SpError([hiddenVars()]);
  const optional = {
    target: options.target ?? text('target'),
    vars,
    sample: text('sample'),
    eventTimeStart: text('event_time_start'),
    eventTimeEnd: text('event_time_end'),
  };
  const partitions = args['partitions'];
  return {
    ...options,
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    partitions: Array.isArray(partitions) ? partitions.filter((each) => typeof each === 'string') : [],
    fullRefresh: options.fullRefresh || isOn('full_refresh'),
    force: isOn('force'),
    empty: isOn('empty'),
    failFast: options.failFast || isOn('fail_fast'),
    warnError: options.warnError || isOn('warn_error'),
    select: [],
    exclude: [],
    resourceTypes: [],
    excludeResourceTypes: [],
  };
}

function describeOptions({ target, fullRefresh, force, empty, sample, vars }: CommonOptions): readonly string[] {
  return [
    ...(target === undefined ? [] : [`--target ${target}`]),
    ...(fullRefresh ? ['--full-refresh'] : []),
    ...(force ? ['--force'] : []),
    ...(empty ? ['--empty'] : []),
    ...(sample === undefined ? [] : [`--sample '${sample}'`]),
    ...(vars === undefined ? [] : [`--vars '${vars}'`]),
  ];
}

/** With them the tests of the earlier run that look at a node which is built again: those that passed, too. */
function findNodes(
  { manifest, graph }: Workspace,
  earlier: RunResultsArtifact,
  failed: RunResultsArtifact['results'],
  command: RunningCommand,
): ChosenNodes {
  const ids = new Map([...manifest.nodes.keys()].map((id) => [id as string, id]));
  const gone = failed.map(({ unique_id: id }) => id).filter((id) => !ids.has(id));
  if (gone.length > 0) throw new SpError([retriedNodesGone(gone, command)]);
  const chosen = new Set(failed.flatMap(({ unique_id: id }) => ids.get(id) ?? []));
  const tests = earlier.results.flatMap(({ unique_id: text }) => {
    const id = ids.get(text);
    const isTest = id !== undefined && manifest.nodes.get(id)?.resourceType === 'test';
    return isTest && (graph.parents.get(id) ?? []).some((parent) => chosen.has(parent)) ? [id] : [];
  });
  return { nodes: new Set([...chosen, ...tests]), batches: findBatches(failed, ids) };
}

/** Of a microbatch model that succeeded in part, what did not. */
function findBatches(failed: RunResultsArtifact['results'], ids: ReadonlyMap<string, NodeId>): ChosenNodes['batches'] {
  const batches = new Map<NodeId, readonly { readonly start: number; readonly end: number }[]>();
  for (const { unique_id: text, status, batch_results: found } of failed) {
    const id = ids.get(text);
    if (id === undefined || status !== 'partial success' || found === undefined) continue;
    const times = found.failed.map(([start, end]) => ({ start: Date.parse(start), end: Date.parse(end) }));
    if (times.every(({ start, end }) => !Number.isNaN(start) && !Number.isNaN(end))) batches.set(id, times);
  }
  return batches;
}
