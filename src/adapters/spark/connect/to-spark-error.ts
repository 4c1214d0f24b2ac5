import { offsetOfLine, rangeOfCodePoints } from './error-position.js';
import type { TextRange } from './error-position.js';
import { grpcCode, readGrpcFailure } from './grpc-failure.js';
import type { GrpcFailure } from './grpc-failure.js';
import type { FetchErrorDetailsResponse, RemoteError } from './messages.js';
import { readMessage } from './read-message.js';
import type { ErrorText } from './read-message.js';
import { SparkError } from './spark-error.js';
import type { SparkErrorKind } from './spark-error.js';
import type { SparkLink } from './spark-link.js';

/**
 * Says what a failed call means. Of Spark's own errors the server is asked once for the whole message and the place in
 * `sql`; servers that cannot say (3.5) or do not answer leave the error as short as it came.
 */
export async function toSparkError(
  link: SparkLink,
  error: unknown,
  sql?: string,
  mayHaveRun = false,
): Promise<unknown> {
  if (error instanceof SparkError) return error;
  const failure = readGrpcFailure(error, link.wire);
  if (failure === undefined) return error;
  const kind = kindOf(failure);
  if (kind !== 'statement') {
    const details = {
      mayHaveRun: mayHaveRun || kind === 'unknown-outcome',
      ...(failure.errorClass !== undefined && { errorClass: failure.errorClass }),
      ...(failure.sqlState !== undefined && { sqlState: failure.sqlState }),
    };
    return new SparkError(kind, explain(kind, failure), details, { cause: error });
  }
  return toStatementError(failure, await fetchChain(link, failure), sql, error);
}

function kindOf({ code, errorClass = '', fromSpark }: GrpcFailure): SparkErrorKind {
  if (errorClass.startsWith('INVALID_HANDLE.SESSION_')) return 'session-lost';
  if (/^INVALID_HANDLE\.OPERATION_(ABANDONED|NOT_FOUND)$|^INVALID_CURSOR\./.test(errorClass)) return 'unknown-outcome';
  if (errorClass === 'OPERATION_CANCELED') return 'cancelled';
  if (code === grpcCode.unauthenticated || (code === grpcCode.permissionDenied && !fromSpark)) return 'unauthenticated';
  if (fromSpark || code === grpcCode.resourceExhausted || code === grpcCode.internal) return 'statement';
  return code === grpcCode.cancelled ? 'cancelled' : 'connection';
}

function explain(kind: SparkErrorKind, failure: GrpcFailure): string {
  const text = readMessage(failure.message).text;
  switch (kind) {
    case 'session-lost':
      return failure.errorClass === 'INVALID_HANDLE.SESSION_CHANGED' ||
        failure.errorClass === 'INVALID_HANDLE.SESSION_NOT_FOUND'
        ? 'the Spark server was restarted; its session is gone'
        : 'the Spark server closed the session';
    case 'unknown-outcome':
      return `the answer to the statement was lost, it may have taken effect (${failure.errorClass ?? text})`;
    case 'unauthenticated':
      return failure.code === grpcCode.unauthenticated
        ? `the Spark endpoint did not accept the token, or wants one: ${text}`
        : `the Spark endpoint refused: ${text}`;
    case 'connection':
      if (failure.code === grpcCode.unimplemented) return `there is no Spark Connect at this endpoint: ${text}`;
      if (failure.code === grpcCode.deadlineExceeded) return 'the Spark endpoint did not answer in time';
      return `the Spark endpoint cannot be reached: ${cleanNetworkMessage(text)}`;
    case 'cancelled':
      return 'the statement was cancelled on the server';
    case 'statement':
    case 'not-installed':
      return text;
  }
}

/** Without what grpc-js and OpenSSL say around the reason. */
function cleanNetworkMessage(text: string): string {
  const reason = text
    .replace(/^No connection established\. Last error: (?:Error: )?/, '')
    .replace(/\.? Resolution note:.*$/, '');
  const tls = /:SSL routines:[^:]*:([^:]+)/.exec(reason)?.[1];
  return tls === undefined ? reason : `TLS: ${tls}`;
}

async function fetchChain(link: SparkLink, { errorId }: GrpcFailure): Promise<readonly RemoteError[]> {
  if (errorId === undefined) return [];
  let response: FetchErrorDetailsResponse;
  try {
    response = await link.call('FetchErrorDetails', { error_id: errorId }, { deadlineMs: 5000 });
  } catch {
    return [];
  }
  const { errors = [], root_error_idx: root = 0 } = response;
  const chain: RemoteError[] = [];
  for (let index: number | undefined = root; index !== undefined && chain.length < errors.length;) {
    const next: RemoteError | undefined = errors[index];
    if (next === undefined) break;
    chain.push(next);
    index = next.cause_idx;
  }
  return chain;
}

function toStatementError(
  failure: GrpcFailure,
  chain: readonly RemoteError[],
  sql: string | undefined,
  cause: unknown,
): SparkError {
  // The cause that knows its place in the SQL says more than "task failed"; else the first that has a class.
  const told =
    chain.find((error) => contextOf(error) !== undefined) ??
    chain.find((error) => error.spark_throwable?.error_class !== undefined) ??
    chain[0];
  const throwable = told?.spark_throwable;
  const fullMessage = told?.message ?? failure.message;
  const written = readMessage(fullMessage);
  const errorClass = throwable?.error_class ?? failure.errorClass ?? written.errorClass;
  const sqlState = throwable?.sql_state ?? failure.sqlState;
  const parameters = throwable?.message_parameters ?? failure.messageParameters ?? {};
  const range = sql === undefined ? undefined : placeIn(sql, told, written, parameters);
  const proposal = parameters['proposal'] ?? written.proposal;
  return new SparkError(
    'statement',
    written.text,
    {
      ...(errorClass !== undefined && { errorClass }),
      ...(sqlState !== undefined && { sqlState }),
      ...(range !== undefined && { start: range.start, stop: range.stop }),
      ...(proposal !== undefined && { hintNames: parseProposal(proposal) }),
    },
    { cause },
  );
}

/** The place in the statement itself, not in a view's text or in an API call. */
function contextOf(error: RemoteError | undefined): { readonly start: number; readonly stop: number } | undefined {
  const context = error?.spark_throwable?.query_contexts?.find(
    (each) => (each.context_type ?? 0) === 0 && (each.object_type ?? '') === '' && each.stop_index !== undefined,
  );
  return context && { start: context.start_index ?? 0, stop: context.stop_index ?? 0 };
}

function placeIn(
  sql: string,
  told: RemoteError | undefined,
  { place }: ErrorText,
  parameters: Readonly<Record<string, string>>,
): TextRange | undefined {
  const context = contextOf(told);
  if (context !== undefined) return rangeOfCodePoints(sql, context.start, context.stop);
  const start = place && offsetOfLine(sql, place.line, place.position);
  if (start === undefined) return undefined;
  const near = /^'(.+)'$/s.exec(parameters['error'] ?? '')?.[1] ?? '';
  return { start, stop: start + (near !== '' && sql.startsWith(near, start) ? near.length : 0) };
}

/** `` `a`, `t`.`b c` `` becomes `a` and `t.b c`. */
function parseProposal(proposal: string): readonly string[] {
  const names = proposal.match(/`(?:[^`]|``)*`(?:\.`(?:[^`]|``)*`)*/g) ?? [];
  return names.map((name) =>
    (name.match(/`(?:[^`]|``)*`/g) ?? []).map((part) => part.slice(1, -1).replaceAll('``', '`')).join('.'),
  );
}
