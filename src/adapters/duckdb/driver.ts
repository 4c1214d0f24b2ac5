// As much of @duckdb/node-api as is used, so that nothing but a target of this type needs it to be installed.

import { SpError } from '../../errors/sp-error.js';
import type { Place } from '../../errors/diagnostic.js';
import { missingDriver } from '../errors.js';

export const packageName = '@duckdb/node-api';

export interface Driver {
  readonly DuckDBInstance: {
    create(path: string, options: Record<string, string>): Promise<DriverInstance>;
  };
  version(): string;
}

export interface DriverInstance {
  connect(): Promise<DriverConnection>;
  closeSync(): void;
}

export interface DriverConnection {
  /** Runs a statement to its end. */
  run(sql: string): Promise<DriverResult>;
  /** The result is computed as it is fetched. */
  stream(sql: string): Promise<DriverResult>;
  prepare(sql: string): Promise<DriverStatement>;
  interrupt(): void;
  closeSync(): void;
}

export interface DriverStatement {
  readonly parameterCount: number;
  readonly columnCount: number;
  columnName(index: number): string;
  columnType(index: number): { toString(): string };
  destroySync(): void;
}

export interface DriverResult {
  readonly columnCount: number;
  columnName(index: number): string;
  columnTypeId(index: number): number;
  fetchChunk(): Promise<DriverChunk | null>;
}

/** Texts, small numbers and booleans are themselves; everything else is an object that can be written as text. */
export interface DriverObject {
  toString(): string;
}
export type DriverValue = string | number | bigint | boolean | null | DriverObject;

export interface DriverChunk {
  readonly rowCount: number;
  getRows(): readonly (readonly DriverValue[])[];
}

/** @throws SpError with the command that installs it. */
export async function loadDriver(place: Place): Promise<Driver> {
  try {
    return await import('@duckdb/node-api');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code !== 'ERR_MODULE_NOT_FOUND' && code !== 'MODULE_NOT_FOUND') throw error;
    throw new SpError([missingDriver('duckdb', [packageName], place)]);
  }
}
