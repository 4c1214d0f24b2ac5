// DuckDB writes a checkpoint's metadata into blocks that the valid header still points to: a process that dies in the
// middle of such a block leaves a file that nobody can open. So the blocks are kept beside the file for as long as a
// checkpoint takes, and put back by the next run when the header shows that the checkpoint did not come to its end. The
// write-ahead log has the rest.
//
//   keep blocks in <file>.sp-rescue ──► checkpoint ──► remove it
//                    └─ dead ──► next run: header is newer? ── yes ──► remove it
//                                                            └─ no ──► put the blocks back, remove it

import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { EngineFailure } from '../adapter.js';
import { describeDiskError, isDiskFull } from '../describe-disk-error.js';
import { temporaryPath } from '../target-lock.js';
import type { Connection } from './connection.js';

/** Of the file: three pages, of which the second and third are the two headers that take turns. */
const headerBytes = 12_288;
const headerOffsets = [4096, 8192];
/** Of the rescue file: header's iteration, size of a block, then the file's own first pages, then id and block in turn. */
const preambleBytes = 16;
const idBytes = 8;

export class CheckpointGuard {
  readonly #path: string;
  /** Kept open: closing any descriptor of the file would give up the lock that the engine has on it. */
  #file: number | undefined;
  #hasFailed = false;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * Puts the log into the file. Resolves with why it could not, e.g. on a full disk: everything is then still in the log,
   * where it is as safe, but the engine may take no further statement.
   */
  async checkpoint(connection: Connection): Promise<string | undefined> {
    try {
      await this.#keepBlocks(connection);
    } catch (error) {
      if (isDiskFull(error)) return describeDiskError(error);
      throw error;
    }
    try {
      await connection.run('checkpoint');
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      this.#hasFailed = true;
      return error.message;
    }
    rmSync(rescuePath(this.#path), { force: true });
    return undefined;
  }

  /** To be called when the engine has closed the file. */
  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    if (this.#hasFailed) mendDatabase(this.#path);
    this.#hasFailed = false;
  }

  async #keepBlocks(connection: Connection): Promise<void> {
    this.#file ??= openSync(this.#path, 'r');
    const [size] = (
      await connection.query('select block_size from pragma_database_size() where database_name = current_database()')
    ).rows;
    const blockBytes = Number(size?.[0]);
    const { rows } = await connection.query('select block_id from pragma_metadata_info()');
    const temporary = temporaryPath(this.#path);
    const target = openSync(temporary, 'wx', 0o600);
    try {
      const header = readAt(this.#file, 0, headerBytes);
      const preamble = Buffer.alloc(preambleBytes);
      preamble.writeBigUInt64LE(iterationOf(header), 0);
      preamble.writeBigUInt64LE(BigInt(blockBytes), 8);
      writeAll(target, preamble);
      writeAll(target, header);
      for (const [value] of rows) {
        const id = Buffer.alloc(idBytes);
        id.writeBigUInt64LE(BigInt(Number(value)));
        writeAll(target, id);
        writeAll(target, readAt(this.#file, headerBytes + Number(value) * blockBytes, blockBytes));
      }
      fsyncSync(target);
    } catch (error) {
      closeSync(target);
      rmSync(temporary, { force: true });
      throw error;
    }
    closeSync(target);
    renameSync(temporary, rescuePath(this.#path));
  }
}

export function rescuePath(path: string): string {
  return `${path}.sp-rescue`;
}

/** Puts right what a run left that died in a checkpoint, or while it made the file. To be called with the lock held. */
export function mendDatabase(path: string): void {
  const rescue = rescuePath(path);
  if (existsSync(path) && isUnfinished(path)) rmSync(path);
  if (!existsSync(rescue)) return;
  if (existsSync(path)) putBack(path, rescue);
  rmSync(rescue, { force: true });
}

function putBack(path: string, rescue: string): void {
  const file = openSync(path, 'r+');
  const source = openSync(rescue, 'r');
  try {
    const preamble = readAt(source, 0, preambleBytes);
    const isComplete = iterationOf(readAt(file, 0, headerBytes)) > preamble.readBigUInt64LE(0);
    if (isComplete) return;
    const blockBytes = Number(preamble.readBigUInt64LE(8));
    const { size } = fstatSync(source);
    let position = preambleBytes + headerBytes;
    for (; position < size; position += idBytes + blockBytes) {
      const id = Number(readAt(source, position, idBytes).readBigUInt64LE(0));
      writeAll(file, readAt(source, position + idBytes, blockBytes), headerBytes + id * blockBytes);
    }
    writeAll(file, readAt(source, preambleBytes, headerBytes), 0);
    fsyncSync(file);
  } finally {
    closeSync(source);
    closeSync(file);
  }
}

/** The engine had not yet written all of an empty file. */
function isUnfinished(path: string): boolean {
  const file = openSync(path, 'r');
  try {
    const { size } = fstatSync(file);
    if (size >= headerBytes) return false;
    return size === 0 || (size >= 12 && readAt(file, 8, 4).toString('latin1') === 'DUCK');
  } finally {
    closeSync(file);
  }
}

/** Counts checkpoints; the higher one of the two headers is valid. */
function iterationOf(header: Buffer): bigint {
  const [first = 0n, second = 0n] = headerOffsets.map((offset) => header.readBigUInt64LE(offset + 8));
  return first > second ? first : second;
}

function readAt(file: number, position: number, length: number): Buffer {
  const buffer = Buffer.alloc(length);
  let done = 0;
  while (done < length) {
    const count = readSync(file, buffer, done, length - done, position + done);
    if (count === 0) throw new Error('the database file is shorter than its metadata says');
    done += count;
  }
  return buffer;
}

/** Without a position: behind what was written before. */
function writeAll(file: number, bytes: Buffer, position?: number): void {
  let done = 0;
  while (done < bytes.length) {
    done += writeSync(file, bytes, done, bytes.length - done, position === undefined ? null : position + done);
  }
}
