#!/usr/bin/env node
// The process `sp`: streams, signals, exit code. Everything else is in cli/, loaded after the fast path for --version.

import { readFileSync } from 'node:fs';

const packageText = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
const version = /"version": "([^"]+)"/.exec(packageText)?.[1] ?? 'unknown';
const argv = process.argv.slice(2);

if (argv.length === 1 && argv[0] === '--version') {
  process.stdout.write(`sp ${version}\n`);
} else {
  const { runProcess } = await import('./run-process.js');
  await runProcess(argv, version);
}
