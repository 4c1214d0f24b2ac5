import {
  callsWithFrom,
  clockArity,
  deterministicFunctions,
  volatileTexts,
  volatileWords,
  wordsBeforeParentheses,
} from './deterministic-functions.js';
import type { Dialect } from './dialect.js';
import { scanSql, type SqlToken } from './scan-sql.js';

export interface SqlFacts {
  /** The tokens without comments and white space: equal for SQL that means the same to the engine. */
  readonly normalized: string;
  /** Why the SQL may give another result from the same relations: `random()`, `current_date`, `reads x without ref`. */
  readonly volatile: readonly string[];
}

/**
 * What of a SELECT is not known to depend on the given relations alone. Errs on the side of naming too much.
 *
 * @param reads identifiers of the relations that were referenced
 */
export function findVolatile(sql: string, dialect: Dialect, reads: readonly string[]): SqlFacts {
  const tokens = [...scanSql(sql, dialect.lexical)].filter(({ kind }) => kind !== 'comment');
  return {
    normalized: tokens.map(({ text }) => text).join(' '),
    volatile: [...new Set(new Scan(tokens, dialect, reads).run())].sort(),
  };
}

interface Frame {
  /** The word before the parenthesis, if it calls something. */
  readonly call: string;
  readonly opener: number;
  arguments: number;
  isInFrom: boolean;
  hasOrder: boolean;
}

const clauseEnds = new Set(
  words('where group order having limit offset union intersect except window select on using'),
);

class Scan {
  readonly #tokens: readonly SqlToken[];
  readonly #dialect: Dialect;
  /** Names that may stand in FROM, lower-case. */
  readonly #known: Set<string>;
  readonly #found: string[] = [];
  readonly #frames: Frame[] = [{ call: '', opener: -1, arguments: 0, isInFrom: false, hasOrder: false }];

  constructor(tokens: readonly SqlToken[], dialect: Dialect, reads: readonly string[]) {
    this.#tokens = tokens;
    this.#dialect = dialect;
    this.#known = new Set([...reads.map((name) => name.toLowerCase()), ...this.#commonNames()]);
  }

  run(): readonly string[] {
    this.#tokens.forEach((token, index) => this.#read(token, index));
    return this.#found;
  }

