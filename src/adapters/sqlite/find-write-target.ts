// What a statement of the user's own writes to. Relations lie in images of their own here, so it must be known before the
// statement runs.

import { scanTokens, type Token } from './scan-tokens.js';

export type WriteTarget =
  /** It only reads. */
  | { readonly kind: 'none' }
  /** It has nothing to do here: the file is written anew, in one piece, after every run. */
  | { readonly kind: 'idle' }
  /** It makes, changes or drops a table or view, or changes rows of a table. `name` in lower case. */
  | {
      readonly kind: 'relation';
      readonly name: string;
      readonly verb: 'create' | 'drop' | 'change';
      /** `if not exists`, `if exists`. */
      readonly isConditional: boolean;
      /** `create index` and `create trigger`: what is made on the relation. */
      readonly made?: string;
    }
  | { readonly kind: 'index'; readonly name: string; readonly isConditional: boolean }
  /** It cannot run here; `word` is the one to blame. */
  | { readonly kind: 'refused'; readonly word: string };

const reading = new Set(['select', 'values', 'explain']);
const writing = new Set(['insert', 'replace', 'update', 'delete']);
const idle = new Set(['vacuum', 'analyze', 'reindex']);

export function findWriteTarget(sql: string): WriteTarget {
  const words = new Words(scanTokens(sql));
  if (words.is('with')) words.skipToMain();
  const first = words.take();
  if (first === undefined || reading.has(first)) return { kind: 'none' };
  if (idle.has(first)) return { kind: 'idle' };
  if (writing.has(first)) return readChange(words, first);
  if (first === 'create') return readCreate(words);
  if (first === 'drop') return readDrop(words);
  if (first === 'alter' && words.skip('table')) return relation(words, 'change');
  return { kind: 'refused', word: first };
}

function readChange(words: Words, verb: string): WriteTarget {
  if (words.skip('or')) words.take();
  if (verb === 'insert' || verb === 'replace') words.skip('into');
  if (verb === 'delete') words.skip('from');
  return relation(words, 'change');
}

function readCreate(words: Words): WriteTarget {
  for (const word of ['temp', 'temporary']) if (words.is(word)) return { kind: 'refused', word };
  words.skip('unique');
  if (words.skip('table') || words.skip('view')) return relation(words, 'create');
  const what = words.take() ?? '';
  if (what !== 'index' && what !== 'trigger') return { kind: 'refused', word: what };
  const isConditional = words.skipAll('if', 'not', 'exists');
  const made = words.takeName();
  if (made === undefined) return { kind: 'refused', word: what };
  words.skipPast('on');
  const target = relation(words, 'change');
  return target.kind === 'relation' ? { ...target, isConditional, made } : target;
}

function readDrop(words: Words): WriteTarget {
  const isTable = words.skip('table') || words.skip('view');
  if (isTable) return relation(words, 'drop');
  const what = words.take() ?? '';
  if (what !== 'index') return { kind: 'refused', word: what };
  const isConditional = words.skipAll('if', 'exists');
  const name = words.takeName();
  return name === undefined ? { kind: 'refused', word: what } : { kind: 'index', name, isConditional };
}

function relation(words: Words, verb: 'create' | 'drop' | 'change'): WriteTarget {
  const isConditional = words.skipAll('if', 'not', 'exists') || words.skipAll('if', 'exists');
  const name = words.takeName();
  return name === undefined
    ? { kind: 'refused', word: words.take() ?? '' }
    : { kind: 'relation', name, verb, isConditional };
}

class Words {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  is(word: string): boolean {
    const token = this.#tokens[this.#next];
    return token?.kind === 'word' && token.name === word;
  }

  take(): string | undefined {
    const token = this.#tokens[this.#next];
    this.#next += 1;
    return token?.name;
  }

  skip(word: string): boolean {
    if (!this.is(word)) return false;
    this.#next += 1;
    return true;
  }

  /** All of these words, or none of them. */
  skipAll(...words: readonly string[]): boolean {
    const start = this.#next;
    if (words.every((word) => this.skip(word))) return true;
    this.#next = start;
    return false;
  }

  skipPast(word: string): void {
    while (this.#next < this.#tokens.length && !this.skip(word)) this.#next += 1;
  }

  /** Behind WITH: to the word outside of parentheses that the statement is. */
  skipToMain(): void {
    let depth = 0;
    for (; this.#next < this.#tokens.length; this.#next += 1) {
      const token = this.#tokens[this.#next];
      if (token?.text === '(') depth += 1;
      if (token?.text === ')') depth -= 1;
      if (depth === 0 && token?.kind === 'word' && (reading.has(token.name) || writing.has(token.name))) return;
    }
  }

  /** A name, of `main` at the most; undefined for one of another database. */
  takeName(): string | undefined {
    if (this.is('main') && this.#tokens[this.#next + 1]?.text === '.') this.#next += 2;
    const token = this.#tokens[this.#next];
    if (token === undefined || (token.kind !== 'word' && token.kind !== 'quoted' && token.kind !== 'string'))
      return undefined;
    this.#next += 1;
    if (this.#tokens[this.#next]?.text === '.') return undefined;
    return token.kind === 'string' ? token.text.slice(1, -1).toLowerCase() : token.name;
  }
}
