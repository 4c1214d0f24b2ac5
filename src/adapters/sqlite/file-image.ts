// The warehouse file as an image whose pages are read when somebody needs them. Only for files as sp writes them: each
// table and index lies in one stretch that begins with its root. Other files are read whole (worker/warehouse-io.ts).

import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { EngineFailure } from '../adapter.js';
import { pageSize } from './image.js';
import { pagesBehind, readUint32 } from './pages/b-tree.js';
import { openDatabaseBytes } from './pages/compose-database.js';
import { offsets, readDatabaseHeader } from './pages/database-header.js';
import { readPayloads, readRecord } from './pages/read-rows.js';
import { scanTokens } from './scan-tokens.js';
import { nameKey, toSchemaObject, type SchemaObject } from './schema-object.js';
import { isStateTable, readStamp } from './state-tables.js';

const readBytes = 16 * 1024 * 1024;

export class FileImage {
  readonly bytes: SharedArrayBuffer;
  readonly sizeBytes: number;
  readonly schema: readonly SchemaObject[];
  readonly userVersion: number;
  readonly applicationId: number;
  readonly changeCounter: number;
  /** Tells this state of the file from any other, as `identify` of worker/warehouse-io.ts does. */
  readonly identity: string;
  readonly #file: number;
  readonly #view: Uint8Array;
  /** First page of each object → the page behind its last one. */
  readonly #ends = new Map<number, number>();
  readonly #loaded = new Set<number>();
  /** Tables and views that nobody has named yet. */
  readonly #unread = new Map<string, SchemaObject[]>();

  private constructor(file: number, sizeBytes: number) {
    this.#file = file;
    this.identity = identify(file);
    this.sizeBytes = sizeBytes;
    this.bytes = new SharedArrayBuffer(sizeBytes);
    this.#view = new Uint8Array(this.bytes);
    this.#read(1, 2);
    const header = readDatabaseHeader(this.#view);
    if (header === undefined || header.isWal || header.hasPointerMap || !header.isUtf8) throw new Error('not ours');
    if (header.pageSize !== pageSize || header.reservedBytes !== 0 || header.schemaFormat !== 4)
      throw new Error('not ours');
    if (header.freePages !== 0 || header.pageCount * pageSize !== sizeBytes) throw new Error('not ours');
    this.userVersion = header.userVersion;
    this.applicationId = header.applicationId;
    this.changeCounter = readUint32(this.#view, offsets.changeCounter);
    this.schema = this.#readSchema();
    const roots = this.schema.flatMap(({ rootPage }) => (rootPage > 0 ? [rootPage] : [])).sort((a, b) => a - b);
    roots.forEach((root, index) => this.#ends.set(root, roots[index + 1] ?? header.pageCount + 1));
    for (const object of this.schema) {
      if (object.type !== 'table' && object.type !== 'view') continue;
      const key = object.name.toLowerCase();
      this.#unread.set(key, [...(this.#unread.get(key) ?? []), object]);
    }
    for (const { name } of this.schema) if (isStateTable(name)) this.load(name);
    const stamp = readStamp({ bytes: this.#view, schema: this.schema });
    if (stamp?.changeCounter !== this.changeCounter || stamp.modified * 1000 !== fstatSync(file).mtimeMs) {
      throw new Error('somebody else wrote to it');
    }
  }

  /** Undefined when the file is missing, not as sp left it, or in use: whoever reads it whole says what is wrong. */
  static open(path: string): FileImage | undefined {
    let file: number | undefined;
    try {
      if (existsSync(`${path}-wal`) || existsSync(`${path}-journal`)) return undefined;
      file = openSync(path, 'r');
      const { size } = fstatSync(file);
      return size < pageSize ? giveUp(file) : new FileImage(file, size);
    } catch {
      return file === undefined ? undefined : giveUp(file);
    }
  }

  /**
   * Reads the pages of a table and its indexes, unless they are there.
   * @throws EngineFailure when another program changed the file meanwhile.
   */
  load(table: string): void {
    const key = nameKey(table);
    for (const object of this.schema) {
      if (object.rootPage === 0 || nameKey(object.table) !== key || this.#loaded.has(object.rootPage)) continue;
      this.#loaded.add(object.rootPage);
      this.#read(object.rootPage, this.#ends.get(object.rootPage) ?? object.rootPage);
      if (identify(this.#file) !== this.identity) {
        throw new EngineFailure({
          message: 'the warehouse was changed by another program during the run',
          hint: 'Run again to start from there.',
        });
      }
    }
  }

  /** Reads all tables that a text names, through views too. */
  loadNamed(text: string): void {
    for (const token of scanTokens(text)) {
      // SQLite takes a text for a name where only a name can stand.
      const key = token.kind === 'string' ? token.text.slice(1, -1).toLowerCase() : token.name;
      const objects = this.#unread.get(key) ?? [];
      this.#unread.delete(key);
      for (const object of objects) {
        if (object.type === 'table') this.load(object.name);
        else this.loadNamed(object.sql ?? '');
      }
    }
  }

  loadAll(): void {
    for (const { name, type } of this.schema) if (type === 'table') this.load(name);
  }

  /**
   * How much of the file can stay as it is when these objects stay: those that come before the first one that does not.
   * The same holds for every file that is written with this one as its beginning.
   */
  findKept(staying: readonly SchemaObject[]): { readonly pages: number; readonly objects: readonly SchemaObject[] } {
    const byRoot = new Map(staying.map((object) => [object.rootPage, object]));
    const objects: SchemaObject[] = [];
    let next = 2;
    for (let object = byRoot.get(next); object !== undefined; object = byRoot.get(next)) {
      objects.push(object);
      next = this.#ends.get(next) ?? next;
    }
    return { pages: next - 1, objects };
  }

  close(): void {
    closeSync(this.#file);
  }

  /** What of the schema does not fit on its first page is the end of the file. */
  #readSchema(): readonly SchemaObject[] {
    const database = openDatabaseBytes(this.#view);
    const behind = pagesBehind(database, 1);
    if (behind.length > 0) this.#read(Math.min(...behind), database.header.pageCount + 1);
    return [...readPayloads(database, 1)].map((payload) => toSchemaObject(readRecord(payload)));
  }

  #read(first: number, end: number): void {
    let position = (first - 1) * pageSize;
    const stop = (end - 1) * pageSize;
    while (position < stop) {
      const count = readSync(this.#file, this.#view, position, Math.min(stop - position, readBytes), position);
      if (count === 0) throw new Error('the file became shorter while it was read');
      position += count;
    }
  }
}

function giveUp(file: number): undefined {
  closeSync(file);
  return undefined;
}

function identify(file: number): string {
  const { ino, size, mtimeMs } = fstatSync(file);
  return `${ino} ${size} ${mtimeMs}`;
}
