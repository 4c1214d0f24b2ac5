import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import type { Diagnostic, SourceFile } from '../../errors/diagnostic.js';
import { placeAt } from '../../errors/place.js';
import { invalidUtf8, unreadableFile, utf16 } from '../errors.js';

export interface ReadTextFile {
  readonly file: SourceFile;
  /** Set when the file is no readable UTF-8 text; `file` then holds what can be shown of it. */
  readonly problem?: Diagnostic;
}

/**
 * Reads a UTF-8 file without its byte order mark. Reading is synchronous on purpose: for a thousand small files it takes
 * a third of the time of asynchronous reads, whose cost is the bookkeeping.
 */
export function readTextFile(absolutePath: string, path: string): ReadTextFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(absolutePath);
  } catch (error) {
    return { file: { path, text: '' }, problem: unreadableFile(path, describeSystemError(error)) };
  }
  if (isUtf8(bytes)) {
    const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    return { file: { path, text: bytes.toString('utf8', hasMark ? 3 : 0) } };
  }
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    const file: SourceFile = { path, text: '' };
    return { file, problem: utf16(file) };
  }
  const file: SourceFile = { path, text: bytes.toString('utf8') };
  return { file, problem: invalidUtf8(placeAt(file, findInvalid(bytes, file.text))) };
}

/** Offset of the first replacement character that does not stand in the file itself. */
function findInvalid(bytes: Buffer, text: string): number {
  let byteOffset = 0;
  let from = 0;
  for (let at = text.indexOf('\ufffd'); at >= 0; at = text.indexOf('\ufffd', from)) {
    byteOffset += Buffer.byteLength(text.slice(from, at));
    if (!(bytes[byteOffset] === 0xef && bytes[byteOffset + 1] === 0xbf && bytes[byteOffset + 2] === 0xbd)) return at;
    byteOffset += 3;
    from = at + 1;
  }
  return text.length;
}

/** The part of a system error that people understand, without paths. */
export function describeSystemError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
      return 'it does not exist';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'it is a folder';
    case 'ENOTDIR':
      return 'a part of its path is no folder';
    default:
      return code === '' ? String(error) : code;
  }
}
