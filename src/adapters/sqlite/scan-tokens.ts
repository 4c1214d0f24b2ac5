/** A token of SQL as SQLite's tokenizer cuts it. Comments and white space are left out. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'string' | 'number' | 'other';
  /** As written. */
  readonly text: string;
  /** Words and quoted names without quotes, lower-case; else the text. */
  readonly name: string;
  /** UTF-16 units from the start of the SQL. */
  readonly offset: number;
}

const pattern =
  /(?<skip>\s+|--[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>[xX]?'(?:[^']|'')*'?)|(?<quoted>"(?:[^"]|"")*"?|`(?:[^`]|``)*`?|\[[^\]]*\]?)|(?<number>(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|0[xX][\da-fA-F]+)|(?<word>[\p{L}_$\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)|(?<other>->>|->|\|\||<=|>=|<>|!=|==|<<|>>|[^])/uy;

export function scanTokens(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  const scanner = new RegExp(pattern);
  for (let match = scanner.exec(sql); match !== null && match[0] !== ''; match = scanner.exec(sql)) {
    const groups = match.groups ?? {};
    const text = match[0];
    if (groups['skip'] !== undefined) continue;
    const kind = (['string', 'quoted', 'number', 'word', 'other'] as const).find((name) => groups[name] !== undefined);
    tokens.push({ kind: kind ?? 'other', text, name: plainName(kind, text), offset: match.index });
  }
  return tokens;
}

function plainName(kind: Token['kind'] | undefined, text: string): string {
  if (kind === 'word') return text.toLowerCase();
  if (kind !== 'quoted') return text;
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  return (quote === '[' ? inner : inner.replaceAll(quote + quote, quote)).toLowerCase();
}
