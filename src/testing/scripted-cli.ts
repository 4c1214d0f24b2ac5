// The cli in process: real argument parsing and rendering around a command that a test writes.

import { runCli } from '../cli/run-cli.js';
import type { CommandContext, CommandResult } from '../commands/command.js';
import type { SpEvent } from '../events/event.js';

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

export interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly onWrite?: (text: string) => void;
  readonly abortWith?: 'SIGINT' | 'SIGTERM';
}

/** One command line whose command is `script`; the clock stands still. */
export async function runScripted(
  words: string,
  script: (context: CommandContext) => CommandResult | Promise<CommandResult>,
  setting: Setting = {},
): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  const write =
    (stream: keyof typeof texts) =>
    (text: string): void => {
      texts[stream] += text;
      setting.onWrite?.(text);
    };
  const controller = new AbortController();
  const exitCode = await runCli(
    {
      argv: words === '' ? [] : words.split(' '),
      cwd: '/project',
      env: setting.env ?? {},
      version: '0.1.0',
      stdout: { isTTY: setting.isTerminal, write: write('stdout') },
      stderr: { isTTY: setting.isTerminal, columns: 80, write: write('stderr') },
      stdin: { isTTY: setting.isTerminal },
      signal: controller.signal,
      timers: { now: () => 0, after: () => () => {} },
    },
    async (_name, _values, context) => {
      if (setting.abortWith) controller.abort(setting.abortWith);
      return script(context);
    },
  );
  return { ...texts, exitCode };
}

/** A command that tells these events, its nodes numbered, and ends with this code. */
export const telling =
  (events: readonly SpEvent[], exitCode: 0 | 1 = 0) =>
  (context: CommandContext): CommandResult => {
    let index = 0;
    for (const event of events) {
      if (event.kind === 'node-finished') index += 1;
      context.sink(event.kind === 'node-finished' ? { ...event, index } : event);
    }
    return { exitCode };
  };
