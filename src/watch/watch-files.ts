// Files on disk → batches of paths whose content really changed. chokidar tells of events; a batch is given out when
// nothing more has happened for a moment, because an editor's rename shows as add at once and unlink 100 ms later.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, relative, resolve, sep } from 'node:path';
import { watch } from 'chokidar';

export interface WatchedFiles {
  /** Number of files under watch. */
  readonly count: () => number;
  readonly close: () => Promise<void>;
}

export interface WatchFilesOptions {
  /** Absolute folder. */
  readonly root: string;
  /** Absolute folders to leave out (what sp writes to). */
  readonly ignored: readonly string[];
  /** Changed, added and removed files, relative to the root with forward slashes, sorted. */
  readonly onChange: (paths: readonly string[]) => void;
  readonly debounceMs?: number;
}

/** chokidar reports the second half of a rename after 100 ms. */
const defaultDebounceMs = 120;

/** Names that editors and tools leave behind for a moment. */
const passing = /^(?:\..*|.*~|.*\.sw[a-z]|.*\.tmp.*|4913|node_modules)$/;

/** Starts watching; resolves when every present file is known. */
export async function watchFiles(options: WatchFilesOptions): Promise<WatchedFiles> {
  const { root, onChange } = options;
  const hashes = new Map<string, string>();
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isReady = false;
  const watcher = watch(root, {
    ignoreInitial: false,
    ignored: (path) => path !== root && (options.ignored.includes(resolve(path)) || passing.test(basename(path))),
  });
  const flush = async (): Promise<void> => {
    const paths = [...changed];
    changed.clear();
    const real: string[] = [];
    for (const path of paths) {
      const hash = await hashFile(path);
      if (hashes.get(path) === hash) continue;
      if (hash === undefined) hashes.delete(path);
      else hashes.set(path, hash);
      real.push(relative(root, path).split(sep).join('/'));
    }
    if (real.length > 0) onChange(real.sort());
  };
  const pending: Promise<void>[] = [];
  watcher.on('all', (event, path) => {
    if (event === 'addDir' || event === 'unlinkDir') return;
    if (!isReady) {
      pending.push(
        hashFile(path).then((hash) => {
          if (hash !== undefined) hashes.set(path, hash);
        }),
      );
      return;
    }
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), options.debounceMs ?? defaultDebounceMs);
  });
  await new Promise<void>((done, fail) => {
    watcher.once('ready', done);
    watcher.once('error', fail);
  });
  await Promise.all(pending);
  isReady = true;
  // E.g. a folder that may not be read any more: its files are then not watched, the others are.
  watcher.on('error', () => undefined);
  return {
    count: () => hashes.size,
    close: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

async function hashFile(path: string): Promise<string | undefined> {
  try {
    return createHash('sha256')
      .update(await readFile(path))
      .digest('base64');
  } catch (error) {
    // Gone, or turned into a folder, between the event and now: that is a removal.
    if (isMissing(error)) return undefined;
    // Whoever reads the project says what is wrong with it.
    return `unreadable: ${error instanceof Error ? error.message : ''}`;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR');
}
