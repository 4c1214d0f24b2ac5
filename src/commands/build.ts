import type { Command } from './command.js';
import type { BuildOptions } from './options.js';
import { runNodes } from './run-nodes.js';

/** Seeds, models and tests in the order of the DAG; with `--watch` again and again as files change. */
export const build: Command<BuildOptions> = async (options, context) => {
  if (!options.watch) return runNodes('build', options, context);
  const { watchBuild } = await import('./watch-build.js');
  return watchBuild(options, context);
};
