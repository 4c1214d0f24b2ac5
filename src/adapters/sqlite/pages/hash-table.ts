// What a table holds, as a hash: SHA-256 over the pages of its rows, which SQLite fills alike for equal rows in equal
// order. Faster than any way through SQL, and what differs in bytes only costs a build that was not needed.

import { createHash, type Hash } from 'node:crypto';
import type { SqlValue } from '../../../dialects/relation.js';
import type { ContentHash } from '../../adapter.js';
import { walkTree, type DatabaseBytes } from './b-tree.js';
import { readColumn, readPayloads } from './read-rows.js';

/** Bytes of a group that wait to be hashed. */
const groupBytes = 16384;

export interface HashedTable {
  readonly database: DatabaseBytes;
  readonly root: number;
  /** What else is part of the content: names and types of the columns. */
  readonly columns: string;
  /** Values too long for their page are stored apart from it: such pages name others by number. */
  readonly hasOverflow: boolean;
}

export function hashTable({ database, root, columns, hasOverflow }: HashedTable): ContentHash {
  const hash = createHash('sha256').update(columns);
  const { leaves, entries } = walkTree(database, root, { overflow: false });
  if (hasOverflow) {
    for (const payload of readPayloads(database, root)) hash.update(`${payload.length} `).update(payload);
    return { key: null, hash: `rows ${hash.digest('base64url')}`, rows: entries };
  }
  const { pageSize } = database.header;
  for (const page of leaves) hash.update(database.bytes.subarray((page - 1) * pageSize, page * pageSize));
  return { key: null, hash: hash.digest('base64url'), rows: entries };
}

/** One hash for each value of the column, in the order in which they were met. */
export function hashTableBy({ database, root, columns }: HashedTable, column: number): readonly ContentHash[] {
  const groups = new Map<SqlValue, GroupHash>();
  for (const payload of readPayloads(database, root)) {
    const value = readColumn(payload, column);
    const key = value instanceof Uint8Array ? `\0${Buffer.from(value).toString('hex')}` : value;
    let group = groups.get(key);
    if (group === undefined) groups.set(key, (group = new GroupHash(value, columns)));
    group.add(payload);
  }
  return [...groups.values()].map((group) => group.finish());
}

/** One hash for each run of so many neighbouring rows. */
export function hashRuns({ database, root, columns }: HashedTable, counts: readonly number[]): readonly string[] {
  const payloads = readPayloads(database, root);
  return counts.map((count) => {
    const group = new GroupHash(null, columns);
    for (let row = 0; row < count; row += 1) {
      const next = payloads.next();
      if (next.done !== true) group.add(next.value);
    }
    return group.finish().hash;
  });
}

/** Rows of one group. Small pieces are gathered: a call of the hash costs more than a few bytes do. */
class GroupHash {
  readonly #key: SqlValue;
  readonly #hash: Hash;
  #waiting = new Uint8Array(256);
  #filled = 0;
  #rows = 0;

  constructor(key: SqlValue, columns: string) {
    this.#key = key;
    this.#hash = createHash('sha256').update(columns);
  }

  add(payload: Uint8Array): void {
    this.#rows += 1;
    if (payload.length > groupBytes) {
      this.#flush();
      this.#hash.update(payload);
      return;
    }
    if (this.#filled + payload.length > this.#waiting.length) this.#makeRoom(payload.length);
    this.#waiting.set(payload, this.#filled);
    this.#filled += payload.length;
  }

  finish(): ContentHash {
    this.#flush();
    return { key: this.#key, hash: this.#hash.digest('base64url'), rows: this.#rows };
  }

  #makeRoom(bytes: number): void {
    if (this.#filled + bytes > groupBytes) this.#flush();
    let size = this.#waiting.length;
    while (size < this.#filled + bytes) size *= 2;
    if (size === this.#waiting.length) return;
    const larger = new Uint8Array(size);
    larger.set(this.#waiting.subarray(0, this.#filled));
    this.#waiting = larger;
  }

  #flush(): void {
    this.#hash.update(this.#waiting.subarray(0, this.#filled));
    this.#filled = 0;
  }
}
