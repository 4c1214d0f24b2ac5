// Rows of a table straight from its pages, without the engine: for hashing and for the few tables that are read before
// any engine is started. Format: https://sqlite.org/fileformat2.html#record_format

import type { SqlValue } from '../../../dialects/relation.js';
import { payloadsOf, walkTree, type DatabaseBytes } from './b-tree.js';

/** The records of a table in the order of their row ids, as stored: column types, then values. */
export function* readPayloads(database: DatabaseBytes, root: number): Generator<Uint8Array> {
  for (const page of walkTree(database, root, { overflow: false }).leaves) yield* payloadsOf(database, page);
}

/** A column of a record. NULL where the record ends before it: such columns were added later. */
export function readColumn(payload: Uint8Array, column: number): SqlValue {
  const header = readVarint(payload, 0);
  let at = header.next;
  let offset = header.value;
  for (let index = 0; at < header.value; index += 1) {
    const type = readVarint(payload, at);
    at = type.next;
    if (index === column) return readValue(payload, offset, type.value);
    offset += sizeOfValue(type.value);
  }
  return null;
}

export function readRecord(payload: Uint8Array): readonly SqlValue[] {
  const header = readVarint(payload, 0);
  const values: SqlValue[] = [];
  let at = header.next;
  let offset = header.value;
  while (at < header.value) {
    const type = readVarint(payload, at);
    at = type.next;
    values.push(readValue(payload, offset, type.value));
    offset += sizeOfValue(type.value);
  }
  return values;
}

function sizeOfValue(type: number): number {
  if (type >= 12) return (type - 12 - (type % 2)) / 2;
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][type] ?? 0;
}

function readValue(payload: Uint8Array, offset: number, type: number): SqlValue {
  const end = offset + sizeOfValue(type);
  if (type >= 12) {
    const bytes = payload.subarray(offset, end);
    return type % 2 === 0 ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }
  if (type === 0) return null;
  if (type === 8 || type === 9) return type - 8;
  const view = new DataView(payload.buffer, payload.byteOffset + offset, end - offset);
  if (type === 7) return view.getFloat64(0);
  if (type === 6) return toInteger(view.getBigInt64(0));
  let value = view.getInt8(0);
  for (let at = 1; at < end - offset; at += 1) value = value * 256 + view.getUint8(at);
  return value;
}

function toInteger(value: bigint): number | bigint {
  const isSafe = value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER;
  return isSafe ? Number(value) : value;
}

function readVarint(bytes: Uint8Array, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = bytes[at + i] ?? 0;
    value = value * 128 + (byte & 127);
    if (byte < 128) return { value, next: at + i + 1 };
  }
  return { value: value * 256 + (bytes[at + 8] ?? 0), next: at + 9 };
}
