// One writing session per target of a project: a lock file in the target folder, and the name of the session that has it,
// so that the tables of one that died are known for what they are. Runs on other machines are not seen by it.

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpError } from '../../errors/sp-error.js';
import type { OpenOptions } from '../adapter.js';
import { lockTimeout, lockWait, targetUnwritable } from '../errors.js';
import { removeLeftovers, TargetLock } from '../target-lock.js';
import type { SparkTarget } from './target-options.js';

export class SessionLock {
  readonly #lock: TargetLock;
  readonly #path: string;
  #isClaimed = false;

  private constructor(
    lock: TargetLock,
    path: string,
    /** The session that had the lock before and did not clean up. */
    readonly deadSession: string | undefined,
  ) {
    this.#lock = lock;
    this.#path = path;
  }

  /** @throws SpError when another run keeps the lock too long, or the target folder cannot be written. */
  static async acquire(target: SparkTarget, open: OpenOptions): Promise<SessionLock> {
    const key = createHash('sha256')
      .update(`${target.server}\0${target.database ?? ''}\0${target.schema}`)
      .digest('hex');
    const path = join(open.targetPath, `spark-${key.slice(0, 12)}`);
    const description = `schema ${target.schema} of ${target.server}`;
    try {
      mkdirSync(open.targetPath, { recursive: true });
      const result = await TargetLock.acquire(path, {
        timeoutMs: open.lockTimeoutMs,
        command: open.command,
        onWait: (owner, ageMs) => open.onNotice(lockWait(description, owner, ageMs)),
      });
      if (result.kind === 'timeout') {
        throw new SpError([lockTimeout(description, result.owner, open.lockTimeoutMs, open.place)]);
      }
      removeLeftovers(path);
      return new SessionLock(result.lock, path, readSession(path));
    } catch (error) {
      if (error instanceof SpError || !(error instanceof Error) || !('code' in error)) throw error;
      throw new SpError([targetUnwritable(open.targetPath, error, open.place)]);
    }
  }

  /** To be called once nothing of the dead session is left. */
  claim(session: string): void {
    writeFileSync(this.#path, session);
    this.#isClaimed = true;
  }

  release(isClean: boolean): void {
    try {
      if (isClean && this.#isClaimed) rmSync(this.#path, { force: true });
    } finally {
      this.#lock.release();
    }
  }
}

function readSession(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
