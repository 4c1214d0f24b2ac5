import { describeBug } from '../cli/describe-bug.js';
import { runCli } from '../cli/run-cli.js';
import type { CliIo } from '../cli/run-cli.js';
import type { RunCommand } from '../cli/run-command.js';
import { maskSecrets } from '../util/mask-secrets.js';
import type { OutputStream } from '../cli/render/look.js';

const signalCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs a command line in this process and ends it. The first Ctrl-C or SIGTERM asks the command to stop and keep what is
 * finished; the second ends the process at once.
 */
export async function runProcess(argv: readonly string[], version: string, runCommand?: RunCommand): Promise<void> {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(signalCodes[signal]);
      controller.abort(signal);
    });
  }
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.on(kind, (error: unknown) => {
      process.stderr.write(maskSecrets(describeBug(error, version), process.env));
      process.exit(2);
    });
  }
  const stdout = quietWhenClosed(process.stdout);
  const stderr = quietWhenClosed(process.stderr);

  const io: CliIo = {
    argv,
    cwd: process.cwd(),
    env: process.env,
    version,
    stdout,
    stderr,
    stdin: process.stdin,
    signal: controller.signal,
    timers: {
      now: () => performance.now(),
      after: (delayMs, call) => {
        const timer = setTimeout(call, delayMs).unref();
        return () => clearTimeout(timer);
      },
    },
  };
  const exitCode = await runCli(io, runCommand);
  await Promise.all([drain(process.stdout), drain(process.stderr)]);
  process.exit(exitCode);
}

/** A reader that goes away (`sp ls | head`) silences the stream; the command goes on and keeps its exit code. */
function quietWhenClosed(stream: NodeJS.WriteStream): OutputStream {
  let isClosed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isClosed = true;
  });
  return {
    get isTTY() {
      return stream.isTTY;
    },
    get columns() {
      return stream.columns;
    },
    write: (text) => {
      if (!isClosed) stream.write(text);
    },
  };
}

/** Everything written has left the process, or never will. */
async function drain(stream: NodeJS.WriteStream): Promise<void> {
  if (stream.destroyed || stream.writableLength === 0) return;
  await new Promise<void>((resolve) => stream.write('', () => resolve()));
}
