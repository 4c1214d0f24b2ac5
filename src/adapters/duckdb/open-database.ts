// From a target's options to an open instance: the driver, the file and its lock, settings that make results equal to
// those of the other engines.

import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SpError } from '../../errors/sp-error.js';
import type { OpenOptions } from '../adapter.js';
import { memoryPath, openDatabaseFile, type DatabaseFile } from '../database-file.js';
import { badTargetOption, openElsewhere, warehouseRefused } from '../errors.js';
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
  /** For files that one statement makes and another one reads. */
  readonly scratchPath: string;
  close(): void;
}

const pollMs = 100;
/** Threads that Node has for all that it waits for; each running statement holds one, and files need one too. */
const nodeThreads = Number(process.env['UV_THREADPOOL_SIZE'] ?? 4);

/** @throws SpError when there is no driver, or the file cannot be used. */
export async function openDatabase(options: DuckdbOptions, open: OpenOptions): Promise<Database> {
  const driver = await loadDriver(open.place);
  const file = await openDatabaseFile(options.path, open);
  let instance: DriverInstance | undefined;
  try {
    instance = await createInstance(driver, file, options, open);
    const slots = Math.max(1, Math.min(open.threads, nodeThreads - 1));
    const connections = await Connections.open(instance, slots, prepare);
    const opened = instance;
    for (const extension of options.extensions) await loadExtension(connections, extension, open);
    return {
      version: driver.version(),
      file,
      connections,
      slots,
      scratchPath: file.path ?? join(open.targetPath, 'duckdb'),
      close: () => {
        connections.close();
        opened.closeSync();
        file.lock?.release();
      },
    };
  } catch (error) {
    instance?.closeSync();
    file.lock?.release();
    throw error;
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
