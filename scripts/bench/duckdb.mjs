// The bundled project on DuckDB, and the same statements on the bare engine.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
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
