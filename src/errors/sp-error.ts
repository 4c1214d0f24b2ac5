import type { Diagnostic } from './diagnostic.js';

/** 1: the run ended and something failed. 2: it could not run at all. */
export type FailureExitCode = 1 | 2;

/**
 * The one exception that `sp` throws for its user's problems, at the boundary of a stage and with everything that the
 * stage found. Any other Error that reaches the cli is a bug in `sp`.
 */
export class SpError extends Error {
  override readonly name = 'SpError';

  constructor(
    readonly diagnostics: readonly Diagnostic[],
    readonly exitCode: FailureExitCode = 2,
  ) {
    super(diagnostics.map((diagnostic) => diagnostic.message).join('\n'));
  }
}
