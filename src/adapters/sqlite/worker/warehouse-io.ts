// The warehouse file as a whole: read into an image, and replaced atomically. A crash at any moment leaves the old file
// or the new one; readers that have the old one open keep it.

import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  futimesSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { describeDiskError } from '../../describe-disk-error.js';
import { imageBytes, openImage, pageSize } from '../image.js';
import type { Workspace } from './connection.js';
import { DamagedDatabase, readUint32, walkTree } from '../pages/b-tree.js';
import { composeDatabase, openDatabaseBytes } from '../pages/compose-database.js';
import { offsets, readDatabaseHeader } from '../pages/database-header.js';
import type { Jobs, WarehouseContent } from '../protocol.js';
import { StatementFailure } from './run-statement.js';
import { readSchema } from '../schema-object.js';
import { statePart } from './write-state.js';

const nothing = { userVersion: 0, applicationId: 0, changeCounter: 0, identity: '' };
const bufferBytes = 4 * 1024 * 1024;

/** Reads and checks the file. A file that cannot be used is refused in words; it is never changed. */
export function readWarehouse(
  workspace: Workspace,
  { path, isWriter }: Jobs['read-warehouse']['input'],
): WarehouseContent {
  const identity = identify(path);
  const bytes = readWhole(path);
  if (bytes.length === 0) return { ...nothing, identity };
  const header = readDatabaseHeader(bytes);
  if (header === undefined) return refuse('is not a SQLite database', 'Choose another path, or move the file away.');
  if (!header.isUtf8) {
    return refuse('holds its text as UTF-16', 'Write it anew as UTF-8: sqlite3 old.db .dump | sqlite3 new.db');
  }
  const pending = pendingChanges(path);
  if (pending !== undefined) {
    return refuse(
      `has changes of another program beside it (${pending})`,
      `Close that program, then let SQLite settle them: sqlite3 <file> "pragma journal_mode=delete"`,
    );
  }
  if (isWriter && hasLog(path)) {
    return refuse(
      'is open in another program that writes a log beside it (-wal)',
      `A new file under the same name would get that log. Close that program, then: sqlite3 <file> "pragma journal_mode=delete"`,
    );
  }
  // The write-ahead log is empty: the file alone is complete, and without the mark it opens without one.
  bytes[offsets.writeVersion] = 1;
  bytes[offsets.readVersion] = 1;
  const { userVersion, applicationId } = header;
  const changeCounter = readUint32(bytes, offsets.changeCounter);
  const kept = { userVersion, applicationId, changeCounter, identity };
  try {
    const content = checkStructure(workspace, bytes);
    return { ...kept, image: content };
  } catch (error) {
    const isDamaged = error instanceof DamagedDatabase || (error instanceof Error && error.constructor === Error);
    if (!isDamaged) throw error;
    return refuse(
      `is damaged: ${error.message}`,
      'Restore it from a copy, rescue its rows with `sqlite3 <file> .recover`, or delete it and run `sp build`.',
    );
  }
}

function checkStructure(
  workspace: Workspace,
  bytes: Uint8Array<SharedArrayBuffer>,
): NonNullable<WarehouseContent['image']> {
  const { sql } = workspace.engine;
  const source = openDatabaseBytes(bytes);
  const { header } = source;
  const isOurs = header.pageSize === pageSize && header.reservedBytes === 0 && header.schemaFormat === 4;
  const database = openImage(sql, { bytes: bytes.buffer, sizeBytes: bytes.length });
  try {
    const schema = readSchema(database);
    for (const { rootPage } of schema) if (rootPage > 0) walkTree(source, rootPage, { overflow: false });
    if (isOurs) return { bytes: bytes.buffer, sizeBytes: header.pageCount * pageSize, schema };
  } finally {
    database.close();
  }
  return rewrite(workspace, bytes);
}

/** Another program made the file with other pages: SQLite writes it anew with ours. */
function rewrite({ engine: { sql } }: Workspace, bytes: Uint8Array): NonNullable<WarehouseContent['image']> {
  const database = new sql.Database(bytes);
  try {
    database.run(`pragma journal_mode = off; pragma page_size = ${pageSize}; vacuum`);
    const rewritten = database.export();
    const shared = new SharedArrayBuffer(rewritten.length);
    new Uint8Array(shared).set(rewritten);
    return { bytes: shared, sizeBytes: rewritten.length, schema: readSchema(database) };
  } finally {
    database.close();
  }
}

