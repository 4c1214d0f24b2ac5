// Lets a statement read something else where it names a relation: a staged table in place of the published one.
// For engines where a staged table has a name of its own.

import type { Dialect } from '../dialects/dialect.js';
import type { Lexical } from '../dialects/lexical.js';
import type { Relation } from '../dialects/relation.js';
import { scanSql, type SqlToken } from '../dialects/scan-sql.js';

export interface Redirection {
  readonly from: Relation;
  /** What stands in FROM instead: a rendered relation, or a subquery in parentheses. */
  readonly to: string;
}

/** The text, and how to find offsets in it again in the original. */
export interface RedirectedSql {
  readonly sql: string;
  /** From an offset in `sql` to the offset in the original that it came from. */
  readonly toOriginalOffset: (offset: number) => number;
}

/** Words that may follow a relation in FROM and are no alias of it. */
const notAnAlias = new Set(
  (
    'where group order having window qualify limit offset fetch for union intersect except minus on using join inner left ' +
    'right full outer cross natural semi anti asof positional lateral tablesample pivot unpivot set when returning'
  ).split(' '),
);

/**
 * Replaces every rendered name of the `from` relations, as `ref` writes it (quoted, with its schema), outside texts and
 * comments. What had no alias gets its own name as alias, so that `orders.id` goes on to work. A name that stands for a column (`"m"."x"`) is not a rendered relation with a schema and stays.
 */
export function redirectRelations(
  sql: string,
  redirections: readonly Redirection[],
  dialect: Pick<Dialect, 'renderRelation' | 'quoteIdentifier' | 'lexical'>,
): RedirectedSql {
  const wanted = redirections.map(({ from, to }) => ({
    tokens: tokenTexts(dialect.renderRelation(from), dialect.lexical),
    to,
    alias: dialect.quoteIdentifier(from.identifier),
  }));
  const tokens = wanted.length === 0 ? [] : [...scanSql(sql, dialect.lexical)].filter(({ kind }) => kind !== 'comment');
  const pieces: { readonly text: string; readonly original: number; readonly isExact: boolean }[] = [];
  let done = 0;
  for (let index = 0; index < tokens.length; index += 1) {
    const found = wanted.find((each) => startsHere(tokens, index, each.tokens));
    const first = tokens[index];
    const last = found && tokens[index + found.tokens.length - 1];
    if (found === undefined || first === undefined || last === undefined) continue;
    pieces.push({ text: sql.slice(done, first.offset), original: done, isExact: true });
    const text = hasAlias(tokens[index + found.tokens.length]) ? found.to : `${found.to} as ${found.alias}`;
    pieces.push({ text, original: first.offset, isExact: false });
    done = last.offset + last.text.length;
    index += found.tokens.length - 1;
  }
  pieces.push({ text: sql.slice(done), original: done, isExact: true });
  return {
    sql: pieces.map(({ text }) => text).join(''),
    toOriginalOffset: (offset) => {
      let start = 0;
      for (const { text, original, isExact } of pieces) {
        if (offset < start + text.length) return isExact ? original + offset - start : original;
        start += text.length;
      }
      return sql.length;
    },
  };
}

function tokenTexts(text: string, lexical: Lexical): readonly string[] {
  return [...scanSql(text, lexical)].map((token) => token.text);
}

function hasAlias(next: SqlToken | undefined): boolean {
  if (next?.kind === 'quoted') return true;
  return next?.kind === 'word' && !notAnAlias.has(next.text.toLowerCase());
}

function startsHere(tokens: readonly SqlToken[], start: number, wanted: readonly string[]): boolean {
  // `"db"."schema"."m"` does not name the relation `"schema"."m"`.
  if (tokens[start - 1]?.text === '.' || tokens[start + wanted.length]?.text === '.') return false;
  return wanted.every((text, index) => tokens[start + index]?.text === text);
}
