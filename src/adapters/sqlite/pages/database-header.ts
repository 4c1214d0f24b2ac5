/** The parts of a database file's first 100 bytes that matter here (https://sqlite.org/fileformat2.html). */
export interface DatabaseHeader {
  readonly pageSize: number;
  readonly reservedBytes: number;
  readonly pageCount: number;
  readonly freePages: number;
  readonly hasPointerMap: boolean;
  readonly isUtf8: boolean;
  readonly isWal: boolean;
  /** 4, but for files of very old programs: below, indexes have no descending columns. */
  readonly schemaFormat: number;
  readonly userVersion: number;
  readonly applicationId: number;
}

export const headerBytes = 100;
const magic = 'SQLite format 3\0';

export const offsets = {
  writeVersion: 18,
  readVersion: 19,
  changeCounter: 24,
  pageCount: 28,
  firstFreePage: 32,
  freePages: 36,
  schemaFormat: 44,
  encoding: 56,
  userVersion: 60,
  applicationId: 68,
  versionValidFor: 92,
  libraryVersion: 96,
} as const;

/** Undefined when the bytes are no SQLite database. */
export function readDatabaseHeader(bytes: Uint8Array): DatabaseHeader | undefined {
  if (bytes.length < headerBytes) return undefined;
  for (let i = 0; i < magic.length; i += 1) if (bytes[i] !== magic.charCodeAt(i)) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const storedPageSize = view.getUint16(16);
  const pageSize = storedPageSize === 1 ? 65536 : storedPageSize;
  if (pageSize < 512 || (pageSize & (pageSize - 1)) !== 0) return undefined;
  // The stored size counts only if the last writer knew the field.
  const isCountValid = view.getUint32(offsets.changeCounter) === view.getUint32(offsets.versionValidFor);
  const storedCount = view.getUint32(offsets.pageCount);
  return {
    pageSize,
    reservedBytes: view.getUint8(20),
    pageCount: isCountValid && storedCount > 0 ? storedCount : Math.floor(bytes.length / pageSize),
    freePages: view.getUint32(offsets.freePages),
    hasPointerMap: view.getUint32(52) !== 0,
    isUtf8: view.getUint32(offsets.encoding) <= 1,
    isWal: view.getUint8(offsets.readVersion) === 2,
    schemaFormat: view.getUint32(offsets.schemaFormat),
    userVersion: view.getUint32(offsets.userVersion),
    applicationId: view.getUint32(offsets.applicationId),
  };
}
