import type { Command } from './command.js';
import type { VerifyOptions } from './options.js';

export const verify: Command<VerifyOptions> = async () => ({ exitCode: 0 });
