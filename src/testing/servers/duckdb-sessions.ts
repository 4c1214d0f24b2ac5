// Sessions on DuckDB for tests: skipped, and counted, where the driver is missing.

import { suite } from 'uvu';
import { duckdbAdapter } from '../../adapters/duckdb/duckdb.js';
import type { OpenOptions } from '../../adapters/adapter.js';
import { SessionDriver, testOpenOptions } from '../adapter-contract/session-driver.js';
import { createTempProject, type TempProject } from '../temp-project.js';
import { missingDuckdb } from './missing-duckdb.js';

export const duckdbPath = 'target/w.duckdb';

export interface DuckdbSuite {
  readonly test: (name: string, body: () => Promise<void>) => void;
  readonly run: () => void;
}

export function duckdbSuite(name: string): DuckdbSuite {
  const tests = suite(missingDuckdb === undefined ? name : `${name} (${missingDuckdb})`);
  return {
    test: (sentence, body) => {
      if (missingDuckdb === undefined) tests(sentence, body);
      else tests.skip(sentence, () => {});
    },
    run: () => tests.run(),
  };
}

export async function openDuckdb(
  project: TempProject,
  changes: Partial<OpenOptions> = {},
  options: Readonly<Record<string, unknown>> = { path: duckdbPath },
): Promise<SessionDriver> {
  return new SessionDriver(await duckdbAdapter.open(options, testOpenOptions(project, changes)), project);
}

export async function inProject(use: (project: TempProject) => Promise<void>): Promise<void> {
  const project = createTempProject({});
  try {
    await use(project);
  } finally {
    project.cleanup();
  }
}

export async function inMemory(use: (driver: SessionDriver) => Promise<void>): Promise<void> {
  await inProject(async (project) => {
    const driver = await openDuckdb(project, {}, { path: ':memory:' });
    await use(driver);
    await driver.session.close();
  });
}
