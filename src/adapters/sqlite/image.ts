// Relations travel between threads as images: whole SQLite databases in shared memory that nobody changes any more.
//
// sql.js keeps a database file in a byte array of its in-memory file system, and fills it with `data.slice(…)` when the
// file is made. An array whose `slice` returns shared memory therefore becomes the file itself: an image is read where
// it lies, by any thread at the same time, and a result is written straight into memory that can be shared.

import type { Database, SqlJsStatic } from 'sql.js';
import { tableLeaf } from './pages/b-tree.js';
import { headerBytes, offsets } from './pages/database-header.js';

/** Every image has this page size, so that pages can be moved between databases as they are. */
export const pageSize = 16384;

export interface Image {
  /** Ascending in the order of making: of two images that hold a relation the newer one counts. */
  readonly id: number;
  readonly bytes: SharedArrayBuffer;
  /** The database is the first part of `bytes`. */
  readonly sizeBytes: number;
  /** Not all of its pages are there, only those that somebody needs. */
  readonly isPartial?: boolean;
}

class FileBytes extends Uint8Array<ArrayBufferLike> {
  #whole: Uint8Array | undefined;

  /** The file's content is `used` bytes of `whole`, and it may grow in place to all of it. */
  static create(whole: Uint8Array, used: number): FileBytes {
    const bytes = new FileBytes(whole.buffer, whole.byteOffset, used);
    bytes.#whole = whole;
    return bytes;
  }

  override slice(): Uint8Array<ArrayBuffer> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the promise of a copy is what is broken here
    return (this.#whole ?? this) as Uint8Array<ArrayBuffer>;
  }

  static get [Symbol.species](): Uint8ArrayConstructor {
    return Uint8Array;
  }
}

export function imageBytes(image: Pick<Image, 'bytes' | 'sizeBytes'>): Uint8Array {
  return new Uint8Array(image.bytes, 0, image.sizeBytes);
}

/** Opens an image where it lies. Only for reading: the pages are everybody's. */
export function openImage(sql: SqlJsStatic, image: Pick<Image, 'bytes' | 'sizeBytes'>): Database {
  return new sql.Database(FileBytes.create(imageBytes(image), image.sizeBytes));
}

/** Opens a database in `area`, which begins with `sizeBytes` of a database and has room for more. */
export function openInPlace(sql: SqlJsStatic, area: Uint8Array, sizeBytes: number): Database {
  return new sql.Database(FileBytes.create(area, sizeBytes));
}

/** An empty database of our page size, byte by byte: asking SQLite for one takes it longer than starting. */
export function createEmptyDatabase(): Uint8Array {
  const bytes = new Uint8Array(pageSize);
  const view = new DataView(bytes.buffer);
  bytes.set(Buffer.from('SQLite format 3\0'));
  view.setUint16(16, pageSize);
  bytes.set([1, 1, 0, 64, 32, 32], 18);
  view.setUint32(offsets.changeCounter, 1);
  view.setUint32(offsets.pageCount, 1);
  view.setUint32(offsets.schemaFormat, 4);
  view.setUint32(offsets.encoding, 1);
  view.setUint32(offsets.versionValidFor, 1);
  view.setUint32(offsets.libraryVersion, 3_054_001);
  // The schema's page: a leaf without cells.
  bytes[headerBytes] = tableLeaf;
  view.setUint16(headerBytes + 5, pageSize);
  return bytes;
}
