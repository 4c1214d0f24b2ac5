// The bundled project on generated input, in a temporary folder: the repository's project.yml, models, macros, tests and
// code tables; the five raw files and their answer key from the generator.

import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runSp } from '../run-sp.js';
import { generateSeeds } from '../seed-generator/generate-seeds.js';
import type { SeedManifest } from '../seed-generator/generate-seeds.js';
import { datasetNames } from '../seed-generator/kinds.js';
import { defaultOptions } from '../seed-generator/options.js';
import type { GeneratorOptions } from '../seed-generator/options.js';
import { openWarehouse } from './warehouse.js';
import type { Warehouse } from './warehouse.js';

export interface BundledProject {
  /** Absolute. */
  readonly root: string;
  /** Holds the five raw files. */
  readonly rawFolder: string;
  /** Holds `{truth,dedup,quarantine}_<dataset>.csv`. */
  readonly truthFolder: string;
  readonly seedManifest: SeedManifest;
  /**
   * `sp build` into a warehouse of its own: builds of different names do not touch each other's results.
   *
   * @throws Error with everything that `sp` said, unless it ends with exit code 0.
   */
  build(options?: BundledBuildOptions): Promise<Warehouse>;
  /** Removes the folder. */
  cleanup(): void;
}

export interface BundledBuildOptions {
  readonly name?: string;
  readonly threads?: number;
  /** Further words of the command line. */
  readonly flags?: readonly string[];
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

export function createBundledProject(options: Partial<Omit<GeneratorOptions, 'out' | 'truth'>>): BundledProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sp-bundled-')));
  const generated = join(root, 'generated');
  const rawFolder = join(root, 'seeds');
  copyProject(root);
  const seedManifest = generateSeeds({ ...defaultOptions, ...options, out: generated, truth: true });
  for (const entry of readdirSync(generated))
    if (entry !== 'truth' && entry !== 'manifest.json') renameSync(join(generated, entry), join(rawFolder, entry));
  return {
    root,
    rawFolder,
    truthFolder: join(generated, 'truth'),
    seedManifest,
    build: (buildOptions = {}) => buildWarehouse(root, buildOptions),
    cleanup: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Everything but the five raw files. */
function copyProject(root: string): void {
  for (const name of ['project.yml', 'models', 'snapshots', 'macros', 'tests'])
    if (existsSync(join(repository, name))) cpSync(join(repository, name), join(root, name), { recursive: true });
  const seeds = join(repository, 'seeds');
  const left = new Set([...datasetNames.map((name) => join(seeds, `${name}.csv`)), join(seeds, 'manifest.json')]);
  cpSync(seeds, join(root, 'seeds'), { recursive: true, filter: (source) => !left.has(source) });
}

async function buildWarehouse(
  root: string,
  { name = 'test', threads = 2, flags = [] }: BundledBuildOptions,
): Promise<Warehouse> {
  const folder = `target-${name}`;
  const projectFile = join(root, 'project.yml');
  const target = `  ${name}: { type: sqlite, path: ${folder}/warehouse.sqlite }\n`;
  const text = readFileSync(projectFile, 'utf8');
  if (!text.includes(target)) writeFileSync(projectFile, text.replace('\ntargets:\n', `\ntargets:\n${target}`));
  const { exitCode, stderr } = await runSp(
    ['build', '--target', name, '--target-path', folder, '--threads', String(threads), ...flags],
    { cwd: root },
  );
  if (exitCode !== 0) throw new Error(`sp build ended with exit code ${exitCode}\n${stderr}`);
  return openWarehouse(join(root, folder, 'warehouse.sqlite'));
}
