// SQL (plain, or a Handlebars template of it) → pieces to be coloured. Light on purpose: it never fails, never loses a
// character, and needs no dialect. Concatenating the pieces gives the input back.

export type SqlTokenKind = 'plain' | 'keyword' | 'function' | 'string' | 'number' | 'comment' | 'tag' | 'settings';

export interface SqlToken {
  readonly kind: SqlTokenKind;
  readonly text: string;
}

const KEYWORDS = new Set(
  `all and any as asc between by case cast collate cross cube current desc distinct else end escape except exists false filter
  first following for from full group grouping groups having ilike in inner intersect interval into is join last lateral left
  like limit materialized natural not null nulls offset on or order outer over partition preceding qualify range recursive
  right rollup row rows select sets table then ties true unbounded union unique unnest using values view when where window
  with within without create insert update delete drop alter temp temporary index primary key references replace begin commit
  analyze explain`.split(/\s+/),
);

const TOKEN = new RegExp(
  [
    /(?<comment>--[^\n]*|\/\*[^]*?(?:\*\/|$)|\{\{!--[^]*?(?:--~?\}\}|$)|\{\{~?![^]*?(?:\}\}|$))/u,
    /(?<tag>\{\{\{?[^]*?(?:\}\}\}?|$))/u,
    /(?<string>'(?:[^']|'')*(?:'|$)|"(?:[^"]|"")*(?:"|$)|`[^`]*(?:`|$))/u,
    /(?<number>(?<![\p{L}\p{N}_$])(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?(?![\p{L}\p{N}_]))/u,
    /(?<word>[\p{L}_][\p{L}\p{N}_$]*)/u,
  ]
    .map((part) => part.source)
    .join('|'),
  'gu',
);

/** Settings before the SQL of a model, between two lines of `---`: YAML, shown without SQL's colours. */
const FRONT_MATTER = /^---[ \t]*\r?\n[^]*?\n---[ \t]*(?=\r?\n|$)/;

export function tokenizeSql(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  const frontMatter = FRONT_MATTER.exec(sql)?.[0] ?? '';
  if (frontMatter !== '') push(tokens, 'settings', frontMatter);
  let at = frontMatter.length;
  for (const match of sql.slice(at).matchAll(TOKEN)) {
    match.index += frontMatter.length;
    if (match.index > at) push(tokens, 'plain', sql.slice(at, match.index));
    const text = match[0];
    at = match.index + text.length;
    push(tokens, kindOf(match.groups ?? {}, text, sql, at), text);
  }
  if (at < sql.length) push(tokens, 'plain', sql.slice(at));
  return tokens;
}

function kindOf(
  groups: Readonly<Record<string, string | undefined>>,
  text: string,
  sql: string,
  end: number,
): SqlTokenKind {
  if (groups['comment'] !== undefined) return 'comment';
  if (groups['tag'] !== undefined) return 'tag';
  if (groups['string'] !== undefined) return text.startsWith("'") ? 'string' : 'plain';
  if (groups['number'] !== undefined) return 'number';
  if (KEYWORDS.has(text.toLowerCase())) return 'keyword';
  return sql.charAt(end) === '(' ? 'function' : 'plain';
}

function push(tokens: SqlToken[], kind: SqlTokenKind, text: string): void {
  const last = tokens[tokens.length - 1];
  if (last?.kind === kind && kind === 'plain') tokens[tokens.length - 1] = { kind, text: last.text + text };
  else tokens.push({ kind, text });
}

/** Tokens line by line, without the line breaks; a token that spans lines is divided. */
export function splitLines(tokens: readonly SqlToken[]): readonly (readonly SqlToken[])[] {
  const lines: SqlToken[][] = [[]];
  for (const { kind, text } of tokens) {
    for (const [at, part] of text.split(/\r\n|\r|\n/).entries()) {
      if (at > 0) lines.push([]);
      if (part !== '') lines[lines.length - 1]?.push({ kind, text: part });
    }
  }
  return lines;
}

/** The name that a `{{ref …}}` or `{{source …}}` tag refers to: `x`, or `src.table`; null for every other tag. */
export function referredName(tag: string): string | null {
  const match = /^\{\{\{?~?\s*(ref|source)((?:\s+(?:"[^"]*"|'[^']*'))+)/.exec(tag);
  if (match === null) return null;
  const names = [...(match[2] ?? '').matchAll(/"([^"]*)"|'([^']*)'/g)].map((part) => part[1] ?? part[2] ?? '');
  return match[1] === 'source' ? names.join('.') : (names[names.length - 1] ?? null);
}
