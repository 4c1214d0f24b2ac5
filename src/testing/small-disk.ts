import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder that is a disk of its own. */
export interface SmallDisk {
  setReadOnly(isReadOnly: boolean): void;
  /** Takes it away; it holds nothing any more. */
  unmount(): void;
}

/** Why no disk can be made here; undefined when one can. It needs root on Linux. */
export const noSmallDisk: string | undefined = tryOut();

/** Makes `folder` an empty disk of `sizeKiB`, in memory. */
export function mountSmallDisk(folder: string, sizeKiB: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  run('mount', '-t', 'tmpfs', '-o', `size=${sizeKiB}k`, 'tmpfs', folder);
  return {
    setReadOnly: (isReadOnly) => run('mount', '-o', isReadOnly ? 'remount,ro' : 'remount,rw', folder),
    unmount: () => run('umount', '--lazy', folder),
  };
}

function run(program: string, ...words: readonly string[]): void {
  const { status, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${words.join(' ')}: ${error?.message ?? stderr.trim()}`);
}

function tryOut(): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'sp-disk-'));
  try {
    mountSmallDisk(folder, 64).unmount();
    return undefined;
  } catch {
    return 'no disk can be mounted here';
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
