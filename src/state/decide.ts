import { compareIngredients, isDeciding, type Ingredients } from './fingerprint.js';
import type { NodeRecord, PartitionRecord } from './node-record.js';

/** Why something runs. */
export type Reason =
  /** `--force`, or another flag that asks for it. */
  | { readonly kind: 'forced'; readonly flag: string }
  | { readonly kind: 'never-built' }
  | { readonly kind: 'failed-before' }
  | { readonly kind: 'not-there' }
  /** It is volatile: the SQL holds `what`. */
  | { readonly kind: 'volatile'; readonly what: string }
  /** An ingredient is another one; `undefined` when it was or is not there. */
  | {
      readonly kind: 'changed';
      readonly ingredient: string;
      readonly before: string | undefined;
      readonly now: string | undefined;
    }
  /** Not known what the input holds, or known not before it has run. */
  | { readonly kind: 'unknown-input'; readonly input: string }
  /** Not all partitions were evaluated. */
  | { readonly kind: 'partial' }
  /** The published rows are not those that sp wrote. */
  | { readonly kind: 'touched' };

export type Decision =
  { readonly kind: 'reuse' } | { readonly kind: 'run'; readonly reasons: readonly [Reason, ...Reason[]] };

export const reuse: Decision = { kind: 'reuse' };

export function runBecause(...reasons: readonly [Reason, ...Reason[]]): Decision {
  return { kind: 'run', reasons };
}

export interface Situation {
  /** The flag that forces it, as written. */
  readonly forcedBy?: string;
  readonly isThere: boolean;
  readonly volatile: readonly string[];
}

/** What can be said before the contents of inputs are known: a decision to run, or nothing. */
export function decideEarly(
  record: NodeRecord | undefined,
  ingredients: Ingredients,
  situation: Situation,
): Decision | undefined {
  const { forcedBy, isThere, volatile } = situation;
  if (forcedBy !== undefined) return runBecause({ kind: 'forced', flag: forcedBy });
  if (record === undefined) return runBecause({ kind: 'never-built' });
  if (record.status === 'failed')
    return runBecause({ kind: 'failed-before' }, ...describeChanges(record.ingredients, ingredients, isStatic));
  if (!isThere) return runBecause({ kind: 'not-there' });
  const changes = describeChanges(record.ingredients, ingredients, isStatic);
  const reasons: readonly Reason[] = [...changes, ...volatile.map((what): Reason => ({ kind: 'volatile', what }))];
  const [first, ...rest] = reasons;
  return first && runBecause(first, ...rest);
}

/** With every ingredient, inputs included. */
export function decideByIngredients(record: NodeRecord | PartitionRecord, ingredients: Ingredients): Decision {
  const [first, ...rest] = describeChanges(record.ingredients, ingredients, () => true);
  return first ? runBecause(first, ...rest) : reuse;
}

/** Deciding ingredients that differ; those of `sql` are followed by what explains it. */
export function describeChanges(
  before: Ingredients,
  now: Ingredients,
  counts: (ingredient: string) => boolean,
): readonly Reason[] {
  return compareIngredients(before, now)
    .filter(counts)
    .map((ingredient) => ({
      kind: 'changed',
      ingredient,
      before: before[ingredient],
      now: now[ingredient],
    }));
}

/** Of a changed SQL: the files, macros, vars and variables that changed with it. */
export function describeSources(before: Ingredients, now: Ingredients): readonly Reason[] {
  const names = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...names]
    .filter((name) => !isDeciding(name) && before[name] !== now[name])
    .sort()
    .map((ingredient) => ({ kind: 'changed', ingredient, before: before[ingredient], now: now[ingredient] }));
}

function isStatic(ingredient: string): boolean {
  return !ingredient.startsWith('input.') && !ingredient.startsWith('file.');
}
