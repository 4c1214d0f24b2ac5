// The bundled project on DuckDB: against the same statements on the bare engine, and with many times the data.
import { readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildClean, copyBundledProject } from './bundled-build.mjs';
import { measureProcess } from './measure-process.mjs';
import { readPlan } from './native-sqlite.mjs';

const script = fileURLToPath(new URL('native-duckdb.mjs', import.meta.url));
export const memoryLimit = '4GB';

/** Runs what the last build in `project` ran. */
export async function runBareDuckdb(project, workFolder, threads) {
  const database = join(workFolder, 'bare.duckdb');
  const planFile = join(workFolder, 'bare-plan.json');
  writeFileSync(planFile, JSON.stringify({ ...readPlan(project), database, threads, memoryLimit }));
  const { stdout } = await measureProcess(process.execPath, [script, planFile], { cwd: project });
  rmSync(database, { force: true });
  return JSON.parse(stdout);
}

/** Generates the five files anew with `scale` times the students, and builds. What was made is removed afterwards. */
export async function buildScaled(repository, sp, folder, scale) {
  copyBundledProject(repository, folder);
  try {
    const generator = join(repository, 'dist/testing/seed-generator/run-seed-generator.js');
    const script = `import(${JSON.stringify(generator)}).then(({ runSeedGenerator }) => process.exit(runSeedGenerator(process.argv.slice(1))))`;
    const seeds = join(folder, 'seeds');
    const flags = ['--out', seeds, '--scale', String(scale)];
    const generated = await measureProcess(process.execPath, ['-e', script, '--', ...flags], { cwd: folder });
    const csvBytes = readdirSync(seeds)
      .filter((name) => name.endsWith('.csv'))
      .reduce((sum, name) => sum + statSync(join(seeds, name)).size, 0);
    const built = await buildClean(sp, folder, 2, ['--target', 'duckdb']);
    const sizeBytes = statSync(join(folder, 'target/warehouse.duckdb')).size;
    return { scale, csvBytes, sizeBytes, generatedMs: generated.wallMs, built };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
