// SQLite's error messages say what is wrong but, through sql.js, not where. The place is found by asking again: a syntax
// error is at the first token with which the statement's beginning fails in the same way; a name is at the token whose
// replacement changes the message. Costs a few prepares, and only after an error.

import type { Database } from 'sql.js';
import { didYouMean, suggest } from '../../../errors/suggest.js';
import type { WorkerError } from '../protocol.js';
import { scanTokens, type Token } from '../scan-tokens.js';
import { quoteName } from '../schema-object.js';

interface Found {
  readonly offset: number;
  readonly length: number;
}

const probe = 'zz_probe';
const keywords =
  'select from where group order having join left inner outer cross using union distinct limit offset over partition between exists'.split(
    ' ',
  );
const shownColumns = 12;

export function locateError(
  database: Database,
  sql: string,
  message: string,
  relations: readonly string[],
): WorkerError {
  const found = find(database, sql, message);
  const hint = suggestNames(database, message, relations) ?? suggestKeyword(sql, message, found);
  const missingRelation = /^no such (?:table|view): (.*)$/s.exec(message)?.[1];
  return {
    message: message.replace(/ - should this be a string literal in single-quotes\?$/, ''),
    sql,
    ...(found && { offset: found.offset, length: found.length }),
    ...(hint !== undefined && { hint }),
    ...(missingRelation !== undefined && { missingRelation: lastPart(missingRelation) }),
  };
}

function find(database: Database, sql: string, message: string): Found | undefined {
  const syntax = /^near "([^]*)": syntax error$/.exec(message);
  if (syntax) return findByPrefix(database, sql, message, syntax[1] ?? '');
  const unrecognized = /^unrecognized token: "([^]*)"$/.exec(message);
  if (unrecognized) return findText(sql, unrecognized[1] ?? '');
  if (message === 'incomplete input') return { offset: sql.trimEnd().length, length: 1 };
  const name = nameIn(message);
  return name === undefined ? findExpression(sql, message) : findName(database, sql, message, name);
}

/** As tokens have it: lower-case. */
interface Name {
  readonly name: string;
  readonly qualifier: string | undefined;
}

/** The name that a message is about. */
function nameIn(message: string): Name | undefined {
  const patterns = [
    /^no such (?:column|table|function|view|window|collation sequence|table-valued function): "?([^]*?)"?(?: - should this .*)?$/,
    /^ambiguous column name: ([^]*)$/,
    /^(?:wrong number of arguments to function|misuse of (?:aliased )?(?:aggregate|window function)(?: function)?:?) ([^]*?)\(\)$/,
    /^unknown function: ([^]*?)\(\)$/,
    /^misuse of (?:aggregate|aliased aggregate|window function): ([^]*?)(?:\(\))?$/,
    /^(?:DISTINCT|FILTER|ORDER BY) .*?may not be used with non-aggregate ([^]*?)\(\)$/,
    /^([^\s]*?)\(\) may not be used as a window function$/,
    /^circular reference: ([^]*)$/,
    /^view ([^]*) is circularly defined$/,
    /^duplicate WITH table name: ([^]*)$/,
    /^table ([^]*) has \d+ values for \d+ columns$/,
    /^(?:table )?([^]*?) has no column named /,
  ];
  for (const pattern of patterns) {
    const match = pattern.exec(message);
    if (match) return toName(match[1] ?? '');
  }
  return undefined;
}

