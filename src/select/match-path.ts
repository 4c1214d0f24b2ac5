import { globToRegExp } from '../util/glob.js';

export interface NodePaths {
  readonly originalFilePath: string;
  readonly patchPath?: string;
}

/**
 * A glob from the project root. It may fit the file that defines a node, a folder above it, or the properties file that
 * describes it. `root` is the project's absolute path: absolute globs below it work too.
 */
export function createPathMatcher(value: string, root: string): (node: NodePaths) => boolean {
  const pattern = normalizePath(value, root);
  if (pattern === '') return () => true;
  const expression = globToRegExp(pattern);
  const folderFits = new Map<string, boolean>();
  const fitsFolder = (path: string): boolean => {
    const slash = path.lastIndexOf('/');
    if (slash < 0) return false;
    const folder = path.slice(0, slash);
    let fits = folderFits.get(folder);
    if (fits === undefined) {
      fits = expression.test(folder) || fitsFolder(folder);
      folderFits.set(folder, fits);
    }
    return fits;
  };
  return ({ originalFilePath, patchPath }) =>
    expression.test(originalFilePath) ||
    fitsFolder(originalFilePath) ||
    (patchPath !== undefined && expression.test(patchPath));
}

function normalizePath(value: string, root: string): string {
  const forward = value.replaceAll('\\', '/');
  const base = root.replaceAll('\\', '/');
  const relative = forward === base || forward.startsWith(`${base}/`) ? forward.slice(base.length + 1) : forward;
  return relative
    .split('/')
    .filter((part, index) => part !== '.' && (part !== '' || index === 0))
    .join('/');
}
