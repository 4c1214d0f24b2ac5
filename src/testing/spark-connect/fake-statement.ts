import type { ExecutionProgress } from '../../adapters/spark/connect/messages.js';
import type { FakeColumn } from './arrow-batch.js';

/** What the server says about an error, in the trailer and when it is asked for details. */
export interface FakeError {
  readonly message: string;
  readonly errorClass?: string;
  readonly sqlState?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  /** Code points, `stop` included. */
  readonly context?: { readonly start: number; readonly stop: number };
  /** Another error that this one wraps. */
  readonly cause?: FakeError;
  /** In place of INTERNAL. */
  readonly code?: number;
  /** No trailer, as a proxy's errors. */
  readonly isBare?: boolean;
}

/** What a statement does: progress, then batches, then an end. */
export interface FakeStatement {
  /** The server hands queries back, and runs them as plans; commands it runs at once. */
  readonly isQuery?: boolean;
  readonly progress?: readonly ExecutionProgress[];
  readonly batches?: readonly (readonly FakeColumn[])[];
  readonly error?: FakeError;
  /** After the batches it goes on until it is interrupted. */
  readonly isEndless?: boolean;
}

/** What befalls one stream, ExecutePlan's or ReattachExecute's, in order of opening. */
export type StreamFault =
  /** It does not arrive at all. */
  | {
      readonly kind: 'refuse';
      readonly code: number;
      readonly message?: string;
      readonly retryAfterMs?: number;
      /** Spark itself refuses. */
      readonly errorClass?: string;
    }
  /** After so many responses it fails; the statement goes on. */
  | { readonly kind: 'drop'; readonly after: number; readonly code: number; readonly message?: string }
  /** After so many responses it ends as if nothing was left, without `result_complete`. */
  | { readonly kind: 'end'; readonly after: number }
  /** After so many responses nothing comes any more. */
  | { readonly kind: 'silence'; readonly after: number }
  | { readonly kind: 'none' };
