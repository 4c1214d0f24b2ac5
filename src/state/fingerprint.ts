// What a node's content depends on, as data that can be kept and compared: name → short text. Pure: relations, files and
// the remembered rows come in as arguments, decisions and rows to remember go out. It knows no engine and runs nothing.
//
//   ingredients now + record of the last build ──decide──► reuse, or run because of …

import { createHash } from 'node:crypto';

/** Changes when ingredients are made or compared in another way, or SQL is judged in another: everything is then built once more. */
export const fingerprintFormat = 2;

/**
 * Name of an ingredient → its value, or a hash of it:
 * `engine`, `sql`, `relation`, `keys`, `config.<key>`, `file.<path>`, `input.<node>`, `input.<node> <column>`; these decide.
 * `code.<path>`, `var.<name>`, `env.<name>`, `macro.<id>`: for explaining only, since what they do is in the SQL.
 */
export type Ingredients = Readonly<Record<string, string>>;

/** 128 bits are enough to tell texts apart, and half as long. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

const longestValue = 60;

/** A value as an ingredient: as JSON where that is short, so that people can be told what it was. */
export function describeValue(value: unknown): string {
  const text = JSON.stringify(sortKeys(value)) ?? 'undefined';
  return text.length <= longestValue ? text : `#${hashText(text)}`;
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, each]) => [key, sortKeys(each)]));
}

const explaining = ['code.', 'var.', 'env.', 'macro.'];

export function isDeciding(ingredient: string): boolean {
  return !explaining.some((prefix) => ingredient.startsWith(prefix));
}

/** Names of deciding ingredients that differ, in a fixed order. Absent ones count. */
export function compareIngredients(before: Ingredients, now: Ingredients): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names].filter((name) => isDeciding(name) && before[name] !== now[name]).sort();
}

/** Version of a content that is not hashed itself but follows from its ingredients, e.g. a view's. Comments are no part of it. */
export function versionOf(ingredients: Ingredients): string {
  const deciding = Object.entries(ingredients).filter(([name]) => isDeciding(name) && name !== 'text');
  return hashText(JSON.stringify(deciding.sort(([a], [b]) => (a < b ? -1 : 1))));
}