function readWhole(path: string): Uint8Array<SharedArrayBuffer> {
  let file;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    if (isErrno(error) && error.code === 'ENOENT') return new Uint8Array(new SharedArrayBuffer(0));
    throw error;
  }
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(file).size));
    let position = 0;
    while (position < bytes.length) {
      const count = readSync(file, bytes, position, Math.min(bytes.length - position, bufferBytes), position);
      if (count === 0) throw new Error(`${path} became shorter while it was read`);
      position += count;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

/** Writes the new file beside the old one and renames it; on failure the temporary file is removed. */
export function writeWarehouse(
  workspace: Workspace,
  job: Jobs['write-warehouse']['input'],
): Jobs['write-warehouse']['output'] {
  const { path, temporaryPath } = job;
  let file: number | undefined;
  try {
    // The lock keeps other runs away, but not other programs.
    if (job.identity !== '' && identify(path) === '') {
      throw new StatementFailure({
        message: 'the warehouse was not written: another program removed it during the run',
        hint: `Run again: ${path} is then built from nothing.`,
      });
    }
    if (identify(path) !== job.identity || pendingChanges(path) !== undefined || hasLog(path)) {
      throw new StatementFailure({
        message: 'the warehouse was not written: another program changed it during the run',
        hint: `${path} is as that program left it. Run again to start from there.`,
      });
    }
    file = beginFile(job);
    const modified = Math.floor(Date.now() / 1000);
    const sizeBytes = writePages(workspace, job, file, modified);
    const mode = modeOf(path);
    if (mode !== undefined) chmodSync(temporaryPath, mode);
    futimesSync(file, modified, modified);
    fsyncSync(file);
    if (fstatSync(file).size !== sizeBytes) throw new Error('the disk did not take all bytes');
    closeSync(file);
    file = undefined;
    renameSync(temporaryPath, path);
    syncFolder(dirname(path));
    return { sizeBytes, identity: identify(path) };
  } catch (error) {
    if (file !== undefined) closeSync(file);
    rmSync(temporaryPath, { force: true });
    if (error instanceof StatementFailure) throw error;
    throw new StatementFailure({
      message: `the warehouse could not be written: ${describeDiskError(error)}`,
      hint: `${path} is as it was before. Make room or make the folder writable, then run again.`,
    });
  }
}

/** The temporary file, which holds nothing yet but the pages that the old file begins with and that stay. */
function beginFile({ path, temporaryPath, kept, identity }: Jobs['write-warehouse']['input']): number {
  if (kept === undefined || kept.pages * pageSize < bufferBytes) {
    const file = openSync(temporaryPath, 'wx', 0o666);
    try {
      if (kept !== undefined) writeAll(file, readStart(path, kept.pages * pageSize), 0);
    } catch (error) {
      closeSync(file);
      throw error;
    }
    if (kept !== undefined && identify(path) !== identity) throw changedMeanwhile();
    return file;
  }
  // The system copies faster than we do, and some file systems need not copy at all.
  copyFileSync(path, temporaryPath, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  if (identify(path) !== identity) throw changedMeanwhile();
  const file = openSync(temporaryPath, 'r+');
  try {
    ftruncateSync(file, kept.pages * pageSize);
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return file;
}

function readStart(path: string, sizeBytes: number): Uint8Array {
  const bytes = new Uint8Array(sizeBytes);
  const file = openSync(path, 'r');
  try {
    for (let done = 0; done < sizeBytes;) {
      const count = readSync(file, bytes, done, sizeBytes - done, done);
      if (count === 0) throw changedMeanwhile();
      done += count;
    }
  } finally {
    closeSync(file);
  }
  return bytes;
}

function changedMeanwhile(): Error {
  return new Error('another program changed it while it was copied');
}

function writePages(
  workspace: Workspace,
  job: Jobs['write-warehouse']['input'],
  file: number,
  modified: number,
): number {
  const state = statePart(workspace, job.state, {
    changeCounter: job.changeCounter,
    modified: job.isStamped ? modified : 0,
  });
  const parts = job.parts.map(({ image, schema, objects }) => ({
    bytes: image ? imageBytes(image) : workspace.emptyDatabase,
    schema,
    objects,
  }));
  if (state) parts.push(state);
  const buffer = new Uint8Array(bufferBytes);
  const firstPage = new Uint8Array(pageSize);
  let filled = 0;
  let position = (job.kept?.pages ?? 1) * pageSize;
  let sizeBytes = 0;
  const flush = (): void => {
    writeAll(file, buffer.subarray(0, filled), position);
    position += filled;
    filled = 0;
  };
  composeDatabase(workspace.engine.sql, parts, job, {
    begin(pageCount) {
      sizeBytes = pageCount * pageSize;
    },
    page(number) {
      if (number === 1) return firstPage;
      if (filled === buffer.length) flush();
      filled += pageSize;
      return buffer.subarray(filled - pageSize, filled);
    },
  });
  flush();
  writeAll(file, firstPage, 0);
  return sizeBytes;
}

/** A full disk can take fewer bytes than it was given without an error. */
function writeAll(file: number, bytes: Uint8Array, position: number): void {
  let written = 0;
  while (written < bytes.length) {
    const count = writeSync(file, bytes, written, bytes.length - written, position + written);
    if (count === 0) throw new Error('no space left on the device');
    written += count;
  }
}

function syncFolder(path: string): void {
  // Not every system can open a folder; the rename itself has happened.
  try {
    const folder = openSync(path, 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    return;
  }
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode & 0o7777;
  } catch {
    return undefined;
  }
}

/** Empty for a file that does not exist. */
function identify(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? '' : `${found.ino} ${found.size} ${found.mtimeMs}`;
}

/** The suffix of the file beside a database that holds what is not in it yet. */
function pendingChanges(path: string): string | undefined {
  return ['-wal', '-journal'].find((suffix) => sizeOf(path + suffix) > 0);
}

/** Readers of a write-ahead log, an empty one too, find it by the file's name: they would mix it with a new file's. */
function hasLog(path: string): boolean {
  return existsSync(`${path}-wal`);
}

function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

function isErrno(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'code' in error;
}

function refuse(message: string, hint: string): WarehouseContent {
  return { ...nothing, refusal: { message, hint } };
}
