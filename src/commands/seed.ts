import type { Command } from './command.js';
import type { SeedOptions } from './options.js';
import { runNodes } from './run-nodes.js';

/** Loads the selected seeds; with `--explain` it loads nothing and says why each column has its type. */
export const seed: Command<SeedOptions> = async (options, context) => {
  if (!options.explain) return runNodes('seed', options, context);
  const { explainSeeds } = await import('./explain-seeds.js');
  return explainSeeds(options, context);
};
