// SQLite takes "text" in double quotes for a string where no column has that name, and a parameter that nobody binds for
// NULL. Either turns a slip of the pen into wrong rows, so both are refused before a statement runs.

import { scanTokens, type Token } from '../scan-tokens.js';

/**
 * The statement with names in backticks, which are never strings: what has a name in it that does not exist cannot be
 * prepared. As long as the original, so that offsets hold; it may be the original.
 */
export function withStrictNames(sql: string): string {
  if (!sql.includes('"')) return sql;
  let strict = '';
  let copied = 0;
  for (const { kind, text, offset } of scanTokens(sql)) {
    if (kind !== 'quoted' || !/^"[^"`]*"$/.test(text)) continue;
    strict += `${sql.slice(copied, offset)}\`${text.slice(1, -1)}\``;
    copied = offset + text.length;
  }
  return strict + sql.slice(copied);
}

/** The first `?`, `:name`, `@name` or `$name` of a statement that can be prepared. */
export function findParameter(sql: string): { readonly text: string; readonly offset: number } | undefined {
  if (!/[?:@$]/.test(sql)) return undefined;
  const tokens = scanTokens(sql);
  const index = tokens.findIndex(
    ({ kind, text }) => (kind === 'other' && /^[?:@]$/.test(text)) || (kind === 'word' && text.startsWith('$')),
  );
  const first = tokens[index];
  return first && { text: first.text + nameBehind(first, tokens[index + 1]), offset: first.offset };
}

function nameBehind(first: Token, next: Token | undefined): string {
  const isAdjacent = next?.offset === first.offset + first.text.length && /^(?:word|number)$/.test(next.kind);
  return first.kind === 'other' && isAdjacent ? next.text : '';
}
