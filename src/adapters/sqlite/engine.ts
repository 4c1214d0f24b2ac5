// One SQLite in WebAssembly for one thread. The module is compiled once for the process and instantiated by every
// worker, so that all of them run the same machine code.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { SqlJsStatic } from 'sql.js';

export interface Engine {
  readonly sql: SqlJsStatic;
  /** The engine's heap. Take `buffer` anew after every call into the engine: growing replaces it. */
  readonly memory: WebAssembly.Memory;
}

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiles the engine, once. */
export function compileEngine(): Promise<WebAssembly.Module> {
  const path = createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm');
  compiled ??= readFile(path).then((bytes) => WebAssembly.compile(bytes));
  return compiled;
}

export async function startEngine(module: WebAssembly.Module): Promise<Engine> {
  // The main thread only compiles, and need not read what starts it.
  const { default: initSqlJs } = await import('sql.js');
  let memory: WebAssembly.Memory | undefined;
  const sql = await initSqlJs({
    // The legacy functions redefine `log` and others.
    useOldExtensionFunctions: false,
    instantiateWasm(imports, receive) {
      const instance = new WebAssembly.Instance(module, imports);
      memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      receive(instance, module);
      return {};
    },
  });
  if (memory === undefined) throw new Error('sql.js exports no memory');
  return { sql, memory };
}
