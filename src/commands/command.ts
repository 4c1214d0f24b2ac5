// What a command is given and gives back. A command wires stages: it prints nothing but the data it was asked for,
// through the context, reports everything else as events, and throws one SpError for what it cannot run.

import type { Sink } from '../events/event.js';
import type { RowFormat } from './options.js';

export interface CommandContext {
  /** Version of sp. */
  readonly version: string;
  /** Absolute path of the folder that relative paths of the command line start from. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly sink: Sink;
  /** Aborts on Ctrl-C, SIGTERM; the reason is an `Interruption`. The cli turns it into 130 or 143, whatever is returned. */
  readonly signal: AbortSignal;
  /** Data that was asked for, as it is: add line breaks. Messages go to the sink. */
  readonly stdout: (text: string) => void;
  /** Rows that were asked for, in the form that `--output` names. */
  readonly writeRows: (columns: readonly string[], rows: readonly (readonly unknown[])[], format: RowFormat) => void;
  /** Both ends are a terminal: keys can be read (`--watch`). */
  readonly isInteractive: boolean;
}

/** Why a signal aborted. */
export type Interruption = 'SIGINT' | 'SIGTERM';

export interface CommandResult {
  /** 0: all good, warnings included. 1: it ended and something failed. 2: it could not run (usually an SpError instead). */
  readonly exitCode: 0 | 1 | 2;
}

/** The exported function of `commands/<verb>.ts`; it is called like the verb (`build`, `ls`, `compile`, …). */
export type Command<Options> = (options: Options, context: CommandContext) => Promise<CommandResult>;
