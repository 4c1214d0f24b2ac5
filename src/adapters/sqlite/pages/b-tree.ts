// Tables and indexes of a database file as sets of pages: found, checked and copied without the engine.
// Format: https://sqlite.org/fileformat2.html#b_tree_pages

import { headerBytes, type DatabaseHeader } from './database-header.js';

/** Page numbers are 1-based, as in the file. */
export interface Tree {
  readonly root: number;
  /** The root first. */
  readonly pages: readonly number[];
  /** Those of them that hold rows or entries and no children, in the order of the keys. */
  readonly leaves: readonly number[];
  /** Pages of values that are too long for their page; empty when the walk left them out. */
  readonly overflowPages: readonly number[];
  /** Rows of a table, entries of an index. */
  readonly entries: number;
}

/** The file's structure contradicts itself. */
export class DamagedDatabase extends Error {
  override readonly name = 'DamagedDatabase';
}

export interface DatabaseBytes {
  readonly bytes: Uint8Array;
  readonly header: DatabaseHeader;
}

const indexInterior = 2;
const tableInterior = 5;
const indexLeaf = 10;
export const tableLeaf = 13;

/** All pages of the b-tree at `root`. Following long values means reading every cell, so it is asked for. */
export function walkTree(database: DatabaseBytes, root: number, options: { readonly overflow: boolean }): Tree {
  const pages: number[] = [];
  const leaves: number[] = [];
  const overflowPages: number[] = [];
  let entries = 0;
  const queue = [root];
  for (let page = queue.pop(); page !== undefined; page = queue.pop()) {
    pages.push(page);
    if (pages.length + overflowPages.length > database.header.pageCount) throw damaged(page, 'is part of a circle');
    const node = readNode(database, page);
    entries += node.type === tableInterior ? 0 : node.cellCount;
    if (!node.isInterior) leaves.push(page);
    if (node.isInterior) {
      queue.push(node.rightChild);
      for (let cell = node.cellCount - 1; cell >= 0; cell -= 1) queue.push(readChild(database, node, cell));
    }
    if (!options.overflow || node.type === tableInterior) continue;
    for (let cell = 0; cell < node.cellCount; cell += 1) {
      const pointer = overflowPointer(database, node, cell);
      if (pointer !== undefined) followOverflow(database, readUint32(database.bytes, pointer), overflowPages);
    }
  }
  return { root, pages, leaves, overflowPages, entries };
}

/**
 * One page of a tree with every pointer in it replaced by what `pages` says, copied to `target`. `pages` maps old to new
 * page numbers by index.
 */
export function copyPage(
  database: DatabaseBytes,
  page: number,
  target: Uint8Array,
  pages: Uint32Array,
  hasOverflow: boolean,
): void {
  const { pageSize } = database.header;
  const start = (page - 1) * pageSize;
  target.set(database.bytes.subarray(start, start + pageSize));
  const node = readNode(database, page);
  if (node.isInterior) {
    writeUint32(target, node.offset - start + 8, pages[node.rightChild] ?? 0);
    for (let cell = 0; cell < node.cellCount; cell += 1) {
      const at = cellOffset(database, node, cell);
      writeUint32(target, at - start, pages[readUint32(database.bytes, at)] ?? 0);
    }
  }
  if (!hasOverflow || node.type === tableInterior) return;
  for (let cell = 0; cell < node.cellCount; cell += 1) {
    const pointer = overflowPointer(database, node, cell);
    if (pointer === undefined) continue;
    writeUint32(target, pointer - start, pages[readUint32(database.bytes, pointer)] ?? 0);
  }
}

export function copyOverflowPage(database: DatabaseBytes, page: number, target: Uint8Array, pages: Uint32Array): void {
  const { pageSize } = database.header;
  const start = (page - 1) * pageSize;
  target.set(database.bytes.subarray(start, start + pageSize));
  const next = readUint32(database.bytes, start);
  writeUint32(target, 0, next === 0 ? 0 : (pages[next] ?? 0));
}

interface Node {
  readonly page: number;
  readonly type: number;
  readonly isInterior: boolean;
  readonly cellCount: number;
  /** Where the page's b-tree header begins in the file: page 1 starts with the file's header. */
  readonly offset: number;
  readonly rightChild: number;
}

function readNode({ bytes, header }: DatabaseBytes, page: number): Node {
  if (page < 1 || page > header.pageCount) throw damaged(page, 'does not exist');
  const offset = (page - 1) * header.pageSize + (page === 1 ? headerBytes : 0);
  const type = bytes[offset] ?? 0;
  if (type !== tableLeaf && type !== tableInterior && type !== indexLeaf && type !== indexInterior) {
    throw damaged(page, 'is no page of a table or index');
  }
  const isInterior = type === tableInterior || type === indexInterior;
  const cellCount = readUint16(bytes, offset + 3);
  if (cellCount * 2 > header.pageSize) throw damaged(page, 'has too many cells');
  return { page, type, isInterior, cellCount, offset, rightChild: isInterior ? readUint32(bytes, offset + 8) : 0 };
}

