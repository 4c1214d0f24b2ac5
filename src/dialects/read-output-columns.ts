// The names of a query's columns, as far as its text shows them: no engine is asked. Where anything is in doubt the answer
// is undefined, never a guess.

import type { Lexical } from './lexical.js';
import { scanSql, type SqlToken } from './scan-sql.js';

/** Columns of a relation that is named in FROM, as it is written there. */
export type ResolveColumns = (relation: string) => readonly string[] | undefined;

type Columns = readonly string[] | undefined;
type Tokens = readonly SqlToken[];

interface Reader {
  readonly sql: string;
  readonly lexical: Lexical;
  readonly resolve: ResolveColumns;
}

interface Input {
  readonly alias: string;
  readonly columns: () => Columns;
}

/** The output columns of one SELECT (WITH, set operations: the first branch), in order. */
export function readOutputColumns(sql: string, lexical: Lexical, resolve: ResolveColumns): Columns {
  const tokens = [...scanSql(sql, lexical)].filter(({ kind }) => kind !== 'comment');
  while (tokens.at(-1)?.text === ';') tokens.pop();
  return readQuery({ sql, lexical, resolve }, tokens, new Map());
}

function readQuery(reader: Reader, tokens: Tokens, outer: ReadonlyMap<string, () => Columns>): Columns {
  const first = wordAt(tokens, 0);
  if (tokens[0]?.text === '(') return readQuery(reader, insideOf(tokens, 0), outer);
  if (first === 'with') {
    const read = readWith(reader, tokens, outer);
    return read && readQuery(reader, tokens.slice(read.end), read.ctes);
  }
  return first === 'select' ? readSelect(reader, tokens, outer) : undefined;
}

/** `with [recursive] name [(columns)] as [[not] materialized] (query), …` */
function readWith(
  reader: Reader,
  tokens: Tokens,
  outer: ReadonlyMap<string, () => Columns>,
): { readonly ctes: ReadonlyMap<string, () => Columns>; readonly end: number } | undefined {
  const ctes = new Map(outer);
  let at = wordAt(tokens, 1) === 'recursive' ? 2 : 1;
  for (;;) {
    const name = tokens[at];
    if (name === undefined) return undefined;
    at += 1;
    let listed: Columns;
    if (tokens[at]?.text === '(') {
      listed = splitAtCommas(insideOf(tokens, at)).map((part) => nameOf(reader, part[0]));
      at += insideOf(tokens, at).length + 2;
    }
    if (wordAt(tokens, at) !== 'as') return undefined;
    at += 1;
    while (wordAt(tokens, at) === 'not' || wordAt(tokens, at) === 'materialized') at += 1;
    if (tokens[at]?.text !== '(') return undefined;
    const body = insideOf(tokens, at);
    // Names in front are visible inside; a recursive one is read from its first branch, which does not name itself.
    const visible = new Map(ctes);
    const columns = listed;
    ctes.set(keyOf(nameOf(reader, name)), () => columns ?? readQuery(reader, body, visible));
    at += body.length + 2;
    if (tokens[at]?.text !== ',') return { ctes, end: at };
    at += 1;
  }
}

const clauseWords = 'where group having window qualify union intersect except minus order limit'.split(' ');
const listEnd = new Set(['from', ...clauseWords]);
const fromEnd = new Set([...clauseWords, ...'offset fetch for sort cluster distribute'.split(' ')]);

function readSelect(reader: Reader, tokens: Tokens, ctes: ReadonlyMap<string, () => Columns>): Columns {
  let start = 1;
  if (wordAt(tokens, 1) === 'all' || wordAt(tokens, 1) === 'distinct') start = 2;
  if (wordAt(tokens, start) === 'on') start += insideOf(tokens, start + 1).length + 3;
  const end = findClause(tokens, start, listEnd);
  const inputs = wordAt(tokens, end) === 'from' ? readFrom(reader, tokens.slice(end + 1), ctes) : [];
  const columns: string[] = [];
  for (const item of splitAtCommas(tokens.slice(start, end))) {
    const names = readItem(reader, item, inputs);
    if (names === undefined) return undefined;
    columns.push(...names);
  }
  return columns;
}

