// The process of one test file: imports it, runs what it registered, reports over IPC. One file, one process: globals,
// environment, worker threads and crashes of one file never reach another. The parent keeps the clock, so that even a
// test that blocks its thread is stopped.
// Arguments: the compiled file, then parts of test names to run only those.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { captureSuites } from './captured-suite.js';
import { describeFailure, runSuite } from './run-suite.js';
import type { TestMessage } from './test-message.js';

let current: string | undefined;

function send(message: TestMessage): void {
  if (message.kind === 'test-started') current = message.test;
  if (message.kind === 'test-passed' || message.kind === 'test-failed') current = undefined;
  process.send?.(message);
}

function stop(error: unknown): never {
  const text = describeFailure(error);
  send(current === undefined ? { kind: 'file-failed', text } : { kind: 'test-failed', test: current, text });
  process.exit(1);
}

process.on('uncaughtException', stop);
process.on('unhandledRejection', stop);

async function main(path: string, patterns: readonly string[]): Promise<void> {
  const suites = await captureSuites(async () => {
    const uvu = await import('uvu');
    await import(pathToFileURL(path).href);
    // Tests that were added after the file's last run() show up as one more suite.
    uvu.test.run();
  });
  const leftOver = suites.at(-1)?.tests.length ?? 0;
  const complete = suites.slice(0, -1);
  const registered = complete.reduce((count, suite) => count + suite.tests.length + suite.only.length + suite.skips, 0);
  const wanted = patterns.map((pattern) => pattern.toLowerCase());
  const isWanted = (name: string): boolean =>
    wanted.length === 0 || wanted.some((pattern) => name.toLowerCase().includes(pattern));
  for (const problem of findFileProblems(readFileSync(path, 'utf8'), complete.length, registered, leftOver)) {
    send({ kind: 'file-failed', text: problem });
  }
  for (const suite of complete) {
    for (const { name } of suite.only) {
      send({
        kind: 'test-failed',
        test: name,
        text: 'A leftover `.only` hides every other test of this file: remove it.',
      });
    }
    await runSuite(suite, isWanted, send);
  }
  send({
    kind: 'file-ended',
    skipped: complete.reduce((count, suite) => count + suite.skips, 0),
    openResources: process.getActiveResourcesInfo(),
  });
  // Ends when nothing is left open; the parent waits only so long.
}

function findFileProblems(text: string, suites: number, registered: number, leftOver: number): readonly string[] {
  if (leftOver > 0 || (suites === 0 && /\btest(\.skip)?\(/.test(text))) {
    return ['Tests are registered but never run: the file must end with `test.run();`.'];
  }
  if (registered === 0) return ['The file registers no test.'];
  return [...text.matchAll(/^const (\w+) = suite\(/gm)]
    .map((match) => match[1])
    .filter((name) => !text.includes(`${name}.run()`))
    .map((name) => `The suite \`${name}\` is never run: add \`${name}.run();\`.`);
}

const [path = '', ...patterns] = process.argv.slice(2);
await main(path, patterns);
