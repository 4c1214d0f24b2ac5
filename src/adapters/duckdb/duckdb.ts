// DuckDB as an Adapter: one file or memory, one process that writes, tasks side by side on connections of one instance.

import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import { SpError } from '../../errors/sp-error.js';
import type { Adapter, ConnectionReport, OpenOptions, Session } from '../adapter.js';
import { memoryPath } from '../database-file.js';
import { openDatabase } from './open-database.js';
import { readOptions } from './options.js';
import { DuckdbSession } from './session.js';

type Options = Readonly<Record<string, unknown>>;
type Check = ConnectionReport['checks'][number];

export const duckdbAdapter: Adapter = {
  dialect: duckdbDialect,
  describe: (options) => `duckdb: ${typeof options['path'] === 'string' ? options['path'] : 'no path'}`,
  open,
  debug,
};

async function open(options: Options, open: OpenOptions): Promise<Session> {
  return openSession(options, open);
}

async function openSession(options: Options, open: OpenOptions): Promise<DuckdbSession> {
  const database = await openDatabase(readOptions(options, open.place), open);
  try {
    return await DuckdbSession.start(database, open);
  } catch (error) {
    database.close();
    throw error;
  }
}

async function debug(options: Options, open: OpenOptions): Promise<ConnectionReport> {
  const description = duckdbAdapter.describe(options);
  try {
    const { path } = readOptions(options, open.place);
    const session = await openSession(options, { ...open, readOnly: true });
    try {
      const relations = await session.relations();
      const limit = await session.query({ sql: "select current_setting('memory_limit')", reads: [] });
      return {
        description,
        checks: [
          { name: 'engine', ok: true, detail: `DuckDB ${session.version}` },
          { name: 'warehouse', ok: true, detail: `${path}: ${relations.length} relations` },
          checkWritable(path, open),
          { name: 'memory', ok: true, detail: `at most ${String(limit.rows[0]?.[0])}` },
          { name: 'threads', ok: true, detail: `${open.threads} of ${availableParallelism()} cores` },
        ],
      };
    } finally {
      await session.close();
    }
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    const [first] = error.diagnostics;
    const fix = first?.hint;
    const check: Check = { name: 'warehouse', ok: false, detail: error.message, ...(fix !== undefined && { fix }) };
    return { description, checks: [check] };
  }
}

/** The folder that the file is or will be in takes new files. */
function checkWritable(path: string, { projectRoot }: OpenOptions): Check {
  if (path === memoryPath) return { name: 'folder', ok: true, detail: 'none is needed' };
  let folder = dirname(resolve(projectRoot, path));
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return { name: 'folder', ok: true, detail: `${folder} is writable` };
  } catch {
    const fix = 'Make it writable, or choose another path.';
    return { name: 'folder', ok: false, detail: `${folder} is not writable`, fix };
  }
}
