import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { TestMessage } from './test-message.js';

export interface TestFailure {
  /** Absent when the file as a whole is at fault. */
  readonly test?: string;
  readonly text: string;
}

export interface TestFileResult {
  readonly passed: number;
  readonly failures: readonly TestFailure[];
  readonly skipped: number;
  readonly durationMs: number;
  /** What the file's process wrote to stdout and stderr. */
  readonly output: string;
}

export interface TestLimits {
  readonly testTimeoutMs: number;
  readonly fileTimeoutMs: number;
  /** How long a finished file may take to let go of workers, timers and child processes. */
  readonly closeTimeoutMs: number;
}

const program = fileURLToPath(new URL('test-file-process.js', import.meta.url));
const longestOutput = 64 * 1024;

/**
 * Runs one compiled test file in a process of its own and ends that process (and what it started) in every case.
 * `patterns` restricts to tests whose name contains one of them; none means all.
 */
export async function runTestFile(
  path: string,
  patterns: readonly string[],
  limits: TestLimits,
  signal: AbortSignal,
): Promise<TestFileResult> {
  const startedAt = performance.now();
  const failures: TestFailure[] = [];
  let passed = 0;
  let skipped = 0;
  let current: string | undefined;
  let ended: Extract<TestMessage, { kind: 'file-ended' }> | undefined;
  let output = '';
  let stopped = false;

  const child = fork(program, [path, ...patterns], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const kill = (): void => {
    stopped = true;
    try {
      // The whole group: a stopped test must not leave its own children behind.
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
    } catch {
      child.kill('SIGKILL');
    }
  };
  const keep = (chunk: Buffer): void => {
    if (output.length < longestOutput) output += chunk.toString('utf8');
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  signal.addEventListener('abort', kill, { once: true });

  const fail = (text: string, test = current): void =>
    void failures.push(test === undefined ? { text } : { test, text });
  const seconds = (ms: number): string => `${Math.round(ms / 100) / 10} s`;
  const fileTimer = setTimeout(() => {
    fail(`The file was still running after ${seconds(limits.fileTimeoutMs)}.`);
    kill();
  }, limits.fileTimeoutMs);
  let testTimer: NodeJS.Timeout | undefined;
  let closeTimer: NodeJS.Timeout | undefined;

  child.on('message', (message: TestMessage) => {
    if (stopped) return;
    clearTimeout(testTimer);
    switch (message.kind) {
      case 'test-started':
        current = message.test;
        testTimer = setTimeout(() => {
          fail(`Still running after ${seconds(limits.testTimeoutMs)}; the rest of the file was not run.`);
          kill();
        }, limits.testTimeoutMs);
        break;
      case 'test-passed':
        passed += 1;
        current = undefined;
        break;
      case 'test-failed':
        fail(message.text, message.test);
        current = undefined;
        break;
      case 'file-failed':
        fail(message.text);
        break;
      case 'file-ended':
        ended = message;
        skipped = message.skipped;
        closeTimer = setTimeout(() => {
          fail(
            `The process did not end within ${seconds(limits.closeTimeoutMs)} after its last test; left open: ` +
              `${message.openResources.join(', ') || 'unknown'}. Close workers, servers and timers in the test.`,
          );
          kill();
        }, limits.closeTimeoutMs);
        break;
    }
  });

  const [code, killedBy] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, exitSignal) => resolve([exitCode, exitSignal]));
  });
  clearTimeout(fileTimer);
  clearTimeout(testTimer);
  clearTimeout(closeTimer);
  signal.removeEventListener('abort', kill);
  if (!stopped && failures.length === 0) {
    if (ended === undefined) {
      fail(
        killedBy === null && code === 0
          ? 'The process ended in the middle: a promise never settles, or the code under test exits.'
          : `The process died (${killedBy ?? `exit code ${code}`}).`,
      );
    } else if (code !== 0) fail(`The process ended with exit code ${code}.`);
  }
  return { passed, failures, skipped, durationMs: performance.now() - startedAt, output };
}
