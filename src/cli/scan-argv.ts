// Words of a command line → command, flags with their values as text, arguments. Goes over the words before cac does,
// because cac alone would turn `007` into 7 and `1e5` into 100000, drop one of `-s a --select b`, take one word only for
// `--select a b`, match the first word of `docs serve` only, and say nothing about an unknown command.

import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { CommandSpec } from './command-spec.js';
import {
  flagOfOtherCommand,
  missingArgument,
  missingCommand,
  missingValue,
  notASwitchValue,
  unexpectedArgument,
} from './errors.js';
import { unknownCommand, unknownFlag } from './errors.js';
import type { Flag } from './flags.js';

export interface ScannedFlag {
  readonly flag: Flag;
  /** Absent for a switch without a value. */
  readonly value?: string;
}

export type ScannedArgv<Name extends string> =
  | { readonly kind: 'version' }
  /** Without a command: about all of them. `asked`: someone wrote help, rather than nothing. */
  | { readonly kind: 'help'; readonly command?: CommandSpec<Name>; readonly asked: boolean }
  | {
      readonly kind: 'command';
      readonly command: CommandSpec<Name>;
      readonly flags: readonly ScannedFlag[];
      /** Words without a flag. */
      readonly arguments: readonly string[];
    };

/** @throws SpError with everything that is wrong with the words. */
export function scanArgv<Name extends string>(
  argv: readonly string[],
  commands: readonly CommandSpec<Name>[],
): ScannedArgv<Name> {
  const problems: Diagnostic[] = [];
  const { words, found, unknown } = splitWords(argv, collectFlags(commands), problems);
  const asksHelp = found.some(({ flag }) => flag.name === 'help') || words[0] === 'help';
  const rest = words[0] === 'help' ? words.slice(1) : words;
  if (unknown.includes('--version')) return { kind: 'version' };
  if (rest.length === 0 && (asksHelp || argv.length === 0)) return { kind: 'help', asked: asksHelp };
  const command = commands
    .filter(({ name }) => name === rest.slice(0, name.split(' ').length).join(' '))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (command === undefined) {
    if (rest[0] !== undefined)
      throw new SpError([
        unknownCommand(
          rest[0],
          commands.map(({ name }) => name),
        ),
      ]);
    const known = [...new Set(commands.flatMap(({ flags }) => flags.map(({ name }) => name))), 'version'];
    throw new SpError(
      unknown.length > 0 ? unknown.map((written) => unknownFlag(written, undefined, known)) : [missingCommand()],
    );
  }
  if (asksHelp) return { kind: 'help', command, asked: true };

  const own = command.flags.map((flag) => flag.name);
  problems.push(...unknown.map((written) => unknownFlag(written, command.name, own)));
  for (const name of new Set(found.map(({ flag }) => flag.name).filter((flag) => !own.includes(flag)))) {
    const owners = commands.filter(({ flags }) => flags.some((flag) => flag.name === name));
    problems.push(
      flagOfOtherCommand(
        `--${name}`,
        command.name,
        owners.map((owner) => owner.name),
      ),
    );
  }
  const others = rest.slice(command.name.split(' ').length);
  if (command.argument === undefined) {
    problems.push(...others.map((word) => unexpectedArgument(word, command.name, own.includes('select'))));
  } else if (others.length === 0) problems.push(missingArgument(command.name, command.argument));
  if (problems.length > 0) throw new SpError(problems);
  return { kind: 'command', command, flags: found, arguments: others };
}

interface KnownFlags {
  readonly byName: ReadonlyMap<string, Flag>;
  readonly byShort: ReadonlyMap<string, Flag>;
}

function collectFlags(commands: readonly CommandSpec<string>[]): KnownFlags {
  const all = commands.flatMap(({ flags }) => flags);
  return {
    byName: new Map(all.map((flag) => [flag.name, flag])),
    byShort: new Map(all.flatMap((flag) => (flag.short === undefined ? [] : [[flag.short, flag] as const]))),
  };
}

interface SplitWords {
  readonly words: readonly string[];
  readonly found: readonly ScannedFlag[];
  /** Flags that no command has, as written. */
  readonly unknown: readonly string[];
}

function splitWords(argv: readonly string[], known: KnownFlags, problems: Diagnostic[]): SplitWords {
  const words: string[] = [];
  const found: ScannedFlag[] = [];
  const unknown: string[] = [];
  let index = 0;
  const isFlag = (word: string): boolean => word.startsWith('-') && word !== '-';
  /** Values of a flag from the words after it, by what the flag takes. */
  const takeValues = (flag: Flag): readonly string[] => {
    const values: string[] = [];
    for (let word = argv[index]; word !== undefined; word = argv[index]) {
      const isNegative = flag.value.kind === 'integer' && /^-\d/.test(word);
      if (isFlag(word) && !isNegative) break;
      values.push(word);
      index += 1;
      if (flag.value.kind !== 'words') break;
    }
    return values;
  };
  const add = (flag: Flag, written: string, attached: string | undefined): void => {
    if (flag.value.kind === 'switch') {
      if (attached === undefined) found.push({ flag });
      else if (/^(true|false)$/.test(attached)) found.push({ flag, value: attached });
      else problems.push(notASwitchValue(written, attached));
      return;
    }
    const taken = attached !== undefined && flag.value.kind !== 'words' ? [] : takeValues(flag);
    const values = [...(attached === undefined ? [] : [attached]), ...taken]
      .flatMap((value) => (flag.value.kind === 'words' ? value.split(/\s+/) : [value]))
      .filter((value) => value !== '');
    if (values.length === 0) problems.push(missingValue(flag));
    for (const value of values) found.push({ flag, value });
  };

  while (index < argv.length) {
    const word = argv[index] ?? '';
    index += 1;
    if (word === '--') {
      words.push(...argv.slice(index));
      break;
    }
    if (!isFlag(word)) words.push(word);
    else if (word.startsWith('--')) {
      const [, name = '', attached] = /^--([^=]*)(?:=([^]*))?$/.exec(word) ?? [];
      const flag = known.byName.get(name);
      if (flag === undefined) unknown.push(`--${name}`);
      else add(flag, `--${name}`, attached);
    } else {
      // -x, -xf, -j4, -j=4: switches in a row, and a value after the first one that takes it
      for (let position = 1; position < word.length; position += 1) {
        const letter = word[position] ?? '';
        const flag = known.byShort.get(letter);
        const rest = word.slice(position + 1);
        const ends = flag === undefined || flag.value.kind !== 'switch' || rest.startsWith('=');
        if (flag === undefined) unknown.push(`-${letter}`);
        else add(flag, `-${letter}`, ends && rest !== '' ? rest.replace(/^=/, '') : undefined);
        if (ends) break;
      }
    }
  }
  return { words, found, unknown };
}
