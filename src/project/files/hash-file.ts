import { createHash, webcrypto } from 'node:crypto';
import { open, readFile, stat } from 'node:fs/promises';

const readBytes = 1024 * 1024;
/** Up to here a file is hashed at one go, beside the main thread. */
const wholeBytes = 64 * 1024 * 1024;

/** SHA-256 of a file's bytes. Holds a piece of a large file at a time. */
export async function hashFile(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > wholeBytes) return hashPieces(path);
  const digest = await webcrypto.subtle.digest('SHA-256', await readFile(path));
  return Buffer.from(digest).toString('base64url');
}

async function hashPieces(path: string): Promise<string> {
  const hash = createHash('sha256');
  const buffer = Buffer.allocUnsafe(readBytes);
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length);
      if (bytesRead === 0) return hash.digest('base64url');
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}
