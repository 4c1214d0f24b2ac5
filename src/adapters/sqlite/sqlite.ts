// The default engine as an Adapter: SQLite in WebAssembly, many threads, one file.

import { accessSync, constants, existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { sqliteDialect } from '../../dialects/sqlite/sqlite-dialect.js';
import { SpError } from '../../errors/sp-error.js';
import { didYouMean } from '../../errors/suggest.js';
import type { Adapter, ConnectionReport, OpenOptions, Session } from '../adapter.js';
import { memoryPath, openDatabaseFile, type DatabaseFile } from '../database-file.js';
import { missingPath, unknownTargetOption, warehouseRefused } from '../errors.js';
import { FileImage } from './file-image.js';
import type { WarehouseContent } from './protocol.js';
import { SqliteSession } from './session.js';
import { WorkerPool } from './worker-pool.js';

type Options = Readonly<Record<string, unknown>>;

const knownOptions = ['path'];
let warmPool: WorkerPool | undefined;

export const sqliteAdapter: Adapter = {
  dialect: sqliteDialect,
  describe: (options) => `sqlite: ${pathOf(options) ?? 'no path'}`,
  warm(threads, options, projectRoot) {
    // Where something is built already, perhaps nothing will run.
    const path = pathOf(options);
    if (path !== undefined && path !== memoryPath && existsSync(resolve(projectRoot, path))) return undefined;
    warmPool ??= new WorkerPool(threads);
    warmPool.warm();
    return {
      cool: async () => {
        const pool = warmPool;
        warmPool = undefined;
        await pool?.close();
      },
    };
  },
  open,
  debug,
};

async function open(options: Options, open: OpenOptions): Promise<Session> {
  for (const key of Object.keys(options)) {
    if (!knownOptions.includes(key)) {
      throw new SpError([
        unknownTargetOption('sqlite', key, didYouMean(key, knownOptions) ?? 'Its key is path.', open.place),
      ]);
    }
  }
  const path = pathOf(options);
  if (path === undefined) throw new SpError([missingPath('sqlite', open.place)]);
  const pool = takePool(open.threads);
  let file: DatabaseFile | undefined;
  let fileImage: FileImage | undefined;
  try {
    file = await openDatabaseFile(path, open);
    fileImage = file.path === undefined ? undefined : FileImage.open(file.path);
    const content = fileImage ? describeImage(fileImage) : await readWhole(file, pool);
    if (content.refusal) {
      const { message, hint } = content.refusal;
      throw new SpError([warehouseRefused(file.description, message, hint, open.place)]);
    }
    return new SqliteSession({ dialect: sqliteDialect, pool, file, content, fileImage });
  } catch (error) {
    file?.lock?.release();
    fileImage?.close();
    await pool.close();
    throw error;
  }
}

function describeImage(image: FileImage): WarehouseContent {
  const { bytes, sizeBytes, schema, userVersion, applicationId, changeCounter, identity } = image;
  return { image: { bytes, sizeBytes, schema }, userVersion, applicationId, changeCounter, identity };
}

async function readWhole({ path, lock }: DatabaseFile, pool: WorkerPool): Promise<WarehouseContent> {
  if (path === undefined || !existsSync(path))
    return { userVersion: 0, applicationId: 0, changeCounter: 0, identity: '' };
  return (await pool.run('read-warehouse', { path, isWriter: lock !== undefined })).output;
}

/** The pool that `warm` started, if it has the right size. */
function takePool(threads: number): WorkerPool {
  const pool = warmPool;
  warmPool = undefined;
  if (pool?.size === threads) return pool;
  void pool?.close();
  return new WorkerPool(threads);
}

async function debug(options: Options, open: OpenOptions): Promise<ConnectionReport> {
  const description = sqliteAdapter.describe(options);
  try {
    const session = await sqliteAdapter.open(options, { ...open, readOnly: true });
    try {
      const { rows } = await session.query({ sql: 'select sqlite_version()', reads: [] });
      const relations = await session.relations();
      return {
        description,
        checks: [
          { name: 'engine', ok: true, detail: `SQLite ${String(rows[0]?.[0])} in WebAssembly` },
          { name: 'warehouse', ok: true, detail: `${pathOf(options) ?? memoryPath}: ${relations.length} relations` },
          checkWritable(options, open),
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
    return {
      description,
      checks: [{ name: 'warehouse', ok: false, detail: error.message, ...(fix !== undefined && { fix }) }],
    };
  }
}

/** The folder that the file is or will be in takes new files. */
function checkWritable(options: Options, { projectRoot }: OpenOptions): ConnectionReport['checks'][number] {
  const path = pathOf(options);
  if (path === undefined || path === memoryPath) return { name: 'folder', ok: true, detail: 'none is needed' };
  let folder = dirname(resolve(projectRoot, path));
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return { name: 'folder', ok: true, detail: `${folder} is writable` };
  } catch {
    return {
      name: 'folder',
      ok: false,
      detail: `${folder} is not writable`,
      fix: 'Make it writable, or choose another path.',
    };
  }
}

function pathOf(options: Options): string | undefined {
  const path = options['path'];
  return typeof path === 'string' && path !== '' ? path : undefined;
}
