// Functions that plain SQLite lacks and the portable helpers need. The sqlite adapter registers exactly these, on every
// connection whose SQL names them. All are deterministic and give NULL where an argument is NULL.

import { createHash } from 'node:crypto';

/** What SQLite hands over and takes back. */
export type FunctionValue = string | number | bigint | null | Uint8Array;

export interface ScalarFunction {
  readonly kind: 'scalar';
  readonly name: string;
  readonly arity: number;
  readonly deterministic: boolean;
  /** Declares exactly `arity` parameters: sql.js reads the function's `length`. */
  readonly implementation: (...values: never[]) => FunctionValue;
}

export interface AggregateFunction {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly arity: number;
  readonly deterministic: boolean;
  readonly implementation: {
    init(): AggregateState;
    /** Declares exactly `1 + arity` parameters. */
    readonly step: (state: AggregateState, ...values: never[]) => AggregateState;
    finalize(state: AggregateState): FunctionValue;
  };
}

/** The numbers of a group; `share` is what `sp_percentile` was last given. */
export interface AggregateState {
  readonly numbers: number[];
  readonly share: number;
}

export type SqliteFunction = ScalarFunction | AggregateFunction;

export const sqliteFunctions: readonly SqliteFunction[] = [
  {
    kind: 'scalar',
    name: 'sp_md5',
    arity: 1,
    deterministic: true,
    implementation: (value: FunctionValue) => (value === null ? null : md5(value)),
  },
  {
    kind: 'scalar',
    name: 'sp_regexp_match',
    arity: 2,
    deterministic: true,
    implementation: (value: FunctionValue, pattern: FunctionValue) =>
      value === null || pattern === null ? null : Number(compilePattern(toText(pattern)).test(toText(value))),
  },
  {
    kind: 'scalar',
    name: 'sp_regexp_replace',
    arity: 3,
    deterministic: true,
    implementation: (value: FunctionValue, pattern: FunctionValue, replacement: FunctionValue) => {
      if (value === null || pattern === null || replacement === null) return null;
      return toText(value).replaceAll(compilePattern(toText(pattern)), toReplacer(toText(replacement)));
    },
  },
  {
    kind: 'aggregate',
    name: 'sp_median',
    arity: 1,
    deterministic: true,
    implementation: {
      init: () => ({ numbers: [], share: 0.5 }),
      step: (state: AggregateState, value: FunctionValue) => addNumber(state, value),
      finalize: interpolate,
    },
  },
  {
    kind: 'aggregate',
    name: 'sp_percentile',
    arity: 2,
    deterministic: true,
    implementation: {
      init: () => ({ numbers: [], share: Number.NaN }),
      step: (state: AggregateState, value: FunctionValue, share: FunctionValue) =>
        addNumber(share === null ? state : { ...state, share: Number(share) }, value),
      finalize: interpolate,
    },
  },
];

function addNumber(state: AggregateState, value: FunctionValue): AggregateState {
  if (value !== null) state.numbers.push(Number(value));
  return state;
}

/** `percentile_cont` of the SQL standard: linear between the two nearest values. */
function interpolate({ numbers, share }: AggregateState): number | null {
  if (numbers.length === 0 || !(share >= 0 && share <= 1)) return null;
  const sorted = Float64Array.from(numbers).sort();
  const rank = share * (sorted.length - 1);
  const below = sorted[Math.floor(rank)] ?? 0;
  const above = sorted[Math.ceil(rank)] ?? 0;
  return below + (above - below) * (rank - Math.floor(rank));
}

function md5(value: string | number | bigint | Uint8Array): string {
  return createHash('md5')
    .update(value instanceof Uint8Array ? value : String(value))
    .digest('hex');
}

function toText(value: string | number | bigint | Uint8Array): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value);
}

/** `\1` is a group, `\\` a backslash, everything else itself. */
function toReplacer(replacement: string): (match: string, ...groups: readonly unknown[]) => string {
  return (_match, ...groups) =>
    replacement.replace(/\\([1-9\\])/g, (_, token: string) => {
      if (token === '\\') return '\\';
      const group = groups[Number(token) - 1];
      return typeof group === 'string' ? group : '';
    });
}

const maxPatterns = 1000;
const patterns = new Map<string, RegExp>();

/** A wrong pattern raises JavaScript's SyntaxError, whose message the engine passes on. */
function compilePattern(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    if (patterns.size >= maxPatterns) patterns.clear();
    compiled = new RegExp(pattern, 'gu');
    patterns.set(pattern, compiled);
  }
  compiled.lastIndex = 0;
  return compiled;
}
