// Functions that plain SQLite lacks and the portable helpers need. The sqlite adapter registers exactly these on every
// connection. They are deterministic and return NULL where an argument is NULL.

import { createHash } from 'node:crypto';

export type FunctionValue = string | number | bigint | null | Uint8Array;

export interface ScalarFunction {
  readonly kind: 'scalar';
  readonly name: string;
  /** Number of arguments. */
  readonly arity: number;
  readonly deterministic: boolean;
  readonly implementation: (...values: readonly FunctionValue[]) => FunctionValue;
}

export interface AggregateFunction {
  readonly kind: 'aggregate';
  readonly name: string;
  readonly arity: number;
  readonly deterministic: boolean;
  readonly implementation: {
    init(): AggregateState;
    step(state: AggregateState, ...values: readonly FunctionValue[]): AggregateState;
    finalize(state: AggregateState): FunctionValue;
  };
}

export interface AggregateState {
  readonly numbers: number[];
  /** Of sp_percentile: the last share that was given. */
  readonly share: number;
}

export type SqliteFunction = ScalarFunction | AggregateFunction;

export const sqliteFunctions: readonly SqliteFunction[] = [
  {
    kind: 'scalar',
    name: 'sp_md5',
    arity: 1,
    deterministic: true,
    implementation: (value = null) => (value === null ? null : md5(value)),
  },
  {
    kind: 'scalar',
    name: 'sp_regexp_match',
    arity: 2,
    deterministic: true,
    implementation: (value = null, pattern = null) =>
      value === null || pattern === null ? null : Number(compilePattern(toText(pattern)).test(toText(value))),
  },
  {
    kind: 'scalar',
    name: 'sp_regexp_replace',
    arity: 3,
    deterministic: true,
    implementation: (value = null, pattern = null, replacement = null) => {
      if (value === null || pattern === null || replacement === null) return null;
      const to = toText(replacement)
        .replaceAll('$', '$$$$')
        .replace(/\\([1-9])/g, '$$$1')
        .replaceAll('\\\\', '\\');
      return toText(value).replaceAll(compilePattern(toText(pattern)), to);
    },
  },
  aggregate('sp_median', 1, (numbers) => interpolate(numbers, 0.5)),
  aggregate('sp_percentile', 2, interpolate),
];

function aggregate(
  name: string,
  arity: number,
  summarize: (sorted: readonly number[], share: number) => number | null,
): AggregateFunction {
  return {
    kind: 'aggregate',
    name,
    arity,
    deterministic: true,
    implementation: {
      init: () => ({ numbers: [], share: Number.NaN }),
      step: (state, value = null, share = null) => {
        if (value !== null) state.numbers.push(Number(value));
        return share === null ? state : { numbers: state.numbers, share: Number(share) };
      },
      finalize: ({ numbers, share }) =>
        summarize(Float64Array.from(numbers).sort() as unknown as readonly number[], share),
    },
  };
}

/** `percentile_cont` of the SQL standard: linear between the two nearest values. */
function interpolate(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0 || !(share >= 0 && share <= 1)) return null;
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

const patterns = new Map<string, RegExp>();

/** A wrong pattern raises JavaScript's SyntaxError, whose message the engine passes on. */
function compilePattern(pattern: string): RegExp {
  let compiled = patterns.get(pattern);
  if (compiled === undefined) {
    if (patterns.size >= 1000) patterns.clear();
    compiled = new RegExp(pattern, 'gu');
    patterns.set(pattern, compiled);
  }
  compiled.lastIndex = 0;
  return compiled;
}
