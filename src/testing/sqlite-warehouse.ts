// A project with a sqlite target, for tests of the warehouse file.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'sql.js';
import type { OpenOptions } from '../adapters/adapter.js';
import { compileEngine, startEngine } from '../adapters/sqlite/engine.js';
import { sqliteAdapter } from '../adapters/sqlite/sqlite.js';
import { SpError } from '../errors/sp-error.js';
import { SessionDriver, testOpenOptions } from './adapter-contract/session-driver.js';
import { createTempProject, type TempProject } from './temp-project.js';

export const { sql } = await startEngine(await compileEngine());
export const path = 'target/w.sqlite';

export async function inProject(body: (project: TempProject, file: string) => Promise<void>): Promise<void> {
  const project = createTempProject({});
  try {
    await body(project, join(project.root, path));
  } finally {
    project.cleanup();
  }
}

export async function withSession(
  project: TempProject,
  body: (driver: SessionDriver) => Promise<void>,
  changes: Partial<OpenOptions> & { readonly at?: string } = {},
): Promise<void> {
  const { at = path, ...rest } = changes;
  const session = await sqliteAdapter.open({ path: at }, testOpenOptions(project, { threads: 1, ...rest }));
  try {
    await body(new SessionDriver(session, project));
  } finally {
    await session.close();
  }
}

/** Builds table `t` and saves. */
export const build = (project: TempProject, select = 'select 1 as x'): Promise<void> =>
  withSession(project, async (driver) => {
    await driver.table('t', select);
    await driver.session.save();
  });

export async function refusal(opening: Promise<unknown>): Promise<SpError> {
  try {
    await opening;
  } catch (error) {
    if (error instanceof SpError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

export function open(file: string): Database {
  return new sql.Database(readFileSync(file));
}
