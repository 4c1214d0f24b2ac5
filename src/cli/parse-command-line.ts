// Command line + environment → command and checked flag values. cac does the reading of flags; scan-argv.ts goes over
// the words first, and every value travels through cac behind an invisible character so that it stays the text it is.

import { cac } from 'cac';
import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { CommandSpec } from './command-spec.js';
import { FlagValues } from './flag-values.js';
import type { Flag, FlagName } from './flags.js';
import { readFlag, readVariable } from './read-flag-values.js';
import { scanArgv } from './scan-argv.js';
import type { ScannedFlag } from './scan-argv.js';

export type CommandLine<Name extends string> =
  | { readonly kind: 'version' }
  | { readonly kind: 'help'; readonly command?: CommandSpec<Name>; readonly asked: boolean }
  | { readonly kind: 'command'; readonly command: CommandSpec<Name>; readonly values: FlagValues };

/** Word joiner: cac takes no text that starts with it for a number, and mri no text for a flag. */
const seal = '\u2060';

/**
 * `argv`: the words after `sp`.
 * @throws SpError (2) with everything that is wrong with them, or with SP_* variables of the command's flags.
 */
export function parseCommandLine<Name extends string>(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  commands: readonly CommandSpec<Name>[],
): CommandLine<Name> {
  const scanned = scanArgv(argv, commands);
  if (scanned.kind !== 'command') return scanned;
  const { command } = scanned;
  const options = readWithCac(command, scanned.flags);

  const values = new Map<FlagName, boolean | string | number | readonly string[]>();
  const problems: Diagnostic[] = [];
  for (const flag of command.flags) {
    const given = options.get(flag.name);
    const reading = given === undefined ? readVariable(flag, env) : readFlag(flag, `--${flag.name}`, given);
    if (reading?.kind === 'value') values.set(flag.name, reading.value);
    else if (reading?.kind === 'problem') problems.push(reading.problem);
  }
  if (problems.length > 0) throw new SpError(problems);
  return { kind: 'command', command, values: new FlagValues(values, scanned.arguments) };
}

/** Texts given for each flag that was given, in order. */
function readWithCac(
  command: CommandSpec<string>,
  flags: readonly ScannedFlag[],
): ReadonlyMap<FlagName, readonly string[]> {
  const cli = cac('sp');
  const unseal = (value: unknown): string => String(value).replace(seal, '');
  const entry = cli.command(command.name);
  for (const flag of command.flags) {
    entry.option(`--${cacName(flag)} <value>`, flag.help, { type: [unseal] });
  }
  let parsed: Readonly<Record<string, unknown>> = {};
  entry.action((options: Readonly<Record<string, unknown>>) => void (parsed = options));
  const sealed = flags.map(({ flag, value }) => `--${cacName(flag)}=${seal}${value ?? 'true'}`);
  cli.parse(['node', 'sp', command.name, ...sealed], { run: false });
  void cli.runMatchedCommand();

  const texts = new Map<FlagName, readonly string[]>();
  for (const flag of command.flags) {
    const given = parsed[camelCase(cacName(flag))];
    if (Array.isArray(given)) texts.set(flag.name, given.map(String));
  }
  return texts;
}

/** cac reads `--no-x` as x=false; as an option of its own it travels under another name. */
function cacName(flag: Flag): string {
  return flag.name.replace(/^no-/, 'without-');
}

function camelCase(name: string): string {
  return name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