function cellOffset({ bytes, header }: DatabaseBytes, node: Node, cell: number): number {
  const inPage = readUint16(bytes, node.offset + (node.isInterior ? 12 : 8) + cell * 2);
  if (inPage + 4 > header.pageSize) throw damaged(node.page, 'has a cell outside of the page');
  return (node.page - 1) * header.pageSize + inPage;
}

function readChild(database: DatabaseBytes, node: Node, cell: number): number {
  return readUint32(database.bytes, cellOffset(database, node, cell));
}

/** Where in the file the number of the cell's first overflow page stands; undefined when the value fits. */
function overflowPointer(database: DatabaseBytes, node: Node, cell: number): number | undefined {
  const { start, size, fitting } = measureCell(database, node, cell);
  return fitting === size ? undefined : start + fitting;
}

/** Pages that a page names: children, and the first ones of values that are too long for it. */
export function pagesBehind(database: DatabaseBytes, page: number): readonly number[] {
  const node = readNode(database, page);
  const cells = Array.from({ length: node.cellCount }, (_, cell) => cell);
  if (node.type === tableInterior) return [node.rightChild, ...cells.map((cell) => readChild(database, node, cell))];
  return cells.flatMap((cell) => {
    const pointer = overflowPointer(database, node, cell);
    return pointer === undefined ? [] : readUint32(database.bytes, pointer);
  });
}

/** The payload of every row of a leaf of a table. Those that lie on one page are views of its bytes. */
export function* payloadsOf(database: DatabaseBytes, page: number): Generator<Uint8Array> {
  const node = readNode(database, page);
  for (let cell = 0; cell < node.cellCount; cell += 1) {
    const { start, size, fitting } = measureCell(database, node, cell);
    const first = database.bytes.subarray(start, start + fitting);
    yield fitting === size ? first : joinOverflow(database, first, size, readUint32(database.bytes, start + fitting));
  }
}

function joinOverflow({ bytes, header }: DatabaseBytes, first: Uint8Array, size: number, next: number): Uint8Array {
  if (size > bytes.length) throw damaged(next, 'continues a value longer than the database');
  const whole = new Uint8Array(size);
  whole.set(first);
  let filled = first.length;
  for (let page = next; filled < size; page = readUint32(bytes, (page - 1) * header.pageSize)) {
    if (page < 1 || page > header.pageCount) throw damaged(page, 'ends a long value in nowhere');
    const start = (page - 1) * header.pageSize + 4;
    const count = Math.min(size - filled, header.pageSize - header.reservedBytes - 4);
    whole.set(bytes.subarray(start, start + count), filled);
    filled += count;
  }
  return whole;
}

/** Where a cell's payload begins in the file, its bytes in all, and those of them that stand on this page. */
function measureCell(
  database: DatabaseBytes,
  node: Node,
  cell: number,
): { readonly start: number; readonly size: number; readonly fitting: number } {
  const { bytes, header } = database;
  let at = cellOffset(database, node, cell) + (node.isInterior ? 4 : 0);
  let size = 0;
  for (let i = 0; i < 9; i += 1) {
    const byte = bytes[at] ?? 0;
    at += 1;
    size = i === 8 ? size * 256 + byte : size * 128 + (byte & 127);
    if (byte < 128) break;
  }
  if (node.type === tableLeaf) {
    for (let i = 0; i < 8 && (bytes[at] ?? 0) >= 128; i += 1) at += 1;
    at += 1;
  }
  const usable = header.pageSize - header.reservedBytes;
  const largest = node.type === tableLeaf ? usable - 35 : Math.floor(((usable - 12) * 64) / 255) - 23;
  if (size <= largest) return { start: at, size, fitting: size };
  const smallest = Math.floor(((usable - 12) * 32) / 255) - 23;
  const fitting = smallest + ((size - smallest) % (usable - 4));
  return { start: at, size, fitting: fitting <= largest ? fitting : smallest };
}

function followOverflow({ bytes, header }: DatabaseBytes, first: number, found: number[]): void {
  const limit = found.length + header.pageCount;
  for (let page = first; page !== 0; page = readUint32(bytes, (page - 1) * header.pageSize)) {
    if (page > header.pageCount || found.length >= limit) throw damaged(page, 'ends a long value in nowhere');
    found.push(page);
  }
}

export function readUint32(bytes: Uint8Array, at: number): number {
  return (
    (((bytes[at] ?? 0) << 24) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)) >>> 0
  );
}

export function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}

function readUint16(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}

function damaged(page: number, what: string): DamagedDatabase {
  return new DamagedDatabase(`page ${page} ${what}`);
}
