import { didYouMean } from '../../errors/suggest.js';
import { PortableArgumentError, type TemplateValue } from '../portable-functions.js';

/** An argument as SQL text. Numbers and booleans are their text, null is SQL's null. */
export function toSql(value: TemplateValue, name: string): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'object') {
    throw new PortableArgumentError(`${name} is SQL text, not a list or an object`);
  }
  const text = String(value).trim();
  if (text === '') throw new PortableArgumentError(`${name} is empty`, 'an empty SQL text literal is written "\'\'"');
  return text;
}

/** An argument that is one of some words, in any case, with or without SQL quotes. */
export function toWord<Word extends string>(value: TemplateValue, name: string, words: readonly Word[]): Word {
  const given =
    typeof value === 'string' ? value.trim().replace(/^'(.*)'$/s, '$1') : (JSON.stringify(value) ?? 'nothing');
  const word = words.find((known) => known === given.toLowerCase());
  if (word !== undefined) return word;
  throw new PortableArgumentError(
    `${name} is "${given}", which is none of ${words.join(', ')}`,
    didYouMean(given, words) ?? `write one of ${words.join(', ')}`,
  );
}

/** An argument that must be known while the SQL is written, such as a date format: its SQL quotes are optional. */
export function toLiteralText(value: TemplateValue, name: string): string {
  if (typeof value === 'string') return value.replace(/^'(.*)'$/s, (_, inner: string) => inner.replaceAll("''", "'"));
  throw new PortableArgumentError(`${name} is a text`);
}

/** SQL texts from a list, or from one text. */
export function toSqlList(value: TemplateValue, name: string): readonly string[] {
  if (Array.isArray(value)) return value.map((item: TemplateValue) => toSql(item, name));
  return [toSql(value, name)];
}

/**
 * The expression so that any operator can stand beside it: in parentheses, unless it is a name, a literal or one call
 * or group.
 */
export function atom(sql: string): string {
  if (/^(?:[\w.$]+|"[^"]*"(?:\."[^"]*")*|`[^`]*`|'(?:[^']|'')*')$/.test(sql)) return sql;
  return isOneGroup(sql) ? sql : `(${sql})`;
}

/** `(…)` or `name(…)`, where the last parenthesis closes the first. */
function isOneGroup(sql: string): boolean {
  const open = /^\w*\(/.exec(sql);
  if (open === null) return false;
  let depth = 0;
  for (let i = open[0].length - 1; i < sql.length; i++) {
    const character = sql[i] ?? '';
    if (character === "'" || character === '"' || character === '`') {
      const close = sql.indexOf(character, i + 1);
      if (close < 0) return false;
      i = close;
    } else if (character === '-' && sql[i + 1] === '-') return false;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return i === sql.length - 1;
    }
  }
  return false;
}
