import type { Graph } from '../graph/graph.js';
import type { Manifest } from '../manifest/manifest.js';
import { selectNodes } from '../select/select-nodes.js';
import type { Selection } from '../select/selection.js';
import type { CommonOptions } from './options.js';

/** Verbs that execute nodes. */
export type RunningCommand = 'build' | 'run' | 'seed' | 'snapshot' | 'test';

const resourceTypes: Readonly<Record<RunningCommand, readonly string[]>> = {
  build: ['model', 'seed', 'snapshot', 'test'],
  run: ['model'],
  seed: ['seed'],
  snapshot: ['snapshot'],
  test: ['test'],
};

export function isRunningCommand(name: string): name is RunningCommand {
  return Object.hasOwn(resourceTypes, name);
}

/** What `--select` and its like pick, narrowed to what the verb runs. */
export function selectForCommand(
  command: RunningCommand,
  manifest: Manifest,
  graph: Graph,
  options: CommonOptions,
): Selection {
  const allowed = resourceTypes[command];
  const selection = selectNodes(manifest, graph, {
    select: options.select,
    exclude: options.exclude,
    resourceTypes: options.resourceTypes,
    excludeResourceTypes: options.excludeResourceTypes,
    indirectSelection: options.indirectSelection ?? 'eager',
  });
  const nodes = selection.nodes.filter((id) => allowed.includes(manifest.nodes.get(id)?.resourceType ?? ''));
  return { ...selection, nodes };
}