const noAlias = new Set('null true false end current_date current_timestamp current_time'.split(' '));
const operators = new Set(
  'and or not is in like ilike between then else when case as collate from interval over zone'.split(' '),
);

/** The columns that one item of a select list gives. */
function readItem(reader: Reader, item: Tokens, inputs: readonly Input[] | undefined): Columns {
  const last = item.at(-1);
  const before = item.at(-2);
  if (last === undefined) return undefined;
  const star = item.findIndex(({ text }, index) => text === '*' && (index === 0 || item[index - 1]?.text === '.'));
  if (star === 0 || (star === 2 && isName(item[0]))) return readStar(reader, item, star, inputs);
  if (!isName(last)) return undefined;
  if (item.length === 1) return noAlias.has(wordOf(last)) ? undefined : [nameOf(reader, last)];
  if (wordOf(before) === 'as') return [nameOf(reader, last)];
  if (before?.text === '.') {
    const isPath = item.every((token, index) => (index % 2 === 0 ? isName(token) : token.text === '.'));
    return isPath ? [nameOf(reader, last)] : undefined;
  }
  if ((before?.kind === 'string' || before?.kind === 'number') && wordOf(item.at(-3)) === 'interval') return undefined;
  const endsExpression =
    before?.text === ')' || before?.text === ']' || (before !== undefined && before.kind !== 'punctuation');
  return endsExpression && !operators.has(wordOf(before)) && !noAlias.has(wordOf(last))
    ? [nameOf(reader, last)]
    : undefined;
}

/** `*`, `t.*`, and both with `exclude (…)` or `except (…)`. */
function readStar(reader: Reader, item: Tokens, star: number, inputs: readonly Input[] | undefined): Columns {
  const wanted = star === 0 ? inputs : inputs?.filter(({ alias }) => alias === keyOf(nameOf(reader, item[0])));
  if (wanted === undefined || wanted.length === 0) return undefined;
  const lists = wanted.map(({ columns }) => columns());
  const known = lists.filter((list) => list !== undefined);
  if (known.length < lists.length) return undefined;
  const rest = item.slice(star + 1);
  if (rest.length === 0) return known.flat();
  const word = wordOf(rest[0]);
  if (word !== 'exclude' && word !== 'except') return undefined;
  const listed = rest[1]?.text === '(' ? insideOf(rest, 1) : rest.slice(1);
  if (listed.length + (rest[1]?.text === '(' ? 3 : 1) !== rest.length) return undefined;
  const gone = new Set(splitAtCommas(listed).map((part) => keyOf(nameOf(reader, part[0]))));
  return known.flat().filter((name) => !gone.has(keyOf(name)));
}

const joinWords = new Set(
  'join inner left right full outer cross natural semi anti asof positional on using'.split(' '),
);

/** Undefined where joins merge columns, or something stands in FROM that is no relation. */
function readFrom(
  reader: Reader,
  tokens: Tokens,
  ctes: ReadonlyMap<string, () => Columns>,
): readonly Input[] | undefined {
  const all = tokens.slice(0, findClause(tokens, 0, fromEnd));
  const inputs: Input[] = [];
  for (const part of splitAtCommas(all)) {
    let at = 0;
    while (at < part.length) {
      const input = readInput(reader, part.slice(at), ctes);
      if (input === undefined) return undefined;
      inputs.push(input);
      at += input.length;
      // Whatever else follows a relation changes its columns (lateral views, pivots, samples).
      if (at < part.length && !joinWords.has(wordAt(part, at))) return undefined;
      // To the next relation: behind the next `join` of this level.
      const next = findClause(part, at, new Set(['join']));
      const between = part.slice(at, next).map(wordOf);
      if (between.some((word) => ['using', 'natural', 'semi', 'anti', 'asof', 'positional'].includes(word))) {
        return undefined;
      }
      at = next + 1;
    }
  }
  return inputs;
}