function toName(text: string): Name {
  const parts = text.toLowerCase().split('.');
  return { name: parts.at(-1) ?? '', qualifier: parts.at(-2) };
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function findName(database: Database, sql: string, message: string, { name, qualifier }: Name): Found | undefined {
  const tokens = scanTokens(sql);
  const named = tokens.filter((token) => isName(token) && token.name === name);
  const qualified = named.filter((token) => qualifierOf(tokens, token) === qualifier);
  const candidates = qualified.length > 0 ? qualified : named;
  if (candidates.length <= 1) return toFound(candidates[0]);
  const withInstead = (token: Token, text: string): string =>
    prepareMessage(database, sql.slice(0, token.offset) + text + sql.slice(token.offset + token.text.length));
  // Without its one culprit the message is gone; where a value cannot stand at all, nothing is learned.
  const culprit = candidates.find((token) => {
    const changed = withInstead(token, 'null');
    return changed !== message && !changed.startsWith('near "null"');
  });
  // Of several culprits the engine names the one that it meets first.
  return toFound(culprit ?? candidates.find((token) => withInstead(token, probe).includes(probe)) ?? candidates[0]);
}

/** `o` of `o.id`, lower-case. */
function qualifierOf(tokens: readonly Token[], token: Token): string | undefined {
  const index = tokens.indexOf(token);
  return tokens[index - 1]?.text === '.' ? tokens[index - 2]?.name : undefined;
}

function findByPrefix(database: Database, sql: string, message: string, text: string): Found | undefined {
  for (const token of scanTokens(sql)) {
    if (token.text !== text) continue;
    const end = token.offset + token.text.length;
    if (prepareMessage(database, sql.slice(0, end)) === message) return toFound(token);
  }
  return findText(sql, text);
}

function findText(sql: string, text: string): Found | undefined {
  const offset = sql.indexOf(text);
  return offset < 0 || text === '' ? undefined : { offset, length: text.length };
}

/** A run-time error has no name in it; the only function that can raise it is taken for its place. */
function findExpression(sql: string, message: string): Found | undefined {
  const functions = /JSON/i.test(message)
    ? /^(?:json|jsonb)/
    : message === 'integer overflow'
      ? /^(?:abs|sum)$/
      : new RegExp(`^${/^(\w+):/.exec(message)?.[1] ?? 'no function'}$`);
  const tokens = scanTokens(sql);
  const calls = tokens.filter(
    (token, index) => token.kind === 'word' && functions.test(token.name) && tokens[index + 1]?.text === '(',
  );
  return calls.length === 1 ? toFound(calls[0]) : undefined;
}

function isName(token: Token): boolean {
  return token.kind === 'word' || token.kind === 'quoted';
}

function toFound(token: Token | undefined): Found | undefined {
  return token && { offset: token.offset, length: token.text.length };
}

function prepareMessage(database: Database, sql: string): string {
  try {
    database.prepare(sql).free();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** For a column that is not there: the nearest one of the relations that are read, and what they have. */
function suggestNames(database: Database, message: string, relations: readonly string[]): string | undefined {
  const match = /^no such column: "?([^]*?)"?(?: - should this .*)?$/.exec(message);
  if (!match) return undefined;
  const columnsOf = new Map(relations.map((relation) => [relation, columnNames(database, relation)]));
  const nearest = didYouMean(lastPart(match[1] ?? ''), [...columnsOf.values()].flat());
  const [only] = columnsOf.size === 1 ? [...columnsOf] : [];
  const list = only && only[1].length > 0 ? `${only[0]} has: ${listColumns(only[1])}` : undefined;
  return [nearest, list].filter((part) => part !== undefined).join(' ') || undefined;
}

/** A misspelt keyword is read as an alias; the error comes at the word behind it. */
function suggestKeyword(sql: string, message: string, found: Found | undefined): string | undefined {
  if (found === undefined || !message.endsWith('syntax error')) return undefined;
  const tokens = scanTokens(sql);
  const index = tokens.findIndex((token) => token.offset === found.offset);
  for (const token of [tokens[index - 1], tokens[index]]) {
    if (token?.kind !== 'word' || keywords.includes(token.name)) continue;
    const nearest = suggest(token.name, keywords);
    if (nearest !== undefined) return `is "${token.text}" meant to be "${nearest}"?`;
  }
  return undefined;
}

function listColumns(columns: readonly string[]): string {
  const shown = columns.slice(0, shownColumns).join(', ');
  return columns.length > shownColumns ? `${shown} and ${columns.length - shownColumns} more` : shown;
}

function columnNames(database: Database, relation: string): readonly string[] {
  try {
    const statement = database.prepare(`select * from ${quoteName(relation)}`);
    try {
      return statement.getColumnNames();
    } finally {
      statement.free();
    }
  } catch {
    return [];
  }
}
