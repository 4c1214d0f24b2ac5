import { readdirSync, realpathSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { brokenLink, linkOutside, unreadableFile } from '../errors.js';
import { describeSystemError } from './read-text-file.js';

export interface ListedFile {
  /** From the project root, forward slashes. */
  readonly path: string;
  readonly absolutePath: string;
}

export interface ListedFolder {
  /** In the order of their paths, compared by code unit. */
  readonly files: readonly ListedFile[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * All files below a folder of the project. Left out: names that begin with a dot, node_modules, and the folders in
 * `skip` (paths from the project root). Links are followed inside of the project; one that leaves it, points to nothing or
 * to a folder above itself is an error. A folder that does not exist is empty.
 */
export function listFiles(root: string, folder: string, skip: ReadonlySet<string>): ListedFolder {
  const lister = new Lister(root, realpathSync(root), skip);
  const start = folder === '.' ? '' : folder;
  const real = realPath(join(root, start));
  if (real === undefined) return { files: [], diagnostics: [] };
  if (!isInside(lister.realRoot, real)) return { files: [], diagnostics: [linkOutside(folder)] };
  lister.list(start, new Set([real]));
  lister.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { files: lister.files, diagnostics: lister.diagnostics };
}

/** Is `path` the folder `parent` or below it? Both absolute. */
export function isInside(parent: string, path: string): boolean {
  const way = relative(parent, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && resolve(parent, way) === path);
}

/** The path with its links resolved, or undefined when it points to nothing. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

class Lister {
  readonly files: ListedFile[] = [];
  readonly diagnostics: Diagnostic[] = [];

  constructor(
    readonly root: string,
    readonly realRoot: string,
    readonly skip: ReadonlySet<string>,
  ) {}

  /** `above`: the folders on the way here, links resolved. */
  list(folder: string, above: ReadonlySet<string>): void {
    let entries;
    try {
      entries = readdirSync(join(this.root, folder), { withFileTypes: true });
    } catch (error) {
      this.diagnostics.push(unreadableFile(folder, describeSystemError(error)));
      return;
    }
    for (const entry of entries) {
      if (entry.name.startsWith('.') || entry.name === 'node_modules') continue;
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isSymbolicLink()) this.#followLink(path, above);
      else if (entry.isDirectory()) this.#enter(path, above);
      else if (entry.isFile()) this.files.push({ path, absolutePath: join(this.root, path) });
    }
  }

  #enter(path: string, above: ReadonlySet<string>): void {
    if (!this.skip.has(path)) this.list(path, above);
  }

  #followLink(path: string, above: ReadonlySet<string>): void {
    if (this.skip.has(path)) return;
    const real = realPath(join(this.root, path));
    if (real === undefined || above.has(real)) {
      this.diagnostics.push(brokenLink(path));
    } else if (!isInside(this.realRoot, real)) {
      this.diagnostics.push(linkOutside(path));
    } else if (statSync(real).isDirectory()) {
      this.list(path, new Set([...above, real]));
    } else {
      this.files.push({ path, absolutePath: join(this.root, path) });
    }
  }
}
