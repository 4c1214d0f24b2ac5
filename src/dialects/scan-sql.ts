// A tokenizer for as much SQL as `sp` must understand: where statements end, which word comes first, how deep the
// parentheses are. What is a text, a name or a comment depends on the engine (`Lexical`); nothing else is judged.

import type { Lexical } from './lexical.js';

export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'punctuation' | 'comment';
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly offset: number;
}

/** In the order of the pattern's groups. */
const kinds = ['comment', 'string', 'quoted', 'number', 'word', 'punctuation'] as const;
const patterns = new WeakMap<Lexical, RegExp>();

/** Yields the tokens of `sql` in order; white space is left out, comments are kept. */
export function* scanSql(sql: string, lexical: Lexical): Generator<SqlToken> {
  const pattern = new RegExp(patternOf(lexical));
  let offset = 0;
  while (offset < sql.length) {
    pattern.lastIndex = offset;
    const match = pattern.exec(sql);
    if (match === null) return;
    let text = match[0];
    // Groups by number: names of groups cost more than all the rest.
    if (match[1] === undefined) {
      const kind = kindOf(match, lexical);
      if (lexical.nestedComments && text.startsWith('/*')) text = sql.slice(offset, endOfNestedComment(sql, offset));
      yield { kind, text, offset };
    }
    offset += text.length;
  }
}

/** Group 1 is white space; that of texts holds one more where texts have tags. */
function kindOf(match: RegExpExecArray, { dollarQuotes }: Lexical): SqlToken['kind'] {
  const found = kinds.find((_, index) => match[index + (dollarQuotes && index > 1 ? 3 : 2)] !== undefined);
  return found ?? 'punctuation';
}

/** Every alternative matches something, and what is never closed reaches to the end. */
function patternOf(lexical: Lexical): RegExp {
  const known = patterns.get(lexical);
  if (known !== undefined) return known;
  const { backslashEscapes, dollarQuotes, rawTexts, doubleQuotes, backtickNames, bracketNames } = lexical;
  const plain = (mark: string): string => `${mark}(?:[^${mark}]+|${mark}${mark})*(?:${mark}|$)`;
  const escaping = (mark: string): string => `${mark}(?:[^${mark}\\\\]+|\\\\[^]|${mark}${mark})*(?:\\\\?$|${mark})`;
  const text = backslashEscapes === 'always' ? escaping : plain;
  const texts = [
    ...(backslashEscapes === 'e' ? [`[eE]${escaping("'")}`] : []),
    ...(rawTexts ? [`[rR]'[^']*(?:'|$)`, `[rR]"[^"]*(?:"|$)`] : []),
    text("'"),
    ...(doubleQuotes === 'text' ? [text('"')] : []),
    ...(dollarQuotes ? ['(\\$(?:[\\p{L}_][\\p{L}\\p{N}_]*)?\\$)[^]*?(?:\\4|$)'] : []),
  ];
  const names = [
    ...(doubleQuotes === 'name' ? [plain('"')] : []),
    ...(backtickNames ? [plain('`')] : []),
    ...(bracketNames ? ['\\[[^\\]\\n]*\\]'] : []),
  ];
  const pattern = new RegExp(
    [
      '(\\s+)',
      '(--[^\\n]*|/\\*[^]*?(?:\\*/|$))',
      `(${texts.join('|')})`,
      `(${names.join('|')})`,
      '(\\d[\\w.]*)',
      '([\\p{L}_][\\p{L}\\p{N}_$]*)',
      '([^])',
    ].join('|'),
    'uy',
  );
  patterns.set(lexical, pattern);
  return pattern;
}

function endOfNestedComment(sql: string, start: number): number {
  const marks = /\/\*|\*\//g;
  marks.lastIndex = start;
  let depth = 0;
  for (let mark = marks.exec(sql); mark !== null; mark = marks.exec(sql)) {
    depth += mark[0] === '/*' ? 1 : -1;
    if (depth === 0) return marks.lastIndex;
  }
  return sql.length;
}

export interface SelectShape {
  /** Offset of the first token that is no comment, or undefined for empty SQL. */
  readonly start: number | undefined;
  /** Offset just behind the last token of the statement, its `;` and trailing comments left out. */
  readonly end: number;
  /** The first word, lower-case. */
  readonly firstWord: string;
  /** `with [recursive]` at the start: offset behind it. */
  readonly with?: { readonly end: number; readonly recursive: boolean };
  /** First token of a second statement. */
  readonly second?: SqlToken;
  /** A word outside parentheses that changes data (`insert`, `update`, `delete`, …) behind a WITH. */
  readonly writes?: SqlToken;
}

const writingWords = new Set(['insert', 'update', 'delete', 'merge', 'replace', 'truncate']);

/** Reads the outline of one SELECT. Costs one pass over the text. */
export function readSelectShape(sql: string, lexical: Lexical): SelectShape {
  let start: number | undefined;
  let end = 0;
  let firstWord = '';
  let depth = 0;
  let finished = false;
  let withClause: SelectShape['with'];
  let previous: SqlToken | undefined;
  let writes: SqlToken | undefined;
  for (const token of scanSql(sql, lexical)) {
    if (token.kind === 'comment') continue;
    if (finished) {
      if (token.text === ';') continue;
      return {
        start,
        end,
        firstWord,
        second: token,
        ...(withClause && { with: withClause }),
        ...(writes && { writes }),
      };
    }
    if (token.text === ';' && token.kind === 'punctuation') {
      finished = true;
      continue;
    }
    if (start === undefined) {
      start = token.offset;
      firstWord = token.text.toLowerCase();
      if (firstWord === 'with') withClause = { end: token.offset + token.text.length, recursive: false };
    } else if (withClause && previous?.offset === start && token.text.toLowerCase() === 'recursive') {
      withClause = { end: token.offset + token.text.length, recursive: true };
    } else if (withClause && depth === 0 && token.kind === 'word' && !writes && isWriting(token, previous)) {
      writes = token;
    }
    if (token.text === '(') depth += 1;
    if (token.text === ')') depth -= 1;
    end = token.offset + token.text.length;
    previous = token;
  }
  return { start, end, firstWord, ...(withClause && { with: withClause }), ...(writes && { writes }) };
}

/** `replace(` is a function and `x.update` a column; only a statement's own word follows a closing parenthesis. */
function isWriting(token: SqlToken, previous: SqlToken | undefined): boolean {
  return previous?.text === ')' && writingWords.has(token.text.toLowerCase());
}
