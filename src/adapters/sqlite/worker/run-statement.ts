// One statement, and what the engine says about it as data.

import type { Database } from 'sql.js';
import { locateError } from './locate-error.js';
import type { Inputs, WorkerError } from '../protocol.js';
import { findParameter, withStrictNames } from './strict-names.js';
import { duplicateColumn, findDuplicateName } from '../../engine-failures.js';

/** A statement that the engine refused. */
export class StatementFailure extends Error {
  override readonly name = 'StatementFailure';
  constructor(readonly error: WorkerError) {
    super(error.message);
  }
}

export function runStatement(database: Database, sql: string, inputs?: Inputs): void {
  try {
    database.run(sql);
  } catch (error) {
    throw toStatementFailure(database, sql, error, inputs);
  }
}

/** Names of the result's columns, without running it. Stricter than the engine: see strict-names.ts. */
export function checkStatement(database: Database, sql: string, inputs?: Inputs): readonly string[] {
  const columns = prepareOnly(database, sql, inputs);
  const strict = withStrictNames(sql);
  if (strict !== sql) checkNames(database, sql, strict, inputs);
  const parameter = findParameter(sql);
  if (parameter) {
    throw new StatementFailure({
      message: `the parameter ${parameter.text} has no value`,
      sql,
      offset: parameter.offset,
      length: parameter.text.length,
      hint: 'write {{var "name"}} for a value that comes from outside',
    });
  }
  return columns;
}

function prepareOnly(database: Database, sql: string, inputs?: Inputs): readonly string[] {
  try {
    const statement = database.prepare(sql);
    try {
      return statement.getColumnNames();
    } finally {
      statement.free();
    }
  } catch (error) {
    throw toStatementFailure(database, sql, error, inputs);
  }
}

function checkNames(database: Database, sql: string, strict: string, inputs?: Inputs): void {
  try {
    prepareOnly(database, strict, inputs);
  } catch (error) {
    if (!(error instanceof StatementFailure)) throw error;
    const { hint, ...found } = error.error;
    const text = 'text is written in single quotes';
    throw new StatementFailure({ ...found, sql, hint: hint === undefined ? text : `${hint}; ${text}` });
  }
}

/** @throws StatementFailure when two output columns have one name */
export function checkColumns(columns: readonly string[], sql: string): void {
  const name = findDuplicateName(columns);
  if (name !== undefined) throw new StatementFailure(duplicateColumn(name, sql));
}

export function toStatementFailure(database: Database, sql: string, error: unknown, inputs?: Inputs): unknown {
  // sql.js throws strings for misuse of its API, RuntimeErrors when the engine is beyond repair.
  if (error instanceof StatementFailure) return error;
  if (!(error instanceof Error) || error.constructor !== Error) return error;
  return new StatementFailure(locateError(database, sql, error.message, inputs?.relations ?? []));
}
