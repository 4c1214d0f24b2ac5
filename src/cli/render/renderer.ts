import type { Diagnostic } from '../../errors/diagnostic.js';
import type { SpEvent } from '../../events/event.js';

/** Turns what happens during one command into output. */
export interface Renderer {
  handle(event: SpEvent): void;
  /** The command gave up: what an SpError said. Comes at most once, before `finish`. */
  fail(diagnostics: readonly Diagnostic[], exitCode: number): void;
  /** Someone else is about to write on the same terminal. */
  pause(): void;
  /** Nothing more will come. */
  finish(): void;
}
