// Messages about the command line, one function each. All end a run before it begins: exit code 2.

import type { Diagnostic } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { Flag } from './flags.js';

function usageError(code: Diagnostic['code'], message: string, hint: string): Diagnostic {
  return { code, severity: 'error', message, hint };
}

/** Commands of dbt that have another name here. */
const dbtCommands: ReadonlyMap<string, string> = new Map([
  ['list', 'ls'],
  ['parse', 'compile'],
]);

export function unknownCommand(word: string, commands: readonly string[]): Diagnostic {
  const nearest = dbtCommands.get(word) ?? suggest(word, commands);
  const hint = nearest === undefined ? `the commands are ${commands.join(', ')}` : `did you mean \`sp ${nearest}\`?`;
  return usageError('SP9201', `there is no command \`${word}\``, hint);
}

export function missingCommand(): Diagnostic {
  return usageError('SP9202', 'no command is given', 'write it first, then its flags: `sp build --select …`');
}

/** `known` are the names of the flags of the command, or of all commands where none is known. */
export function unknownFlag(written: string, command: string | undefined, known: readonly string[]): Diagnostic {
  const nearest = suggest(written.replace(/^-+/, ''), known);
  const help = command === undefined ? 'sp --help' : `sp ${command} --help`;
  return usageError(
    'SP9203',
    `there is no flag \`${written}\``,
    nearest === undefined ? `\`${help}\` lists the flags` : `did you mean \`--${nearest}\`?`,
  );
}

export function flagOfOtherCommand(written: string, command: string, owners: readonly string[]): Diagnostic {
  return usageError(
    'SP9204',
    `\`sp ${command}\` has no flag \`${written}\``,
    `${owners.map((owner) => `\`sp ${owner}\``).join(', ')} ${owners.length === 1 ? 'has' : 'have'} it; \`sp ${command} --help\` lists the flags here`,
  );
}

export function missingValue(flag: Flag): Diagnostic {
  return usageError(
    'SP9205',
    `\`--${flag.name}\` needs a value`,
    `write \`--${flag.name} ${flag.placeholder ?? 'VALUE'}\`, or \`--${flag.name}=…\` if it begins with a dash`,
  );
}

/** `written`: how the flag or variable was written, e.g. `--force` or `SP_FORCE`. */
export function notASwitchValue(written: string, value: string): Diagnostic {
  return usageError(
    'SP9206',
    `\`${written}\` is on or off, not ${JSON.stringify(value)}`,
    'say true or false, or leave the value out',
  );
}

export function notAnInteger(written: string, value: string, minimum: number): Diagnostic {
  return usageError(
    'SP9207',
    `\`${written}\` is ${JSON.stringify(value)}, not an integer of at least ${minimum}`,
    `e.g. \`${written}=${Math.max(minimum, 2)}\``,
  );
}

export function notAChoice(written: string, value: string, choices: readonly string[]): Diagnostic {
  const nearest = suggest(value, choices);
  return usageError(
    'SP9208',
    `\`${written}\` cannot be ${JSON.stringify(value)}`,
    nearest === undefined ? `it is one of ${choices.join(', ')}` : `did you mean "${nearest}"?`,
  );
}

export function unexpectedArgument(word: string, command: string, selects: boolean): Diagnostic {
  const quoted = /^[\w.+@:,/*-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return usageError(
    'SP9209',
    `\`sp ${command}\` takes no argument \`${word}\``,
    selects && !word.startsWith('-')
      ? `to choose nodes write \`sp ${command} --select ${quoted}\``
      : `\`sp ${command} --help\` shows what it takes`,
  );
}

export function missingArgument(command: string, argument: string): Diagnostic {
  return usageError(
    'SP9210',
    `\`sp ${command}\` needs ${argument}`,
    `for example \`sp ${command} my_model\`; \`sp ${command} --help\` shows more`,
  );
}
