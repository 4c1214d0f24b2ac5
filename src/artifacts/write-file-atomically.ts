import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { SpError } from '../errors/sp-error.js';
import { cannotWrite } from './errors.js';

let count = 0;

/**
 * Writes a file so that readers see the old text or the new one, never half of it. Missing folders are made.
 *
 * @throws SpError (2) when it cannot; the old file is then as it was, and nothing else is left behind.
 */
export async function writeFileAtomically(path: string, content: string | Uint8Array): Promise<void> {
  count += 1;
  const temporary = `${path}.sp-${process.pid}-${count}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      const { size } = await file.stat();
      // A write to a full disk can be short without an error.
      if (size !== Buffer.byteLength(content)) throw new Error('the disk took only a part of it');
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new SpError([cannotWrite(path, error)]);
  }
}

/** Removes what runs that were killed while they wrote an artifact left in `folder`. What cannot be removed stays. */
export async function removeArtifactLeftovers(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    const pid = /\.sp-(\d+)(?:-\d+)?$/.exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    await rm(join(folder, name), { force: true }).catch(() => undefined);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
