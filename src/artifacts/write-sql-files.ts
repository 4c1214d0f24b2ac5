import { mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { SpError } from '../errors/sp-error.js';
import { cannotWrite } from './errors.js';

/**
 * Writes the files whose text is not there yet, each as a whole. Synchronous on purpose: thousands of small files are
 * written several times faster than through promises.
 *
 * @throws SpError (2) when one cannot be written.
 */
export function writeSqlFiles(targetPath: string, texts: ReadonlyMap<string, string>): void {
  const folders = new Set<string>();
  // In the target folder itself, where leftovers are looked for.
  const temporary = join(targetPath, `sql.sp-${process.pid}`);
  for (const [path, text] of texts) {
    const absolutePath = join(targetPath, path);
    try {
      if (readIfThere(absolutePath) === text) continue;
      const folder = dirname(absolutePath);
      if (!folders.has(folder)) mkdirSync(folder, { recursive: true });
      folders.add(folder);
      writeFileSync(temporary, text);
      renameSync(temporary, absolutePath);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw new SpError([cannotWrite(absolutePath, error)]);
    }
  }
}

/**
 * Removes SQL files that an earlier run wrote, and folders below `compiled/` and `run/` that are empty then. What cannot
 * be removed stays: a left-over file does no harm. Paths that lead anywhere else are not touched.
 */
export function removeSqlFiles(targetPath: string, paths: readonly string[]): void {
  for (const path of paths) {
    if (!/^(?:compiled|run)\/.+\.sql$/i.test(path) || posix.normalize(path) !== path) continue;
    try {
      rmSync(join(targetPath, path), { force: true });
      for (let folder = posix.dirname(path); folder.includes('/'); folder = posix.dirname(folder)) {
        rmdirSync(join(targetPath, folder));
      }
    } catch {
      // Not empty, or not ours to change.
    }
  }
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
