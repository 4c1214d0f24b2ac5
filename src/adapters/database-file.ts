import { accessSync, constants, lstatSync, mkdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { SpError } from '../errors/sp-error.js';
import type { OpenOptions } from './adapter.js';
import { removeLeftovers, TargetLock } from './target-lock.js';
import { lockTimeout, lockWait, targetIsFolder, targetUnwritable } from './errors.js';

/** A file target's path, or none for `:memory:`. */
export interface DatabaseFile {
  /** Absolute, links followed. */
  readonly path: string | undefined;
  /** As people call it, relative to the project. */
  readonly description: string;
  readonly lock: TargetLock | undefined;
}

export const memoryPath = ':memory:';

/**
 * Finds the file and, unless it is only read, takes its lock.
 * @throws SpError when the folder cannot be made or written, or when another run keeps the lock too long.
 */
export async function openDatabaseFile(path: string, options: OpenOptions): Promise<DatabaseFile> {
  if (path === memoryPath) return { path: undefined, description: memoryPath, lock: undefined };
  const description = describePath(path, options.projectRoot);
  try {
    const absolute = followLinks(resolve(options.projectRoot, path));
    if (isFolder(absolute)) throw new SpError([targetIsFolder(description, options.place)]);
    if (options.readOnly) return { path: absolute, description, lock: undefined };
    mkdirSync(dirname(absolute), { recursive: true });
    accessSync(dirname(absolute), constants.W_OK);
    const result = await TargetLock.acquire(absolute, {
      timeoutMs: options.lockTimeoutMs,
      command: options.command,
      onWait: (owner, ageMs) => options.onNotice(lockWait(description, owner, ageMs)),
    });
    if (result.kind === 'timeout') {
      throw new SpError([lockTimeout(description, result.owner, options.lockTimeoutMs, options.place)]);
    }
    removeLeftovers(absolute);
    return { path: absolute, description, lock: result.lock };
  } catch (error) {
    if (error instanceof SpError || !(error instanceof Error) || !('code' in error)) throw error;
    throw new SpError([targetUnwritable(description, error, options.place)]);
  }
}

function describePath(path: string, projectRoot: string): string {
  if (!isAbsolute(path)) return path.replaceAll('\\', '/');
  const inside = relative(projectRoot, path);
  return inside.startsWith('..') || isAbsolute(inside) ? path : inside.replaceAll('\\', '/');
}

/** The file that a chain of links ends at, also when that file does not exist yet. */
function followLinks(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (link) return followLinks(resolve(dirname(path), readlinkSync(path)));
    const folder = dirname(path);
    return folder === path ? path : join(followLinks(folder), path.slice(folder.length).replace(/^[\\/]/, ''));
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
