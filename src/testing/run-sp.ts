import { runCli } from '../cli/run-cli.js';

export interface SpRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSpOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly onStderr?: (text: string) => void;
}

/** Runs `sp` in this process as a script would see it: no terminal, no colour. */
export async function runSp(argv: readonly string[], options: RunSpOptions): Promise<SpRun> {
  let stdout = '';
  let stderr = '';
  const env = options.env ?? {};
  const exitCode = await runCli({
    argv,
    cwd: options.cwd,
    env,
    version: '0.0.0',
    stdout: { write: (text: string) => void (stdout += text) },
    stderr: {
      write: (text: string) => {
        stderr += text;
        options.onStderr?.(text);
      },
    },
    stdin: {},
    signal: options.signal ?? new AbortController().signal,
    timers: {
      now: () => performance.now(),
      after: (delayMs, call) => {
        const timer = setTimeout(call, delayMs).unref();
        return () => clearTimeout(timer);
      },
    },
  });
  return { exitCode, stdout, stderr };
}
