// The one place that imports Handlebars: text → syntax tree. Rendering walks the tree (render-template.ts), so nothing
// is ever compiled to JavaScript.

import Handlebars from 'handlebars';
import type { Program, SourceLocation } from './ast.js';

/** What the published types of Handlebars leave out: exact nodes, and the lexer's place. */
interface Parser {
  parse(text: string): Program;
  readonly Parser: { readonly lexer: { readonly yylloc: JisonLocation } };
}

interface JisonLocation {
  readonly first_line: number;
  readonly first_column: number;
  readonly last_line: number;
  readonly last_column: number;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- checked by the tests of this room
const handlebars = Handlebars.create() as unknown as Parser;

export type ParseOutcome =
  { readonly kind: 'parsed'; readonly program: Program } | { readonly kind: 'failed'; readonly failure: ParseFailure };

/** What Handlebars said, and where; `got` is the token that it did not expect (`EOF`, `INVALID`, `CLOSE` …). */
export interface ParseFailure {
  readonly message: string;
  readonly loc: SourceLocation;
  readonly got?: string;
}

/**
 * `@root.this` is no path to Handlebars, which reserves the word. It is parsed under a name of the same length, so that
 * every position holds, and gets its own name back in the tree.
 */
const reservedPath = /(@root[./])this(?=[\s./}=)|~])/g;
const substitute = '\u{E020}his';

export function parseHandlebars(text: string): ParseOutcome {
  const hasReserved = text.includes('@root');
  try {
    const program = handlebars.parse(hasReserved ? text.replace(reservedPath, `$1${substitute}`) : text);
    if (hasReserved) restore(program);
    if (isTooDeep(text, program)) return { kind: 'failed', failure: tooDeep };
    return { kind: 'parsed', program };
  } catch (error) {
    return { kind: 'failed', failure: describeFailure(error) };
  }
}

function restore(node: object): void {
  for (const [key, value] of Object.entries<unknown>({ ...node })) {
    if (typeof value === 'string') Object.assign(node, { [key]: value.replaceAll(substitute, 'this') });
    else if (typeof value === 'object' && value !== null) restore(value);
  }
}

function describeFailure(error: unknown): ParseFailure {
  if (!(error instanceof Error)) throw error;
  if (error instanceof RangeError) return tooDeep;
  return locateMismatch(error) ?? locateToken(error);
}

/** Blocks in blocks and calls in calls; far more than anybody writes, far less than fills a call stack. */
const maxNesting = 400;

const tooDeep: ParseFailure = {
  message: 'nested too deeply',
  loc: { start: { line: 1, column: 0 }, end: { line: 1, column: 0 } },
};

function isTooDeep(text: string, program: Program): boolean {
  if ((text.match(/\{\{[#^]|\(/g)?.length ?? 0) <= maxNesting) return false;
  const stack: { readonly node: object; readonly depth: number }[] = [{ node: program, depth: 0 }];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    if (top.depth > maxNesting) return true;
    for (const child of Object.values<unknown>({ ...top.node })) {
      if (typeof child !== 'object' || child === null) continue;
      const isLevel = 'type' in child && (child.type === 'Program' || child.type === 'SubExpression');
      stack.push({ node: child, depth: top.depth + (isLevel ? 1 : 0) });
    }
  }
  return false;
}

/** Mistakes that the tree builder finds (`if doesn't match each`, `Invalid path`) carry their own range. */
function locateMismatch(error: Error): ParseFailure | undefined {
  const numberAt = (key: string): number | undefined => {
    const value: unknown = Reflect.get(error, key);
    return typeof value === 'number' ? value : undefined;
  };
  const line = numberAt('lineNumber');
  const column = numberAt('column');
  if (line === undefined || column === undefined) return undefined;
  return {
    message: error.message.replace(/ - \d+:\d+$/, ''),
    loc: {
      start: { line, column },
      end: { line: numberAt('endLineNumber') ?? line, column: numberAt('endColumn') ?? column },
    },
  };
}

/** The grammar's errors have no position; the lexer stands on the offending token when they are thrown. */
function locateToken(error: Error): ParseFailure {
  const { first_line, first_column, last_line, last_column } = handlebars.Parser.lexer.yylloc;
  const got = /got '(\w+)'$/.exec(error.message)?.[1];
  return {
    message: error.message.split('\n')[0] ?? error.message,
    loc: { start: { line: first_line, column: first_column }, end: { line: last_line, column: last_column } },
    ...(got === undefined ? {} : { got }),
  };
}
