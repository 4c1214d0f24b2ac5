import type { Command } from './command.js';
import type { SeedOptions } from './options.js';
import { runNodes } from './run-nodes.js';

export const seed: Command<SeedOptions> = (options, context) => runNodes('seed', options, context);
