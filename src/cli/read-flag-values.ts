import type { Diagnostic } from '../errors/diagnostic.js';
import { notAChoice, notAnInteger, notASwitchValue } from './errors.js';
import { variableOf } from './flags.js';
import type { Flag } from './flags.js';

export type FlagReading =
  | { readonly kind: 'value'; readonly value: boolean | string | number | readonly string[] }
  | { readonly kind: 'problem'; readonly problem: Diagnostic };

/** Checks the texts that were given for a flag, in order; `written` is how messages call it, e.g. `--threads`. */
export function readFlag(flag: Flag, written: string, texts: readonly string[]): FlagReading {
  const last = texts.at(-1) ?? '';
  const { value } = flag;
  switch (value.kind) {
    case 'switch':
      if (/^(true|1|yes|on)$/i.test(last)) return { kind: 'value', value: true };
      if (/^(false|0|no|off)$/i.test(last)) return { kind: 'value', value: false };
      return { kind: 'problem', problem: notASwitchValue(written, last) };
    case 'text':
      return { kind: 'value', value: last };
    case 'integer': {
      const number = Number(last);
      return /^-?\d+$/.test(last) && number >= value.minimum && Number.isSafeInteger(number)
        ? { kind: 'value', value: number }
        : { kind: 'problem', problem: notAnInteger(written, last, value.minimum) };
    }
    case 'choice':
      return value.choices.includes(last)
        ? { kind: 'value', value: last }
        : { kind: 'problem', problem: notAChoice(written, last, value.choices) };
    case 'texts':
      return { kind: 'value', value: texts };
    case 'words':
      break;
  }
  const words = texts.flatMap((text) => text.split(/\s+/)).filter((word) => word !== '');
  const wrong = words.find((word) => value.choices?.includes(word) === false);
  return wrong === undefined
    ? { kind: 'value', value: words }
    : { kind: 'problem', problem: notAChoice(written, wrong, value.choices ?? []) };
}

/** The flag's SP_* variable; undefined when it is unset or empty. */
export function readVariable(flag: Flag, env: Readonly<Record<string, string | undefined>>): FlagReading | undefined {
  const name = variableOf(flag);
  const text = env[name];
  return text === undefined || text === '' ? undefined : readFlag(flag, name, [text]);
}
