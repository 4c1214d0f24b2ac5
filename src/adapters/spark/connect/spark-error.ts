/**
 * What a failed call means for the statement:
 * - `statement`: Spark refused it; nothing of it took effect beyond what Spark itself leaves behind.
 * - `connection`: no endpoint, TLS or proxy trouble, or it stayed unreachable. See `mayHaveRun`.
 * - `unauthenticated`: the endpoint did not accept the token, or wants one.
 * - `session-lost`: the server restarted, or closed the session after its idle time. See `mayHaveRun`.
 * - `unknown-outcome`: the statement ended, but its answer was lost: it may have taken effect.
 * - `cancelled`: interrupted by the caller's signal, or by somebody else on the server.
 * - `not-installed`: one of the packages of the client is missing; `missingPackages` names them.
 */
export type SparkErrorKind =
  'statement' | 'connection' | 'unauthenticated' | 'session-lost' | 'unknown-outcome' | 'cancelled' | 'not-installed';

export interface SparkErrorDetails {
  /** E.g. `UNRESOLVED_COLUMN.WITH_SUGGESTION`. */
  readonly errorClass?: string;
  /** Five characters, e.g. `42703`. */
  readonly sqlState?: string;
  /** UTF-16 offsets into the statement's text, `stop` exclusive. */
  readonly start?: number;
  readonly stop?: number;
  /** Names that Spark proposes in place of an unknown one, unquoted, best first. */
  readonly hintNames?: readonly string[];
  readonly missingPackages?: readonly string[];
  /** The statement reached the server, and nobody knows what became of it. */
  readonly mayHaveRun?: boolean;
}

/** The one error that the client throws; `message` is for people, without the plan and stack that Spark appends. */
export class SparkError extends Error {
  override readonly name = 'SparkError';
  readonly errorClass: string | undefined;
  readonly sqlState: string | undefined;
  readonly start: number | undefined;
  readonly stop: number | undefined;
  readonly hintNames: readonly string[];
  readonly missingPackages: readonly string[];
  readonly mayHaveRun: boolean;

  constructor(
    readonly kind: SparkErrorKind,
    message: string,
    details: SparkErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.errorClass = details.errorClass;
    this.sqlState = details.sqlState;
    this.start = details.start;
    this.stop = details.stop;
    this.hintNames = details.hintNames ?? [];
    this.missingPackages = details.missingPackages ?? [];
    this.mayHaveRun = details.mayHaveRun ?? false;
  }
}
