// From a target's options to an open instance: the driver, the file and its lock, settings that make results equal to
// those of the other engines.

import { existsSync, mkdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpError } from '../../errors/sp-error.js';
import type { OpenOptions } from '../adapter.js';
import { memoryPath, openDatabaseFile, type DatabaseFile } from '../database-file.js';
import { badTargetOption, openElsewhere, warehouseRefused } from '../errors.js';
import { TargetLock } from '../target-lock.js';
import { CheckpointGuard, mendDatabase, rescuePath } from './checkpoint-guard.js';
import type { Connection } from './connection.js';
import { Connections } from './connections.js';
import { loadDriver, type Driver, type DriverInstance } from './driver.js';
import type { DuckdbOptions } from './options.js';

export interface Database {
  readonly version: string;
  readonly file: DatabaseFile;
  readonly connections: Connections;
  /** As many tasks can run at once. */
  readonly slots: number;
  /** Time of the file before it was opened, in milliseconds since the epoch; undefined when nobody can tell what is in it. */
  readonly modifiedMs: number | undefined;
  /** There was no file, so nobody else can have written to it. */
  readonly isNew: boolean;
  /** For files that one statement makes and another one reads. */
  readonly scratchPath: string;
  /** Puts the log into the file. */
  checkpoint(connection: Connection): Promise<void>;
  /** `beforeRelease` is called while nobody else can have the file. */
  close(beforeRelease?: () => void): void;
}

const pollMs = 100;
/** Threads that Node has for all that it waits for; each running statement holds one, and files need one too. */
const nodeThreads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);

/** @throws SpError when there is no driver, or the file cannot be used. */
export async function openDatabase(options: DuckdbOptions, open: OpenOptions): Promise<Database> {
  const driver = await loadDriver(open.place);
  const file = await openDatabaseFile(options.path, open);
  const before = lookAt(file);
  let instance: DriverInstance | undefined;
  try {
    await mend(file, open);
    instance = await createInstance(driver, file, options, open);
    const slots = Math.max(1, Math.min(open.threads, nodeThreads - 1));
    const connections = await Connections.open(instance, slots, prepare);
    const opened = instance;
    const guard = new CheckpointGuard(file.path ?? '');
    if (!open.readOnly)
      await connections.write((connection) => connection.run('pragma disable_checkpoint_on_shutdown'));
    for (const extension of options.extensions) await loadExtension(connections, extension, open);
    return {
      version: driver.version(),
      file,
      connections,
      slots,
      ...before,
      scratchPath: file.path ?? join(open.targetPath, 'duckdb'),
      checkpoint: async (connection) => {
        const problem = await guard.checkpoint(connection);
        if (problem === undefined) return;
        open.onNotice(`what was built is in the log beside ${file.description}, not yet in the file: ${problem}`);
      },
      close: (beforeRelease) => {
        connections.close();
        opened.closeSync();
        try {
          guard.close();
          beforeRelease?.();
        } finally {
          file.lock?.release();
        }
      },
    };
  } catch (error) {
    instance?.closeSync();
    file.lock?.release();
    throw error;
  }
}

/** Changes that are in the log only have left the file's time as it was. */
function lookAt({ path }: DatabaseFile): Pick<Database, 'modifiedMs' | 'isNew'> {
  const stat = path === undefined ? undefined : statSync(path, { throwIfNoEntry: false });
  const hasLog = path !== undefined && existsSync(`${path}.wal`);
  return { modifiedMs: hasLog ? undefined : stat?.mtimeMs, isNew: stat === undefined && !hasLog };
}

/** With the lock held. Who only reads takes it for as long as that lasts, unless a run has it that is at work. */
async function mend({ path, lock }: DatabaseFile, open: OpenOptions): Promise<void> {
  if (path === undefined) return;
  if (lock) return mendDatabase(path);
  if (!existsSync(rescuePath(path))) return;
  const result = await TargetLock.acquire(path, { timeoutMs: 0, command: open.command, onWait: () => {} });
  if (result.kind === 'timeout') return;
  try {
    mendDatabase(path);
  } finally {
    result.lock.release();
  }
}

async function prepare(connection: Connection): Promise<void> {
  await connection.run('set errors_as_json = true');
  await connection.run("set TimeZone = 'UTC'");
}

async function loadExtension(connections: Connections, name: string, { place }: OpenOptions): Promise<void> {
  try {
    await connections.write(async (connection) => {
      await connection.run(`install ${name}`);
      await connection.run(`load ${name}`);
    });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SpError([badTargetOption('duckdb', 'extensions', `names that can be installed: ${message}`, place)]);
  }
}

async function createInstance(
  driver: Driver,
  file: DatabaseFile,
  options: DuckdbOptions,
  open: OpenOptions,
): Promise<DriverInstance> {
  // What is only read need not exist.
  const path = file.path !== undefined && open.readOnly && !existsSync(file.path) ? undefined : file.path;
  const config = {
    threads: String(open.threads),
    temp_directory: findTempDirectory(file, options, open),
    // Nothing is fetched from the network but what the target names.
    autoinstall_known_extensions: 'false',
    // Only `checkpoint` does it, which survives being killed.
    checkpoint_threshold: '1TB',
    ...(options.memoryLimit !== undefined && { memory_limit: options.memoryLimit }),
    ...(path !== undefined && open.readOnly && { access_mode: 'READ_ONLY' }),
  };
  const startedAt = Date.now();
  let hasWaited = false;
  for (;;) {
    try {
      return await driver.DuckDBInstance.create(path ?? memoryPath, config);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const holder = /Conflicting lock is held in (.*?)\.?(?: However| See |$)/.exec(error.message)?.[1];
      if (holder === undefined) {
        throw new SpError([warehouseRefused(file.description, ...explainRefusal(error.message), open.place)]);
      }
      if (Date.now() - startedAt >= open.lockTimeoutMs) {
        throw new SpError([openElsewhere(file.description, holder, open.lockTimeoutMs, open.place)]);
      }
      if (!hasWaited) open.onNotice(`waiting for ${file.description}: ${holder} has it open`);
      hasWaited = true;
      await sleep(Math.min(pollMs, open.lockTimeoutMs));
    }
  }
}

function findTempDirectory(file: DatabaseFile, options: DuckdbOptions, open: OpenOptions): string {
  if (options.tempDirectory !== undefined) return resolve(open.projectRoot, options.tempDirectory);
  if (file.path !== undefined) return `${file.path}.tmp`;
  mkdirSync(open.targetPath, { recursive: true });
  return join(open.targetPath, 'duckdb.tmp');
}

/** What is wrong with the file, and what to do. */
function explainRefusal(message: string): readonly [message: string, hint: string] {
  if (message.includes('not a valid DuckDB database file')) {
    return ['is no DuckDB database', 'Move it away, or choose another path for this target.'];
  }
  const [first = message] = message.replace(/^\w[\w ]* Error: /, '').split('\n');
  return [
    `cannot be opened: ${first}`,
    'Move it away and build it anew, or use the version of the driver that it was made with.',
  ];
}
