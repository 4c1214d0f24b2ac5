// The engine's errors as data: with `errors_as_json` each says what it is about, where, and which names it had.

import { scanSql } from '../../dialects/scan-sql.js';
import { duckdbDialect } from '../../dialects/duckdb/duckdb-dialect.js';
import { suggest } from '../../errors/suggest.js';
import type { EngineError } from '../adapter.js';

/** Part of the names of staged tables, which nobody is to be told of. */
const stagingMark = '__sp_';

const keywords =
  'select from where group order having join left inner outer cross using union distinct limit offset over partition between exists'.split(
    ' ',
  );

/** Undefined for what is no refusal of the engine's but a bug in how it was called. */
export function describeError(error: unknown, sql: string): EngineError | undefined {
  if (!(error instanceof Error)) return undefined;
  const fields = parseFields(error.message);
  if (fields === undefined) return { message: error.message, sql };
  const message = fields['exception_message'] ?? error.message;
  if (/^Expected \d+ parameters?, but none were supplied/.test(message)) return parameterError(sql);
  const byte = Number(fields['position'] ?? NaN);
  const offset = Number.isNaN(byte) ? undefined : toOffset(sql, byte);
  const hint = suggestName(fields, message) ?? suggestKeyword(sql, fields, offset);
  return {
    message: cleanMessage(message),
    sql,
    ...(offset !== undefined && { offset, length: tokenLength(sql, offset) }),
    ...(hint !== undefined && { hint }),
  };
}

/** `sp` gives no values for parameters. */
export function parameterError(sql: string): EngineError {
  const tokens = [...scanSql(sql, duckdbDialect.lexical)];
  const found = tokens.find(({ kind, text }) => kind === 'punctuation' && (text === '?' || text === '$'));
  return {
    message: 'a parameter has no value',
    sql,
    ...(found && { offset: found.offset, length: 1 }),
    hint: 'write {{var "name"}} for a value that comes from outside',
  };
}

function parseFields(message: string): Readonly<Record<string, string>> | undefined {
  const start = message.indexOf('{"exception_type"');
  if (start < 0) return undefined;
  try {
    const value: unknown = JSON.parse(message.slice(start));
    if (typeof value !== 'object' || value === null) return undefined;
    return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, String(field)]));
  } catch {
    return undefined;
  }
}

/** Its own hints are said by `hint`. */
function cleanMessage(message: string): string {
  return message.replace(/\n+(?:Candidate bindings:|Did you mean )[^]*$/, '').replace(/!$/, '');
}

/** Bytes of UTF-8 → UTF-16 units. */
function toOffset(sql: string, bytes: number): number {
  return Buffer.from(sql).subarray(0, bytes).toString().length;
}

/** A whole name with its qualifiers, or one token. */
function tokenLength(sql: string, offset: number): number {
  const name = /^(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)(?:\.(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*/u;
  const rest = sql.slice(offset);
  const [token] = scanSql(rest, duckdbDialect.lexical);
  return name.exec(rest)?.[0].length ?? (token?.offset === 0 ? token.text.length : 1);
}

function suggestName(fields: Readonly<Record<string, string>>, message: string): string | undefined {
  const isTable = fields['type'] === 'Table' && fields['error_subtype'] === 'MISSING_ENTRY';
  const missing = fields['name'] ?? /does not have a column named "([^"]*)"/.exec(message)?.[1];
  const listed = /Candidate bindings:([^]*)$/.exec(message)?.[1] ?? fields['candidates'] ?? '';
  const candidates = listed
    .split(',')
    .map((name) => name.replace(/^[\s:"]+|[\s"]+$/g, ''))
    .filter((name) => name !== '' && !name.includes(stagingMark));
  const nearest = missing === undefined ? undefined : suggest(missing, candidates);
  if (nearest !== undefined) return `did you mean "${nearest}"?`;
  if (isTable) {
    return 'Nothing of that name is in the warehouse. If it is a model or a seed, build it first: sp build --select NAME';
  }
  return candidates.length === 0 ? undefined : `there is ${candidates.join(', ')}`;
}

/** A misspelt keyword is read as an alias; the error comes at the word behind it. */
function suggestKeyword(
  sql: string,
  fields: Readonly<Record<string, string>>,
  offset: number | undefined,
): string | undefined {
  if (offset === undefined || fields['error_subtype'] !== 'SYNTAX_ERROR') return undefined;
  const tokens = [...scanSql(sql, duckdbDialect.lexical)].filter(({ kind }) => kind !== 'comment');
  const index = tokens.findIndex((token) => token.offset === offset);
  for (const token of [tokens[index - 1], tokens[index]]) {
    if (token?.kind !== 'word' || keywords.includes(token.text.toLowerCase())) continue;
    const nearest = suggest(token.text, keywords);
    if (nearest !== undefined) return `is "${token.text}" meant to be "${nearest}"?`;
  }
  return undefined;
}
