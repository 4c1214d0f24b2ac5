import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';

const chunkBytes = 512 * 1024;
/** A record longer than this is taken for one with an unclosed quote. */
export const maxRecordBytes = 64 * 1024 * 1024;

/** The content of a file in pieces, unpacked when its name ends in .gz. `onRead` gets the packed bytes read so far. */
export async function* readBytes(path: string, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: chunkBytes });
  const stream = path.endsWith('.gz') ? unpack(file) : file;
  for await (const chunk of stream as AsyncIterable<unknown>) {
    onRead(file.bytesRead);
    if (chunk instanceof Uint8Array) yield chunk;
  }
}

function unpack(file: NodeJS.ReadableStream): NodeJS.ReadableStream {
  const gunzip = createGunzip({ chunkSize: chunkBytes });
  file.on('error', (error) => gunzip.destroy(error));
  return file.pipe(gunzip);
}
