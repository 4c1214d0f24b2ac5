/** What the generator can be asked for. The same options give the same bytes. */
export interface GeneratorOptions {
  readonly out: string;
  readonly seed: number;
  readonly students: number;
  readonly days: '30' | 'full';
  readonly dirt: DirtLevel;
  readonly split: 'none' | 'month';
  /** Also write `truth/*.csv`. */
  readonly truth: boolean;
}

export type DirtLevel = 'none' | 'default' | 'heavy';

export const defaultOptions: GeneratorOptions = {
  out: 'seeds',
  seed: 42,
  students: 12156,
  days: '30',
  dirt: 'default',
  split: 'none',
  truth: false,
};

export const usage = `npm run seeds -- [--out DIR] [--seed N] [--students N] [--scale N] [--days 30|full]
                  [--dirt none|default|heavy] [--split none|month] [--truth]
Defaults: --out seeds --seed 42 --students 12156 --scale 1 --days 30 --dirt default --split none`;

/** Raises an Error with a one-line message for an unknown flag or value. `--scale` multiplies `--students`. */
export function parseOptions(args: readonly string[]): GeneratorOptions {
  const values = new Map<string, string>();
  let truth = false;
  for (let i = 0; i < args.length; i += 1) {
    const [flag = '', inline] = (args[i] ?? '').split('=', 2);
    if (flag === '--truth' && inline === undefined) {
      truth = true;
      continue;
    }
    if (!['--out', '--seed', '--students', '--scale', '--days', '--dirt', '--split'].includes(flag))
      throw new Error(`unknown argument ${JSON.stringify(args[i])}`);
    const value = inline ?? args[(i += 1)];
    if (value === undefined || value === '') throw new Error(`${flag} needs a value`);
    values.set(flag, value);
  }
  const students = integer(values, '--students', defaultOptions.students, 1, 10_000_000);
  const scale = integer(values, '--scale', 1, 1, 1000);
  return {
    out: values.get('--out') ?? defaultOptions.out,
    seed: integer(values, '--seed', defaultOptions.seed, 0, 4294967295),
    students: students * scale,
    days: choice(values, '--days', ['30', 'full'], defaultOptions.days),
    dirt: choice(values, '--dirt', ['none', 'default', 'heavy'], defaultOptions.dirt),
    split: choice(values, '--split', ['none', 'month'], defaultOptions.split),
    truth,
  };
}

function integer(
  values: ReadonlyMap<string, string>,
  flag: string,
  fallback: number,
  min: number,
  max: number,
): number {
  const text = values.get(flag);
  if (text === undefined) return fallback;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max)) throw new Error(`${flag} must be an integer from ${min} to ${max}, not ${text}`);
  return value;
}

function choice<T extends string>(
  values: ReadonlyMap<string, string>,
  flag: string,
  allowed: readonly T[],
  fallback: T,
): T {
  const text = values.get(flag);
  if (text === undefined) return fallback;
  const value = allowed.find((candidate) => candidate === text);
  if (value === undefined) throw new Error(`${flag} must be one of ${allowed.join(', ')}, not ${text}`);
  return value;
}
