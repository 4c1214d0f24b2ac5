import type { Command } from './command.js';
import type { TestOptions } from './options.js';
import { runNodes } from './run-nodes.js';

export const test: Command<TestOptions> = (options, context) => runNodes('test', options, context);
