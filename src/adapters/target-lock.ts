// One writer per target: a lock file beside the warehouse, with who holds it. A second run waits; the lock of a process
// that is gone is taken over, by exactly one of those who try.
//
//   acquire: link(own file → lock) ── exists ──► owner alive? ── yes ──► wait, at most lockTimeoutMs
//                 └ ok: held                          └ no ──► removeDead, try again

import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface LockOwner {
  readonly pid: number;
  readonly host: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly command: string;
  /** Tells this lock from every other one. */
  readonly token: string;
  /** When the process began, in the system's ticks: tells it from a later one with its pid. Linux only. */
  readonly processStart?: string;
}

export interface LockOptions {
  readonly timeoutMs: number;
  readonly command: string;
  /** Called once, when the lock is somebody's who is alive. */
  readonly onWait: (owner: LockOwner, ageMs: number) => void;
}

export type LockResult =
  { readonly kind: 'held'; readonly lock: TargetLock } | { readonly kind: 'timeout'; readonly owner: LockOwner };

const pollMs = 100;
/** A lock file that cannot be read is taken for that of a crashed machine after this time. */
const unreadableMs = 60_000;
const heldTokens = new Set<string>();
/** Released, but their files could not be removed. */
const abandonedTokens = new Set<string>();

export class TargetLock {
  readonly #path: string;
  readonly #owner: LockOwner;

  private constructor(path: string, owner: LockOwner) {
    this.#path = path;
    this.#owner = owner;
  }

  /** Waits for the lock of `target`, a file's path. Errors of the file system are thrown as they are. */
  static async acquire(target: string, options: LockOptions): Promise<LockResult> {
    const path = `${target}.sp-lock`;
    const startedAt = Date.now();
    let hasWaited = false;
    for (;;) {
      const owner = newOwner(options.command);
      if (createFile(path, owner)) {
        heldTokens.add(owner.token);
        return { kind: 'held', lock: new TargetLock(path, owner) };
      }
      const other = readOwner(path);
      if (other === undefined) continue;
      if (isDead(other)) {
        removeDead(path, other);
        continue;
      }
      if (!hasWaited) options.onWait(other, Math.max(0, Date.now() - other.startedAt));
      hasWaited = true;
      if (Date.now() - startedAt >= options.timeoutMs) return { kind: 'timeout', owner: other };
      await sleep(Math.min(pollMs, options.timeoutMs));
    }
  }

  /** Never throws: a lock that cannot be removed, as the disk became read-only, is a dead one's from now on. */
  release(): void {
    heldTokens.delete(this.#owner.token);
    try {
      if (readOwner(this.#path)?.token === this.#owner.token) rmSync(this.#path, { force: true });
    } catch {
      abandonedTokens.add(this.#owner.token);
    }
  }
}

/** Name for a file that is written beside `target` while its lock is held. */
export function temporaryPath(target: string): string {
  return `${target}.sp-${process.pid}-${randomUUID().slice(0, 8)}.tmp`;
}

/** Removes what dead owners left beside `target`. To be called with the lock held: nobody else writes then. */
export function removeLeftovers(target: string): void {
  const prefix = `${basename(target)}.sp-`;
  const folder = dirname(target);
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    if (isLeftover(name.slice(prefix.length))) rmSync(join(folder, name), { force: true });
  }
}

function isLeftover(rest: string): boolean {
  if (/^\d+-[\da-f]{8}\.tmp$/.test(rest)) return true;
  const claim = /^lock-(?:guard-.+-)?(\d+)-[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.exec(rest);
  if (claim) return !isRunning(Number(claim[1]));
  // Whoever still has a guard looks at the lock before it removes anything, and finds that it is no longer the dead one.
  return rest.startsWith('lock-guard-');
}

function newOwner(command: string): LockOwner {
  const processStart = readProcessStart(process.pid);
  return {
    pid: process.pid,
    host: hostname(),
    startedAt: Date.now(),
    command,
    token: randomUUID(),
    ...(processStart !== undefined && { processStart }),
  };
}

/** Makes the file with its whole content at once, unless it exists. */
function createFile(path: string, owner: LockOwner): boolean {
  const content = JSON.stringify(owner);
  const claim = `${path}-${process.pid}-${owner.token}`;
  writeNewFile(claim, content);
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    // No hard links here: creating and writing are two steps then.
    return createDirectly(path, content);
  } finally {
    rmSync(claim, { force: true });
  }
}

function createDirectly(path: string, content: string): boolean {
  try {
    writeNewFile(path, content);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** On a full disk the file can be made and not be filled: then it is removed again. */
function writeNewFile(path: string, content: string): void {
  try {
    writeFileSync(path, content, { flag: 'wx' });
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') rmSync(path, { force: true });
    throw error;
  }
}

/** Undefined when the file is gone. */
function readOwner(path: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isOwner(value)) return value;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    if (!(error instanceof SyntaxError)) throw error;
  }
  return unreadableOwner(path);
}

function unreadableOwner(path: string): LockOwner | undefined {
  try {
    const startedAt = statSync(path).mtimeMs;
    return { pid: 0, host: hostname(), startedAt, command: 'an unknown command', token: 'unreadable' };
  } catch {
    return undefined;
  }
}

function isOwner(value: unknown): value is LockOwner {
  if (typeof value !== 'object' || value === null) return false;
  const owner = value as Partial<LockOwner>;
  return (
    typeof owner.pid === 'number' &&
    typeof owner.host === 'string' &&
    typeof owner.startedAt === 'number' &&
    typeof owner.command === 'string' &&
    typeof owner.token === 'string'
  );
}

function isDead(owner: LockOwner): boolean {
  if (owner.token === 'unreadable') return Date.now() - owner.startedAt > unreadableMs;
  // Only the own machine's processes can be looked up.
  if (owner.host !== hostname()) return false;
  if (abandonedTokens.has(owner.token)) return true;
  if (owner.pid === process.pid && owner.processStart === undefined) return !heldTokens.has(owner.token);
  if (!isRunning(owner.pid)) return true;
  const processStart = readProcessStart(owner.pid);
  return processStart !== undefined && owner.processStart !== undefined && processStart !== owner.processStart;
}

/**
 * Removes a dead owner's file. Whoever makes the guard named after the dead token may do it; as tokens never come back,
 * a file that still has the token then is the dead one, not a successor's.
 */
function removeDead(path: string, dead: LockOwner): void {
  const guard = `${path}-guard-${dead.token}`;
  if (!createFile(guard, newOwner('taking over a lock'))) {
    const other = readOwner(guard);
    if (other !== undefined && isDead(other)) removeDead(guard, other);
    return;
  }
  try {
    if (readOwner(path)?.token === dead.token) rmSync(path, { force: true });
  } finally {
    rmSync(guard, { force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Field 22 of /proc/<pid>/stat; undefined where there is no such file. */
function readProcessStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
