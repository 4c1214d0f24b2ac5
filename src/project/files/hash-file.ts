import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const readBytes = 1024 * 1024;

/** SHA-256 of a file's bytes. Holds a piece of it at a time. */
export async function hashFile(path: string): Promise<string> {
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
