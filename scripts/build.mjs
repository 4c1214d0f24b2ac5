// Builds `sp`: TypeScript → dist/, and whatever else has a build step of its own (scripts/build-*.mjs).
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function run(file, ...args) {
  const { status } = spawnSync(process.execPath, [join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

// An installed package holds dist/ already and has no sources.
if (existsSync(join(root, 'src'))) {
  run('node_modules/typescript/bin/tsc', '-p', '.');
  for (const name of readdirSync(join(root, 'scripts')).sort()) {
    if (/^build-.*\.mjs$/.test(name)) run(`scripts/${name}`);
  }
}
