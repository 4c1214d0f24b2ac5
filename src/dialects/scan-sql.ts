// A tokenizer for as much SQL as `sp` must understand: where statements end, which word comes
// first, how deep the parentheses are. It accepts what all four engines accept and judges nothing else.

export interface SqlToken {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'punctuation' | 'comment';
  readonly text: string;
  /** Offset in UTF-16 units. */
  readonly offset: number;
}

const tokenPattern =
  /(?<space>\s+)|(?<comment>--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$))|(?<quoted>"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]\n]*\])|(?<number>\d[\w.]*)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)|(?<punctuation>[\s\S])/uy;

/** Yields the tokens of `sql` in order; white space is left out, comments are kept. */
export function* scanSql(sql: string): Generator<SqlToken> {
  const pattern = new RegExp(tokenPattern);
  pattern.lastIndex = 0;
  while (pattern.lastIndex < sql.length) {
    const offset = pattern.lastIndex;
    const groups = pattern.exec(sql)?.groups;
    if (groups === undefined) return;
    for (const kind of ['comment', 'string', 'quoted', 'number', 'word', 'punctuation'] as const) {
      const text = groups[kind];
      if (text === undefined) continue;
      yield { kind, text, offset };
      break;
    }
  }
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
export function readSelectShape(sql: string): SelectShape {
  let start: number | undefined;
  let end = 0;
  let firstWord = '';
  let depth = 0;
  let finished = false;
  let withClause: SelectShape['with'];
  let previous: SqlToken | undefined;
  let writes: SqlToken | undefined;
  for (const token of scanSql(sql)) {
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
