// argv, environment and streams → one command → exit code. stdout carries what was asked for, stderr the messages; with
// --json a command that runs nodes writes its events on stdout instead. Secrets of the environment are masked everywhere.

import type { CommandContext } from '../commands/command.js';
import { SpError } from '../errors/sp-error.js';
import { commandSpecs } from './command-spec.js';
import type { CommandName } from './command-spec.js';
import { describeBug } from './describe-bug.js';
import { FlagValues } from './flag-values.js';
import { parseCommandLine } from './parse-command-line.js';
import type { CommandLine } from './parse-command-line.js';
import { renderCommandHelp, renderMainHelp } from './render-help.js';
import { maskSecrets } from '../util/mask-secrets.js';
import { decideLook } from './render/look.js';
import type { OutputStream } from './render/look.js';
import { NdjsonRenderer } from './render/ndjson-renderer.js';
import type { Renderer } from './render/renderer.js';
import { renderRows } from './render/rows.js';
import type { Timers } from './render/screen.js';
import { TextRenderer } from './render/text-renderer.js';
import { toAscii } from './render/to-ascii.js';
import { runCommand as runRealCommand } from './run-command.js';
import type { RunCommand } from './run-command.js';

export interface CliIo {
  /** The words after `sp`. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly version: string;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: { readonly isTTY?: boolean | undefined };
  /** Aborts with the reason SIGINT or SIGTERM. */
  readonly signal: AbortSignal;
  readonly timers: Timers;
}

/** Runs one command line; resolves with the exit code, whatever happens. */
export async function runCli(io: CliIo, runCommand: RunCommand = runRealCommand): Promise<number> {
  let line: CommandLine<CommandName>;
  try {
    line = parseCommandLine(io.argv, io.env, commandSpecs);
  } catch (error) {
    return giveUp(error, io, createRenderer(io, new FlagValues(new Map()), false));
  }
  const look = decideLook(io.stdout, io.env, false);
  const writeData = (text: string): void => emit(io, 'stdout', text);
  const writeOurs = (text: string): void => writeData(look.unicode ? text : toAscii(text));
  if (line.kind === 'version') {
    writeOurs(`sp ${io.version}\n`);
    return 0;
  }
  if (line.kind === 'help') {
    writeOurs(line.command ? renderCommandHelp(line.command) : renderMainHelp(commandSpecs, !line.asked));
    return 0;
  }

  const { command, values } = line;
  const renderer = createRenderer(io, values, command.json === 'events' && values.isOn('json'));
  const context: CommandContext = {
    version: io.version,
    cwd: io.cwd,
    env: io.env,
    sink: (event) => renderer.handle(event),
    signal: io.signal,
    stdout: (text) => {
      renderer.pause();
      writeData(text);
    },
    writeRows: (columns, rows, format) => {
      renderer.pause();
      const masked = rows.map((row) =>
        row.map((value) => (typeof value === 'string' ? maskSecrets(value, io.env) : value)),
      );
      const text = renderRows(columns, masked, format);
      if (format === 'table') writeOurs(text);
      else writeData(text);
    },
    isInteractive: io.stdin.isTTY === true && io.stderr.isTTY === true,
  };
  try {
    const { exitCode } = await runCommand(command.name, values, context);
    renderer.finish();
    return interruptionCode(io.signal) ?? exitCode;
  } catch (error) {
    return giveUp(error, io, renderer, values.isOn('debug'));
  }
}

function createRenderer(io: CliIo, values: FlagValues, isNdjson: boolean): Renderer {
  if (isNdjson) {
    return new NdjsonRenderer({
      write: (text) => emit(io, 'stdout', text),
      mask: (text) => maskSecrets(text, io.env),
      today: () => new Date(),
    });
  }
  const noColor = values.isOn('no-color') || io.argv.includes('--no-color');
  return new TextRenderer({
    write: (text) => emit(io, 'stderr', text),
    look: decideLook(io.stderr, io.env, noColor),
    columns: () => io.stderr.columns ?? 80,
    timers: io.timers,
    quiet: values.isOn('quiet'),
    verbose: values.isOn('verbose') || values.isOn('debug'),
    isInterrupted: () => io.signal.aborted,
  });
}

function giveUp(error: unknown, io: CliIo, renderer: Renderer, withStack = false): number {
  const interrupted = interruptionCode(io.signal);
  if (error instanceof SpError) {
    renderer.fail(error.diagnostics, error.exitCode);
    renderer.finish();
    if (withStack) emit(io, 'stderr', `${error.stack ?? ''}\n`);
    return interrupted ?? error.exitCode;
  }
  renderer.finish();
  // What is torn down under a command's feet may throw anything.
  if (interrupted !== undefined && !withStack) return interrupted;
  emit(io, 'stderr', describeBug(error, io.version));
  return interrupted ?? 2;
}

function emit(io: CliIo, stream: 'stdout' | 'stderr', text: string): void {
  io[stream].write(maskSecrets(text, io.env));
}

function interruptionCode(signal: AbortSignal): 130 | 143 | undefined {
  if (!signal.aborted) return undefined;
  return signal.reason === 'SIGTERM' ? 143 : 130;
}
