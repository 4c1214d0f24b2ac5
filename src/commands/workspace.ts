// The front half of the pipeline, the same for every verb: files → Project → Manifest → Graph.

import { resolve } from 'node:path';
import { readSeedColumns } from '../adapters/csv/csv-header.js';
import { getAdapter } from '../adapters/get-adapter.js';
import type { Adapter } from '../adapters/adapter.js';
import { getDialect } from '../dialects/get-dialect.js';
import { buildGraph } from '../graph/build-graph.js';
import type { Graph } from '../graph/graph.js';
import { buildManifest } from '../manifest/build-manifest.js';
import type { Manifest } from '../manifest/manifest.js';
import type { Project } from '../project/project.js';
import { readProject } from '../project/read-project.js';
import type { CommandContext } from './command.js';
import type { CommonOptions } from './options.js';

export interface Workspace {
  readonly project: Project;
  readonly manifest: Manifest;
  readonly graph: Graph;
}

/**
 * Reads and parses the project. Warnings go to the sink.
 *
 * @throws SpError (2) with every problem of the first stage that has any.
 */
export async function openWorkspace(
  options: CommonOptions,
  context: CommandContext,
  /** Called as soon as the target is known, while the rest is still being parsed. */
  onTarget?: (project: Project, adapter: Promise<Adapter>) => void,
): Promise<Workspace> {
  const { project, warnings } = await readProject({
    projectDir: resolve(context.cwd, options.projectDir ?? '.'),
    env: context.env,
    ...(options.target !== undefined && { target: options.target }),
    ...(options.targetPath !== undefined && { targetPath: options.targetPath }),
    ...(options.vars !== undefined && { vars: options.vars }),
    ...(options.threads !== undefined && { threads: options.threads }),
  });
  onTarget?.(project, getAdapter(project.target.type, project.target.place));
  const manifest: Manifest = {
    ...buildManifest(project, getDialect(project.target.type, project.target.options)),
    columnsOfSeed: (seed) => readSeedColumns(seed.files, seed.seed),
  };
  const graph = buildGraph(manifest);
  for (const diagnostic of [...warnings, ...manifest.warnings]) context.sink({ kind: 'diagnostic', diagnostic });
  return { project, manifest, graph };
}
