import { createHash } from 'node:crypto';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { invalidByteMark } from './row.js';

/** Where the generator's bytes go: to disk in pieces, hashed on the way. */
export interface RawFileWriter {
  /** One record; `isQuoted` puts every field in quotes. */
  writeRecord(fields: readonly string[], isQuoted: boolean): void;
  writeBlankLine(): void;
  close(): WrittenFile;
}

export interface WrittenFile {
  readonly sizeBytes: number;
  readonly sha256: string;
}

export interface RawFileFormat {
  readonly hasBom: boolean;
  readonly newline: string;
  readonly hasFinalNewline: boolean;
}

/** Small, because a long text under construction is a long chain of pieces for the garbage collector to follow. */
const flushLength = 1 << 16;

/** Makes the folders that are missing. Raises the system's error when the file cannot be written. */
export function createRawFileWriter(path: string, header: readonly string[], format: RawFileFormat): RawFileWriter {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, 'w');
  const hash = createHash('sha256');
  let sizeBytes = 0;
  let pending = (format.hasBom ? '\uFEFF' : '') + renderRecord(header, false);

  const flush = (): void => {
    const bytes = encode(pending);
    pending = '';
    hash.update(bytes);
    sizeBytes += bytes.length;
    for (let offset = 0; offset < bytes.length;) offset += writeSync(file, bytes, offset);
  };
  return {
    writeRecord: (fields, isQuoted) => {
      pending += format.newline + renderRecord(fields, isQuoted);
      if (pending.length > flushLength) flush();
    },
    writeBlankLine: () => {
      pending += format.newline;
    },
    close: () => {
      if (format.hasFinalNewline) pending += format.newline;
      flush();
      closeSync(file);
      return { sizeBytes, sha256: hash.digest('hex') };
    },
  };
}

/** RFC 4180; a field is quoted when it must be. */
export function renderRecord(fields: readonly string[], isQuoted: boolean): string {
  if (!isQuoted) {
    const line = fields.join(',');
    // One look at the whole line: few lines have a field that needs quotes.
    if (!/["\r\n]/.test(line) && line.split(',').length === fields.length) return line;
  }
  return fields
    .map((field) => (isQuoted || /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field))
    .join(',');
}

/** UTF-8, except for the marks that stand for a byte 0xE9. */
function encode(text: string): Buffer {
  if (!text.includes(invalidByteMark)) return Buffer.from(text, 'utf8');
  const parts = text.split(invalidByteMark).flatMap((part) => [Buffer.from(part, 'utf8'), Buffer.from([0xe9])]);
  return Buffer.concat(parts.slice(0, -1));
}
