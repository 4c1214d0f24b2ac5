import type { CsvFileRef } from './csv-file.js';
import type { CsvFormat } from './csv-format.js';
import { parseCsvHeader } from './csv-header.js';
import { maxRecordBytes, readBytes } from './read-bytes.js';
import type { RecordBatch } from './record-batch.js';
import { RecordScanner } from './record-scanner.js';

export interface FileRecords {
  readonly columns: readonly string[];
  readonly batches: AsyncGenerator<RecordBatch>;
}

/** The header could not be read. */
export class BadHeader extends Error {
  override readonly name = 'BadHeader';
}

/**
 * A file's header, and its records in batches of about half a megabyte (more where one record is longer).
 * @throws BadHeader when the first record is no header; errors of the file system and of gzip as they are.
 */
export async function readRecords(
  file: CsvFileRef,
  format: CsvFormat,
  onRead: (bytes: number) => void,
): Promise<FileRecords> {
  const source = new ByteSource(readBytes(file.absolutePath, onRead));
  let header;
  do {
    await source.more();
    header = parseCsvHeader(source.bytes, format, source.isAtEnd);
  } while (typeof header === 'string' && !source.isAtEnd && source.bytes.length < maxRecordBytes);
  if (typeof header === 'string') {
    await source.close();
    throw new BadHeader(header);
  }
  source.drop(header.endBytes);
  const scanner = new RecordScanner(format, header.columns.length, header.nextLine);
  return { columns: header.columns, batches: readBatches(source, scanner) };
}

async function* readBatches(source: ByteSource, scanner: RecordScanner): AsyncGenerator<RecordBatch> {
  try {
    for (;;) {
      // One record cannot be longer than this: it has a quote that is never closed.
      const isTooLong = source.bytes.length > maxRecordBytes;
      const { batch, consumed } = scanner.scan(source.bytes, source.isAtEnd || isTooLong);
      source.drop(consumed);
      if (batch.count > 0 || batch.bad.length > 0) yield batch;
      if (source.isAtEnd) return;
      await source.more();
    }
  } finally {
    await source.close();
  }
}

/** Bytes of a file of which the front is dropped as it is dealt with. */
class ByteSource {
  bytes: Uint8Array = new Uint8Array();
  isAtEnd = false;
  readonly #chunks: AsyncGenerator<Uint8Array>;

  constructor(chunks: AsyncGenerator<Uint8Array>) {
    this.#chunks = chunks;
  }

  /** At least doubles what is there, so that a record of many chunks is not scanned once for each of them. */
  async more(): Promise<void> {
    const parts = [this.bytes];
    const wanted = this.bytes.length * 2;
    let size = this.bytes.length;
    do {
      const next = await this.#chunks.next();
      if (next.done === true) {
        this.isAtEnd = true;
        break;
      }
      parts.push(next.value);
      size += next.value.length;
    } while (size < wanted);
    this.bytes = parts[0]?.length === 0 && parts.length === 2 ? (parts[1] ?? parts[0]) : Buffer.concat(parts);
  }

  drop(count: number): void {
    this.bytes = this.bytes.subarray(count);
  }

  async close(): Promise<void> {
    await this.#chunks.return(undefined);
  }
}
