import { mkdtempSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface TempProject {
  /** Absolute path, links resolved. */
  readonly root: string;
  /** Writes one more file, or the next version of one. */
  readonly write: (path: string, content: string | Uint8Array) => void;
  /** Removes the folder and everything in it. */
  readonly cleanup: () => void;
}

/** Puts files into a new temporary folder. Keys are paths below it with forward slashes. */
export function createTempProject(files: Readonly<Record<string, string | Uint8Array>>): TempProject {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sp-test-')));
  const write = (path: string, content: string | Uint8Array): void => {
    const absolutePath = join(root, path);
    mkdirSync(dirname(absolutePath), { recursive: true });
    writeFileSync(absolutePath, content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return { root, write, cleanup: () => rmSync(root, { recursive: true, force: true }) };
}
