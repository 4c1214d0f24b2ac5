// The first record of a file: the names of its columns. What is wrong with it is known before anything is loaded.

import { isUtf8 } from 'node:buffer';
import { closeSync, openSync, readSync } from 'node:fs';
import { constants, gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { didYouMean } from '../../errors/suggest.js';
import type { SeedConfig } from '../seed-config.js';
import type { CsvFileRef } from './csv-file.js';
import { toCsvFormat, type CsvFormat } from './csv-format.js';
import * as problems from './errors.js';
import { scanQuotedRecord } from './scan-quoted-record.js';

export interface CsvHeader {
  readonly columns: readonly string[];
  /** Where the records begin, in bytes, and on which line. */
  readonly endBytes: number;
  readonly nextLine: number;
}

const headBytes = 1024 * 1024;
const usualHeadBytes = 16 * 1024;
/** SQLite's limit; the other engines' are near. */
const maxColumns = 2000;
const lineFeed = 10;
const carriageReturn = 13;

/**
 * Problems that the headers of a seed's files show: missing, empty or UTF-16 files, empty or duplicate names, too many
 * columns, files with different columns, `column_types` for columns that do not exist.
 */
export function checkCsvHeader(files: readonly CsvFileRef[], seed: SeedConfig): readonly Diagnostic[] {
  const headers = files.map((file) => checkFile(file, seed));
  const found = headers.flatMap(({ diagnostics }) => diagnostics);
  const [first, ...others] = headers.filter(({ columns }) => columns !== undefined);
  if (first?.columns === undefined) return found;
  for (const { file, columns } of others) {
    found.push(...checkSameColumns(file, columns ?? [], { file: first.file, columns: first.columns }));
  }
  const firstNames = new Set(first.columns.map((name) => name.toLowerCase()));
  for (const column of Object.keys(seed.columnTypes)) {
    if (firstNames.has(column.toLowerCase())) continue;
    const hint = didYouMean(column, first.columns) ?? `Its columns are: ${first.columns.join(', ')}`;
    found.push(problems.unknownTypedColumn(first.file, column, hint));
  }
  return found;
}

/** The columns that a seed's table will have; undefined when the header of its first file cannot be read. */
export function readSeedColumns(files: readonly CsvFileRef[], seed: SeedConfig): readonly string[] | undefined {
  const [first] = files;
  const columns = first && checkFile(first, seed).columns;
  return columns && seed.rowId ? [...columns, '_file', '_row'] : columns;
}

/** The files of one seed have the same columns in any order. */
export function checkSameColumns(
  file: CsvFileRef,
  columns: readonly string[],
  first: { readonly file: CsvFileRef; readonly columns: readonly string[] },
): readonly Diagnostic[] {
  const names = new Set(columns.map((name) => name.toLowerCase()));
  const firstNames = new Set(first.columns.map((name) => name.toLowerCase()));
  const missing = first.columns.filter((name) => !names.has(name.toLowerCase()));
  const extra = columns.filter((name) => !firstNames.has(name.toLowerCase()));
  return missing.length > 0 || extra.length > 0 ? [problems.differentColumns(file, first.file, missing, extra)] : [];
}

interface CheckedFile {
  readonly file: CsvFileRef;
  readonly columns?: readonly string[];
  readonly diagnostics: Diagnostic[];
}

function checkFile(file: CsvFileRef, seed: SeedConfig): CheckedFile {
  const format = toCsvFormat(seed);
  let header: CsvHeader | string;
  try {
    header = parseHead(readHead(file.absolutePath, usualHeadBytes), format);
    // Its end may lie further on.
    if (typeof header === 'string') header = parseHead(readHead(file.absolutePath, headBytes), format);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return { file, diagnostics: [isMissing ? problems.missingFile(file) : problems.unreadableFile(file, message)] };
  }
  if (typeof header === 'string') return { file, diagnostics: [problems.badHeader(file, header)] };
  return { file, columns: header.columns, diagnostics: checkColumnNames(file, header.columns, seed) };
}

function parseHead({ bytes, isWhole }: Head, format: CsvFormat): CsvHeader | string {
  return parseCsvHeader(bytes, format, isWhole);
}

/** Names that a table cannot have. */
export function checkColumnNames(file: CsvFileRef, columns: readonly string[], seed: SeedConfig): Diagnostic[] {
  const found: Diagnostic[] = [];
  const limit = seed.rowId ? maxColumns - 2 : maxColumns;
  if (columns.length > limit) found.push(problems.tooManyColumns(file, columns.length, limit));
  const seen = new Map<string, number>();
  columns.forEach((name, index) => {
    const key = name.toLowerCase();
    const earlier = seen.get(key);
    if (name.trim() === '') found.push(problems.emptyColumnName(file, index + 1));
    else if (earlier !== undefined) found.push(problems.duplicateColumn(file, name, earlier, index + 1));
    else if (seed.rowId && (key === '_file' || key === '_row')) found.push(problems.rowIdColumn(file, name));
    seen.set(key, earlier ?? index + 1);
  });
  return found;
}

/** The header at the beginning of a file, or what is wrong with it in words. */
export function parseCsvHeader(bytes: Uint8Array, format: CsvFormat, isLast: boolean): CsvHeader | string {
  if (isUtf16(bytes)) return 'it is UTF-16; save it as UTF-8';
  let start = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  let nextLine = 1;
  for (;;) {
    if (bytes[start] === lineFeed) start += 1;
    else if (bytes[start] === carriageReturn && bytes[start + 1] === lineFeed) start += 2;
    else break;
    nextLine += 1;
  }
  if (start >= bytes.length) return 'it is empty; the first record must name the columns';
  const slots = { starts: new Int32Array(0), lengths: new Int32Array(0), slot: 0, columnCount: 0 };
  const record = scanQuotedRecord(bytes, start, isLast, format, slots);
  if (record.kind === 'incomplete') return 'its first record does not end within a megabyte';
  if (record.kind === 'bad') {
    return record.reason === 'unclosed_quote'
      ? 'a quote in its first record is not closed'
      : 'text stands behind a closing quote in its first record';
  }
  const content = bytes.subarray(start, record.contentEnd);
  if (!isUtf8(content)) return 'its first record is not UTF-8';
  if (content.includes(0)) return 'its first record holds a NUL byte';
  const columns = parseRecord(content, format);
  if (columns.some((name) => /\r(?!\n)/.test(name))) return 'its lines end with CR alone; save it with LF or CRLF';
  return {
    columns,
    endBytes: record.end,
    nextLine: nextLine + record.lineBreaks,
  };
}

function parseRecord(content: Uint8Array, { delimiterText, quoteText }: CsvFormat): readonly string[] {
  const rows: string[][] = parse(Buffer.from(content), {
    delimiter: delimiterText,
    ...(quoteText === '' ? { quote: null } : { quote: quoteText, escape: quoteText }),
    relax_quotes: true,
    record_delimiter: '\n',
  });
  return rows[0] ?? [];
}

/** With its mark, or plain: text of the West has a zero in every other byte then. */
function isUtf16(bytes: Uint8Array): boolean {
  const [first, second, third, fourth] = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return true;
  return bytes.length >= 4 && ((first === 0 && third === 0) || (second === 0 && fourth === 0));
}

interface Head {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
}

function readHead(path: string, mostBytes: number): Head {
  const buffer = Buffer.alloc(mostBytes);
  const file = openSync(path, 'r');
  let size = 0;
  try {
    for (let count = -1; count !== 0 && size < mostBytes; size += count) {
      count = readSync(file, buffer, size, mostBytes - size, null);
    }
  } finally {
    closeSync(file);
  }
  const bytes = buffer.subarray(0, size);
  if (!path.endsWith('.gz')) return { bytes, isWhole: size < mostBytes };
  // The packed bytes may end in the middle of a block.
  const unpacked = gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  return { bytes: unpacked, isWhole: size < mostBytes };
}
