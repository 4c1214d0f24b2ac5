import type { DiagnosticCode } from '../diagnostic.js';

/** What `sp explain SP1234` prints about a code. */
export interface CodeEntry {
  /** A few words, lower-case, without a full stop. */
  readonly title: string;
  /** One paragraph for a user who met the message: what it means, why it is a problem, how to get out of it. */
  readonly explanation: string;
}

export type CodeEntries = Readonly<Record<DiagnosticCode, CodeEntry>>;
