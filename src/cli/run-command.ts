// The one place that loads commands: a command's module, and all that it imports, is read only when it runs.

import type { CommandContext, CommandResult } from '../commands/command.js';
import type { CommandName } from './command-spec.js';
import type { FlagValues } from './flag-values.js';
import { toBuildOptions, toCommonOptions, toCompileOptions, toDebugOptions, toDiffOptions } from './to-options.js';
import { toExplainOptions, toVerifyOptions } from './to-options.js';
import { toCleanOptions, toListOptions, toRetryOptions, toSeedOptions, toShowOptions } from './to-options.js';

export type RunCommand = (name: CommandName, values: FlagValues, context: CommandContext) => Promise<CommandResult>;

export const runCommand: RunCommand = async (name, values, context) => {
  switch (name) {
    case 'build':
      return (await import('../commands/build.js')).build(toBuildOptions(values), context);
    case 'run':
      return (await import('../commands/run.js')).run(toCommonOptions(values), context);
    case 'seed':
      return (await import('../commands/seed.js')).seed(toSeedOptions(values), context);
    case 'snapshot':
      return (await import('../commands/snapshot.js')).snapshot(toCommonOptions(values), context);
    case 'retry':
      return (await import('../commands/retry.js')).retry(toRetryOptions(values), context);
    case 'test':
      return (await import('../commands/test.js')).test(toCommonOptions(values), context);
    case 'compile':
      return (await import('../commands/compile.js')).compile(toCompileOptions(values), context);
    case 'show':
      return (await import('../commands/show.js')).show(toShowOptions(values), context);
    case 'ls':
      return (await import('../commands/ls.js')).ls(toListOptions(values), context);
    case 'docs':
      return (await import('../commands/docs.js')).docs(toCommonOptions(values), context);
    case 'debug':
      return (await import('../commands/debug.js')).debug(toDebugOptions(values), context);
    case 'diff':
      return (await import('../commands/diff.js')).diff(toDiffOptions(values), context);
    case 'explain':
      return (await import('../commands/explain.js')).explain(toExplainOptions(values), context);
    case 'verify':
      return (await import('../commands/verify.js')).verify(toVerifyOptions(values), context);
    case 'clean':
      return (await import('../commands/clean.js')).clean(toCleanOptions(values), context);
  }
};
