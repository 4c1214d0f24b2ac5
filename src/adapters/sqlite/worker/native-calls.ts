// oxlint-disable no-underscore-dangle -- names that Emscripten gives

import type { SqlJsStatic } from 'sql.js';

/** SQLite's C interface, for what sql.js does one JavaScript value at a time. Pointers are numbers; so are result codes. */
export interface NativeCalls {
  allocate(sizeBytes: number): number;
  free(pointer: number): void;
  write(bytes: Uint8Array, pointer: number): void;
  /** A copy of the text that ends with NUL; to be freed. */
  writeText(text: string): number;
  prepare(database: number, sqlPointer: number, statementPointer: number): number;
  /** The bytes are not copied: they must stay until the statement has been stepped. A null pointer binds NULL. */
  bindText(statement: number, index: number, pointer: number, sizeBytes: number): number;
  bindInt(statement: number, index: number, value: number): number;
  step(statement: number): number;
  reset(statement: number): number;
  finalize(statement: number): number;
  lastMessage(database: number): string;
}

export function createNativeCalls(sql: SqlJsStatic): NativeCalls {
  return {
    allocate: (sizeBytes) => sql._malloc(sizeBytes),
    free: (pointer) => sql._free(pointer),
    write: (bytes, pointer) => sql.writeArrayToMemory(bytes, pointer),
    writeText: (text) => sql.stringToNewUTF8(text),
    prepare: (database, sqlPointer, statementPointer) =>
      sql._sqlite3_prepare_v2(database, sqlPointer, -1, statementPointer, 0),
    bindText: (statement, index, pointer, sizeBytes) => sql._sqlite3_bind_text(statement, index, pointer, sizeBytes, 0),
    bindInt: (statement, index, value) => sql._sqlite3_bind_int(statement, index, value),
    step: (statement) => sql._sqlite3_step(statement),
    reset: (statement) => sql._sqlite3_reset(statement),
    finalize: (statement) => sql._sqlite3_finalize(statement),
    lastMessage: (database) => sql.UTF8ToString(sql._sqlite3_errmsg(database)),
  };
}
