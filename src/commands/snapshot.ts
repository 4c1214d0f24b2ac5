import type { Command } from './command.js';
import type { RunOptions } from './options.js';
import { runNodes } from './run-nodes.js';

/** Brings the selected snapshots up to date with their sources. */
export const snapshot: Command<RunOptions> = (options, context) => runNodes('snapshot', options, context);