  #read(token: SqlToken, index: number): void {
    const frame = this.#frames.at(-1);
    if (frame === undefined) return;
    if (token.text === '(') return this.#open(index, frame);
    if (token.text === ')') return this.#close();
    if (frame.arguments === 0) frame.arguments = 1;
    if (token.text === ',') {
      frame.arguments += 1;
      if (frame.isInFrom) this.#checkRelation(index + 1);
    }
    if (token.kind === 'string') this.#checkText(token.text);
    if (token.kind === 'word') this.#checkWord(token, index, frame);
  }

  #open(index: number, frame: Frame): void {
    if (frame.arguments === 0) frame.arguments = 1;
    this.#frames.push({ call: this.#callAt(index), opener: index, arguments: 0, isInFrom: false, hasOrder: false });
  }

  #close(): void {
    const frame = this.#frames.length > 1 ? this.#frames.pop() : undefined;
    if (frame === undefined || frame.call === '') return;
    const { name } = this.#dialect;
    const clock = clockArity[name][frame.call];
    const isClock = clock !== undefined && frame.arguments <= clock;
    if (isClock || !deterministicFunctions(name).has(frame.call)) this.#found.push(`${frame.call}()`);
  }

  /** The function that the parenthesis calls; '' for all other uses of one. */
  #callAt(opener: number): string {
    const word = this.#tokens[opener - 1];
    if (word?.kind !== 'word' && word?.kind !== 'quoted') return '';
    const before = this.#tokens[opener - 2];
    const name = nameOf(word);
    // A type, an alias with columns, a common table expression with columns.
    if (before?.text === ')' || before?.text === ':' || before?.text.toLowerCase() === 'as') return '';
    if (word.kind === 'word' && wordsBeforeParentheses.has(name) && !this.#isFunction(name, before)) return '';
    return this.#known.has(name) && isFromOrComma(before) ? '' : name;
  }

  /** `left(x, 1)` after a comma or an operator, `left (` never. */
  #isFunction(name: string, before: SqlToken | undefined): boolean {
    return (name === 'left' || name === 'right') && before !== undefined && before.kind !== 'word';
  }

  #checkText(text: string): void {
    const inner = text
      .replace(/^[^']*'/, '')
      .replace(/'$/, '')
      .trim()
      .toLowerCase();
    if (volatileTexts[this.#dialect.name].has(inner)) this.#found.push(`'${inner}'`);
  }

  #checkWord(token: SqlToken, index: number, frame: Frame): void {
    const word = token.text.toLowerCase();
    const before = this.#tokens[index - 1];
    const next = this.#tokens[index + 1]?.text;
    if (volatileWords.has(word) && before?.text !== '.' && next !== '.' && next !== '(') this.#found.push(word);
    if (word === 'order') frame.hasOrder = true;
    const isLimit = word === 'limit' || (word === 'fetch' && /^(first|next)$/i.test(next ?? ''));
    if (isLimit && !frame.hasOrder && before?.text !== '.') this.#checkLimit();
    if (word === 'from' || word === 'join') {
      const isWordOfCall = callsWithFrom.has(frame.call) || before?.text.toLowerCase() === 'distinct';
      if (isWordOfCall) return;
      frame.isInFrom = true;
      this.#checkRelation(index + 1);
    } else if (clauseEnds.has(word)) frame.isInFrom = word === 'on' || word === 'using' ? frame.isInFrom : false;
  }

  /** Which rows come first: always the same where rows are read in the order in which they lie, and are compared by it. */
  #checkLimit(): void {
    if (!this.#dialect.capabilities.keepsRowOrder) this.#found.push('limit without order by');
  }

  /** What stands in FROM is a relation that was referenced, a common table expression, a call or a subquery. */
  #checkRelation(index: number): void {
    let at = index;
    while (['lateral', 'only'].includes(this.#tokens[at]?.text.toLowerCase() ?? '')) at += 1;
    const start = at;
    while (this.#tokens[at + 1]?.text === '.' && this.#tokens[at + 2] !== undefined) at += 2;
    const token = this.#tokens[at];
    if (token === undefined || this.#tokens[at + 1]?.text === '(') return;
    if (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'string') return;
    if (token.kind === 'word' && wordsBeforeParentheses.has(token.text.toLowerCase())) return;
    if (this.#known.has(nameOf(token))) return;
    const written = this.#tokens.slice(start, at + 1).map(({ text }) => text);
    this.#found.push(`reads ${written.join('')} without ref or source`);
  }

  /** Names before `as (`, with or without a list of columns. */
  *#commonNames(): Generator<string> {
    for (const [index, token] of this.#tokens.entries()) {
      if (token.text.toLowerCase() !== 'as') continue;
      const behind = this.#tokens[index + 1]?.text.toLowerCase();
      if (behind !== '(' && behind !== 'materialized' && behind !== 'not') continue;
      const name = this.#tokens[this.#beforeColumns(index - 1)];
      if (name?.kind === 'word' || name?.kind === 'quoted') yield nameOf(name);
    }
  }

  #beforeColumns(index: number): number {
    if (this.#tokens[index]?.text !== ')') return index;
    let depth = 0;
    for (let at = index; at >= 0; at -= 1) {
      if (this.#tokens[at]?.text === ')') depth += 1;
      if (this.#tokens[at]?.text === '(') depth -= 1;
      if (depth === 0) return at - 1;
    }
    return -1;
  }
}

function isFromOrComma(token: SqlToken | undefined): boolean {
  return token === undefined || token.text === ',' || /^(with|recursive)$/i.test(token.text);
}

function nameOf({ kind, text }: SqlToken): string {
  if (kind === 'word') return text.toLowerCase();
  const quote = text[0] ?? '';
  const inner = text.slice(1, -1);
  return (quote === '[' ? inner : inner.replaceAll(quote + quote, quote)).toLowerCase();
}

function words(text: string): readonly string[] {
  return text.split(' ');
}
