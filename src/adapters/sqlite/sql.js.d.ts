// Types of sql.js 1.16 as far as `sp` uses it. @types/sql.js lacks `useBigInt`, `create_aggregate` and
// `useOldExtensionFunctions`, and pulls in Emscripten's types.

declare module 'sql.js' {
  export type BindValue = string | number | bigint | boolean | null | Uint8Array;
  export type ColumnValue = string | number | bigint | null | Uint8Array;

  export interface ReadOptions {
    /** Every integer comes back as bigint. */
    readonly useBigInt?: boolean;
  }

  export interface QueryExecResult {
    readonly columns: string[];
    readonly values: ColumnValue[][];
  }

  export interface Statement {
    bind(values: readonly BindValue[] | Readonly<Record<string, BindValue>> | null): boolean;
    /** True when a row is available. */
    step(): boolean;
    get(params?: readonly BindValue[] | null, options?: ReadOptions): ColumnValue[];
    getAsObject(params?: readonly BindValue[] | null, options?: ReadOptions): Record<string, ColumnValue>;
    getColumnNames(): string[];
    getSQL(): string;
    getNormalizedSQL(): string;
    /** bind + step + reset. */
    run(values?: readonly BindValue[]): boolean;
    reset(): boolean;
    freemem(): void;
    free(): boolean;
  }

  export interface StatementIterator extends Iterable<Statement> {
    getRemainingSQL(): string;
  }

  export interface Database {
    /** Name of the file in the module's own file system: other connections of the module can attach it. */
    readonly filename: string;
    /** Pointer of the connection (sqlite3*). */
    readonly db: number;
    /** Several statements, or one with parameters. Errors are plain Errors with the engine's message. */
    run(sql: string, params?: readonly BindValue[]): Database;
    exec(sql: string, params?: readonly BindValue[], options?: ReadOptions): QueryExecResult[];
    each(
      sql: string,
      params: readonly BindValue[],
      onRow: (row: Record<string, ColumnValue>) => void,
      done?: () => void,
      options?: ReadOptions,
    ): void;
    prepare(sql: string, params?: readonly BindValue[]): Statement;
    iterateStatements(sql: string): StatementIterator;
    /** A copy of `main`. */
    export(): Uint8Array;
    close(): void;
    getRowsModified(): number;
    /** The number of declared parameters (`implementation.length`) is the function's arity. */
    create_function(name: string, implementation: (...values: never[]) => unknown): Database;
    create_aggregate<State>(
      name: string,
      functions: {
        init?(): State;
        step(state: State, ...values: never[]): State;
        finalize?(state: State): unknown;
      },
    ): Database;
  }

  /** What Emscripten's module offers besides; used where a call a value is too slow (adapters/sqlite/bulk-insert.ts). */
  export interface NativeCalls {
    _malloc(sizeBytes: number): number;
    _free(pointer: number): void;
    writeArrayToMemory(bytes: Uint8Array, pointer: number): void;
    stringToNewUTF8(text: string): number;
    UTF8ToString(pointer: number): string;
    _sqlite3_errmsg(db: number): number;
    _sqlite3_prepare_v2(db: number, sql: number, sizeBytes: number, statement: number, tail: number): number;
    _sqlite3_bind_text(
      statement: number,
      index: number,
      pointer: number,
      sizeBytes: number,
      destructor: number,
    ): number;
    _sqlite3_bind_blob(
      statement: number,
      index: number,
      pointer: number,
      sizeBytes: number,
      destructor: number,
    ): number;
    _sqlite3_bind_double(statement: number, index: number, value: number): number;
    _sqlite3_bind_int(statement: number, index: number, value: number): number;
    _sqlite3_step(statement: number): number;
    _sqlite3_reset(statement: number): number;
    _sqlite3_finalize(statement: number): number;
  }

  export interface SqlJsStatic extends NativeCalls {
    readonly Database: new (image?: Uint8Array | readonly number[] | null) => Database;
  }

  export interface SqlJsConfig {
    /** Always `false` in `sp`: the legacy functions redefine `log` and others. */
    readonly useOldExtensionFunctions: false;
    readonly locateFile?: (name: string) => string;
    readonly wasmBinary?: Uint8Array;
    /** Emscripten's hook to hand in a module that is compiled already. */
    readonly instantiateWasm?: (
      imports: WebAssembly.Imports,
      receive: (instance: WebAssembly.Instance, module: WebAssembly.Module) => void,
    ) => Record<string, never>;
  }

  export default function initSqlJs(config: SqlJsConfig): Promise<SqlJsStatic>;
}
