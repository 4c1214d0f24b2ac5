import type { Command } from './command.js';
import type { RunOptions } from './options.js';
import { runNodes } from './run-nodes.js';

export const run: Command<RunOptions> = (options, context) => runNodes('run', options, context);
