// Looks at the rows of a run before they change anything: a key that occurs twice, or is missing, is an error.

import { EngineFailure, type Rows, type Session, type Staged } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import type { ColumnProperties } from '../project/properties.js';
import type { Owner } from '../plan/materializations/change.js';
import { duplicateKeysSql, nullKeysSql, rowsOfKeySql } from '../plan/materializations/duplicate-keys.js';
import { duplicateKeys, nullKeys } from '../plan/materializations/errors.js';
import { type KeyPart } from '../plan/materializations/unique-key.js';

export interface KeyCheck {
  readonly session: Session;
  readonly signal: AbortSignal;
  readonly staged: Staged;
  readonly key: readonly KeyPart[];
  readonly owner: Owner;
  /** Columns tagged `meta.pii` are masked in messages. */
  readonly columns: readonly ColumnProperties[];
  readonly condition?: string;
}

const masked = '‹pii›';

/** @throws EngineFailure naming the first key and up to 5 of its rows */
export async function checkDuplicateKeys(check: KeyCheck): Promise<void> {
  const { session, staged, key, owner } = check;
  if (key.length === 0) return;
  const { dialect } = session;
  const found = await query(check, duplicateKeysSql(staged.relation, key, dialect, check.condition));
  const [row] = found.rows;
  if (row === undefined) return;
  const values = row.slice(0, key.length);
  const rows = await query(check, rowsOfKeySql(staged.relation, key, values, dialect));
  const isPersonal = personalColumns(check.columns);
  const texts = rows.rows.map((each) => {
    const cells = rows.columns.map((name, index) => `${name}=${showValue(name, each[index] ?? null, isPersonal)}`);
    return `  ${cells.join(', ')}`;
  });
  const names = describeKey(key);
  const text = values.map(
    (value, index) => `${names[index] ?? ''} = ${showValue(names[index] ?? '', value, isPersonal)}`,
  );
  fail(duplicateKeys(owner, { count: Number(row.at(-1) ?? 1), key: text.join(', '), rows: texts }));
}

/** @throws EngineFailure saying how many rows lack a part of the key */
export async function checkNullKeys(check: KeyCheck): Promise<void> {
  const { rows } = await query(check, nullKeysSql(check.staged.relation, check.key, check.session.dialect));
  const count = Number(rows[0]?.[0] ?? 0);
  if (count > 0) fail(nullKeys(check.owner, count, describeKey(check.key).join(', ')));
}

/** An error that is already said in full. */
export function fail(...diagnostics: readonly Diagnostic[]): never {
  throw new EngineFailure({ message: diagnostics[0]?.message ?? '', diagnostics });
}

function query({ session, staged, signal }: KeyCheck, sql: string): Promise<Rows> {
  return session.query({ sql, reads: [staged.relation], over: [staged] }, signal);
}

function describeKey(key: readonly KeyPart[]): readonly string[] {
  return key.map((part) => (part.kind === 'column' ? part.source : part.sql));
}

function personalColumns(columns: readonly ColumnProperties[]): (name: string) => boolean {
  const names = new Set(columns.filter(({ meta }) => Boolean(meta['pii'])).map(({ name }) => name.toLowerCase()));
  return (name) => names.has(name.toLowerCase());
}

function showValue(name: string, value: SqlValue, isPersonal: (name: string) => boolean): string {
  if (value === null) return 'NULL';
  if (isPersonal(name)) return masked;
  return value instanceof Uint8Array ? `x'${Buffer.from(value).toString('hex')}'` : String(value);
}
