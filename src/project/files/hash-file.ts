import { createHash, webcrypto } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';

const readBytes = 1024 * 1024;
/** Up to here a file is hashed at one go, beside the main thread. */
const wholeBytes = 64 * 1024 * 1024;

/** SHA-256 of a file's bytes. Holds a piece of a large file at a time. */
export async function hashFile(path: string): Promise<string> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    return size > wholeBytes ? await hashPieces(file) : await hashWhole(file, size);
  } finally {
    await file.close();
  }
}

async function hashWhole(file: FileHandle, size: number): Promise<string> {
  // One byte more tells a file that grew.
  const buffer = new Uint8Array(size + 1);
  let filled = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, filled, buffer.length - filled);
    filled += bytesRead;
    if (filled > size) return hashPieces(file);
    if (bytesRead === 0) break;
  }
  const digest = await webcrypto.subtle.digest('SHA-256', buffer.subarray(0, filled));
  return Buffer.from(digest).toString('base64url');
}

async function hashPieces(file: FileHandle): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(readBytes);
  let position = 0;
  for (;;) {
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) return hash.digest('base64url');
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
}
