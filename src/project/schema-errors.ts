import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { didYouMean } from '../errors/suggest.js';
import type { YamlValue } from './yaml-value.js';

function error(diagnostic: Omit<Diagnostic, 'severity'>): Diagnostic {
  return { severity: 'error', ...diagnostic };
}

export function unknownKey(
  key: string,
  place: Place,
  valid: readonly string[],
  better: string | undefined,
): Diagnostic {
  return error({
    code: 'SP1201',
    message: `Unknown key "${key}"`,
    place,
    hint: better ?? didYouMean(key, valid) ?? `valid here: ${valid.join(', ')}`,
  });
}

export function wrongType(label: string, expected: readonly string[], found: YamlValue): Diagnostic {
  const hint = hintForType(expected, found);
  return error({
    code: 'SP1202',
    message: `${subject(label)} must be ${expected.join(' or ')}, but it is ${describeYaml(found)}`,
    place: found.place,
    ...(hint !== undefined && { hint }),
  });
}

function hintForType(expected: readonly string[], found: YamlValue): string | undefined {
  if (found.kind !== 'scalar' || found.value === null) return undefined;
  if (typeof found.value !== 'string') return expected.includes('text') ? 'put quotes around it' : undefined;
  if (expected.includes('true or false') && /^(?:true|false|yes|no|on|off|y|n)$/i.test(found.value)) {
    return 'write true or false, without quotes';
  }
  if (expected[0]?.endsWith('number') && /^-?\d+(?:\.\d+)?$/.test(found.value)) return 'write it without quotes';
  return expected.length === 1 && expected[0] === 'a list' ? `write it as a list: [${found.value}]` : undefined;
}

/** What a value is, in the words of the messages. */
export function describeYaml(value: YamlValue): string {
  if (value.kind === 'list') return 'a list';
  if (value.kind === 'map') return 'a mapping';
  if (value.value === null) return 'empty';
  if (typeof value.value === 'string') return 'text';
  return typeof value.value === 'boolean' ? String(value.value) : 'a number';
}

export function missingKey(key: string, place: Place): Diagnostic {
  return error({ code: 'SP1203', message: `The key "${key}" is missing`, place, hint: `add ${key}: …` });
}

export function unknownWord(label: string, word: string, words: readonly string[], place: Place): Diagnostic {
  const nearest = didYouMean(word, words);
  const list = `it can be ${words.join(', ')}`;
  return error({
    code: 'SP1204',
    message: `${subject(label)} cannot be "${word}"`,
    place,
    hint: nearest === undefined ? list : `${nearest} ${list}`,
  });
}

export function invalidValue(label: string, reason: string, place: Place): Diagnostic {
  return error({ code: 'SP1205', message: `${subject(label)} ${reason}`, place });
}

function subject(label: string): string {
  if (label === '') return 'The file';
  return label.startsWith('an item of') ? `A${label.slice(1)}` : `"${label}"`;
}

/** One warning for a key however often it stands in the project. */
export function keyWithoutMeaning(key: string, place: Place, others: number, hint: string): Diagnostic {
  const count = others === 0 ? '' : ` (here and ${others === 1 ? 'at one more place' : `at ${others} more places`})`;
  return {
    code: 'SP1206',
    severity: 'warning',
    message: `The key "${key}" has no meaning in sp and is ignored${count}`,
    place,
    ...(hint !== '' && { hint }),
  };
}

export function openFrontMatter(place: Place): Diagnostic {
  return error({
    code: 'SP1207',
    message: 'Front matter begins here and does not end',
    place,
    hint: 'close it with a line `---`; a comment in the first line needs a space: `-- -`',
  });
}

export function severalTestsInEntry(keys: readonly string[], place: Place): Diagnostic {
  return error({
    code: 'SP1208',
    message: `An entry of data_tests holds one test, here are ${keys.length}: ${keys.join(', ')}`,
    place,
    hint: 'begin each test with its own `-`, and indent its arguments below its name',
  });
}

export function twiceInTest(key: string, where: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP1209',
    message: `"${key}" stands both beside and under ${where}:`,
    place,
    related: [{ message: 'the other one', place: other }],
    hint: 'keep one of the two',
  });
}

export function testsTwice(place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP1210',
    message: '"tests" and "data_tests" are one key; both stand here',
    place,
    related: [{ message: 'the other one', place: other }],
    hint: 'move everything under data_tests',
  });
}

export function configKeyTwice(key: string, place: Place, other: Place): Diagnostic {
  return error({
    code: 'SP1211',
    message: `The config "${key}" stands here a second time`,
    place,
    related: [{ message: 'it stands here first', place: other }],
    hint: 'keep one of the two; spelling with "-", "_" or "+" makes no difference',
  });
}
