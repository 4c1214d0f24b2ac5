import { isAbsolute, posix, relative, sep } from 'node:path';

/**
 * A path of project.yml as a path from the project root with forward slashes, `.` for the root itself; undefined when it
 * leaves the project. Judges the text alone; links are resolved where folders are opened.
 */
export function toProjectPath(text: string, root: string): string | undefined {
  const fromRoot = isAbsolute(text) ? relative(root, text) : text;
  const path = posix.normalize(fromRoot.split(sep).join('/')).replace(/(?<=.)\/+$/, '');
  return path === '..' || path.startsWith('../') || path.startsWith('/') || /^[A-Za-z]:/.test(path) ? undefined : path;
}

/** Is `folder` the other path or a folder above it? Both from the project root. */
export function isAtOrAbove(folder: string, path: string): boolean {
  return folder === '.' || folder === path || path.startsWith(`${folder}/`);
}
