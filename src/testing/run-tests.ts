// `npm test [-- part of a path or of a test's name …]`: runs the compiled engine tests and ends with the line
// `N passed, N failed, N skipped`. Exit code 0 only if something ran and nothing failed.

import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runTestFiles } from './runner/run-test-files.js';

const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());

const totals = await runTestFiles({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  patterns: process.argv.slice(2),
  jobs: availableParallelism(),
  testTimeoutMs: 180_000,
  fileTimeoutMs: 600_000,
  closeTimeoutMs: 10_000,
  write: (text) => void process.stdout.write(text),
  signal: controller.signal,
});
process.exitCode = totals.failed === 0 ? 0 : 1;