function readInput(
  reader: Reader,
  tokens: Tokens,
  ctes: ReadonlyMap<string, () => Columns>,
): (Input & { readonly length: number }) | undefined {
  let at: number;
  let columns: () => Columns;
  let own = '';
  if (tokens[0]?.text === '(') {
    const body = insideOf(tokens, 0);
    if (!['select', 'with', '('].includes(body[0]?.text.toLowerCase() ?? '')) return undefined;
    at = body.length + 2;
    columns = () => readQuery(reader, body, ctes);
  } else {
    if (!isName(tokens[0])) return undefined;
    at = 1;
    while (tokens[at]?.text === '.' && isName(tokens[at + 1])) at += 2;
    const [first, last] = [tokens[0], tokens[at - 1]];
    if (first === undefined || last === undefined || tokens[at]?.text === '(') return undefined;
    own = nameOf(reader, last);
    const text = reader.sql.slice(first.offset, last.offset + last.text.length);
    const cte = at === 1 ? ctes.get(keyOf(own)) : undefined;
    columns = cte ?? (() => reader.resolve(text));
  }
  if (wordAt(tokens, at) === 'as') at += 1;
  const next = tokens[at];
  if (next !== undefined && isName(next) && !joinWords.has(wordOf(next))) {
    own = nameOf(reader, next);
    at += 1;
    if (tokens[at]?.text === '(') return undefined;
  }
  return { alias: keyOf(own), columns, length: at };
}

/** Position of the first word of a set outside parentheses, from `start`; the end when there is none. */
function findClause(tokens: Tokens, start: number, words: ReadonlySet<string>): number {
  let depth = 0;
  for (let at = start; at < tokens.length; at++) {
    const token = tokens[at];
    if (token?.text === '(' || token?.text === '[') depth += 1;
    else if (token?.text === ')' || token?.text === ']') depth -= 1;
    else if (depth === 0 && words.has(wordOf(token)) && !isNameHere(tokens, at, start)) return at;
  }
  return tokens.length;
}

/** `* except (…)` is no set operation, and behind a comma, a dot or `as` every word is a name. */
function isNameHere(tokens: Tokens, at: number, start: number): boolean {
  const before = tokens[at - 1];
  if (before?.text === '*' && wordAt(tokens, at) === 'except') return true;
  return at > start && (before?.text === ',' || before?.text === '.' || wordOf(before) === 'as');
}

/** What stands between a parenthesis and the one that closes it. */
function insideOf(tokens: Tokens, open: number): Tokens {
  let depth = 0;
  for (let at = open; at < tokens.length; at++) {
    if (tokens[at]?.text === '(') depth += 1;
    else if (tokens[at]?.text === ')') depth -= 1;
    if (depth === 0) return tokens.slice(open + 1, at);
  }
  return tokens.slice(open + 1);
}

function splitAtCommas(tokens: Tokens): readonly Tokens[] {
  const parts: SqlToken[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.text === '(' || token.text === '[') depth += 1;
    else if (token.text === ')' || token.text === ']') depth -= 1;
    if (depth === 0 && token.text === ',') parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts;
}

function isName(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted';
}

function wordOf(token: SqlToken | undefined): string {
  return token?.kind === 'word' ? token.text.toLowerCase() : '';
}

function wordAt(tokens: Tokens, at: number): string {
  return wordOf(tokens[at]);
}

/** Without its quotes; as the engine folds it when it has none. */
function nameOf({ lexical }: Reader, token: SqlToken | undefined): string {
  if (token === undefined) return '';
  if (token.kind !== 'quoted') return lexical.foldsNames ? token.text.toLowerCase() : token.text;
  const mark = token.text[0] ?? '';
  const inner = token.text.slice(1, -1);
  return mark === '[' ? inner : inner.replaceAll(mark + mark, mark);
}

function keyOf(name: string): string {
  return name.toLowerCase();
}
