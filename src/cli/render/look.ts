// What a stream can show, decided for each stream on its own.

import type { createColors } from 'picocolors';

/** Functions that colour a text, or leave it as it is. */
export type Colors = ReturnType<typeof createColors>;

export interface OutputStream {
  readonly isTTY?: boolean | undefined;
  /** Width in cells, of a terminal. */
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface Look {
  readonly color: boolean;
  /** Else only ASCII. */
  readonly unicode: boolean;
  /** May lines be drawn over? */
  readonly live: boolean;
}

export function decideLook(
  stream: OutputStream,
  env: Readonly<Record<string, string | undefined>>,
  noColorFlag: boolean,
): Look {
  const isTerminal = stream.isTTY === true && env['TERM'] !== 'dumb';
  const isPlain = noColorFlag || isSet(env['NO_COLOR']);
  const force = env['FORCE_COLOR'];
  return {
    color: !isPlain && (isSet(force) ? force !== '0' && force !== 'false' : isTerminal),
    unicode: speaksUnicode(env),
    live: isTerminal && !isPlain && !isSet(env['CI']),
  };
}

/** A locale that is said and is not UTF-8 means ASCII; where nothing is said, UTF-8 is what files and CI logs take. */
function speaksUnicode(env: Readonly<Record<string, string | undefined>>): boolean {
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet);
  return locale === undefined ? env['TERM'] !== 'linux' : /utf-?8/i.test(locale);
}

function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== '';
}
