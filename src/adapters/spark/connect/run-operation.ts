// One statement on the server, whatever happens to the connection: its responses come once each, in order, and it runs
// once. The client names the operation, so a call that broke is attached to again, never started again blindly.
//
//   execute ──► responses ──► complete ──► released
//      │            │
//      │ broken     │ broken, silent, or ended by the server (every two minutes)
//      ▼            ▼
//   attach ◄────── attach (after the last response)
//      │ never heard of it, and it was never heard: execute again, same id, same life of the server
//      │ its answer is gone: unknown outcome

import { randomUUID } from 'node:crypto';
import { grpcCode, isTransient, readGrpcFailure } from './grpc-failure.js';
import type { GrpcFailure } from './grpc-failure.js';
import { interruptType } from './messages.js';
import type { ExecutePlanResponse, Plan } from './messages.js';
import type { ResponseStream } from './response-stream.js';
import { Retry, sleep } from './retry.js';
import { SparkError } from './spark-error.js';
import type { SparkLink } from './spark-link.js';
import { toSparkError } from './to-spark-error.js';

const interruptEveryMs = 250;
const interruptForMs = 5000;
const longestSilenceMs = 600_000;

export interface OperationOptions {
  readonly signal?: AbortSignal | undefined;
  /** The statement's text, for positions of errors. */
  readonly sql?: string;
}

/** @throws SparkError. Ending the loop early interrupts the operation. */
export async function* runOperation(
  link: SparkLink,
  plan: Plan,
  { signal, sql }: OperationOptions,
): AsyncGenerator<ExecutePlanResponse, void, undefined> {
  if (isAborted(signal)) throw cancelled();
  const operation = new Operation(link, plan);
  const stopWatching = signal === undefined ? undefined : operation.interruptOn(signal);
  try {
    for (;;) {
      const response = await operation.next(signal);
      if (response === undefined) return;
      yield response;
    }
  } catch (error) {
    const told = await toSparkError(link, error, sql, operation.mayHaveRun);
    if (isAborted(signal) && told instanceof SparkError && told.kind !== 'statement') throw cancelled(told);
    throw told;
  } finally {
    stopWatching?.();
    operation.end();
  }
}

class Operation {
  readonly #id = randomUUID();
  readonly #retry: Retry;
  #stream: ResponseStream<ExecutePlanResponse> | undefined;
  #silenceMs: number;
  #streamHasSpoken = false;
  #isFirstCall = true;
  #lastResponseId: string | undefined;
  #isComplete = false;
  #hasFailed = false;
  #isSent = false;

  constructor(
    private readonly link: SparkLink,
    private readonly plan: Plan,
  ) {
    this.#retry = new Retry(link.retryForMs);
    this.#silenceMs = link.silenceMs;
  }

  /** Whether, after a failure of the connection, the statement may have taken effect. */
  get mayHaveRun(): boolean {
    return this.#isSent;
  }

  /** The next response that is not about the operation itself; undefined when it is complete. */
  async next(signal: AbortSignal | undefined): Promise<ExecutePlanResponse | undefined> {
    for (;;) {
      try {
        this.#stream ??= this.#open();
        const response = await this.#stream.next(this.#silenceMs);
        if (response === 'silent') await this.#askWhetherAlive();
        else if (response === 'end') await this.#reopenAfterEnd(signal);
        else {
          this.#streamHasSpoken = true;
          this.#silenceMs = this.link.silenceMs;
          this.#retry.reset();
          this.link.observe(response, true);
          if (response.response_id !== undefined) this.#lastResponseId = response.response_id;
          if (response.result_complete === undefined) return response;
          this.#isComplete = true;
          return undefined;
        }
      } catch (error) {
        await this.#recover(error, signal);
      }
    }
  }

  /** Interrupts the operation when the signal says so, until the server has ended its stream. Returns how to stop that. */
  interruptOn(signal: AbortSignal): () => void {
    const stop = new AbortController();
    const interrupt = async (): Promise<void> => {
      const until = performance.now() + interruptForMs;
      // The server may not have seen the operation yet: ask again until the stream ends.
      while (!stop.signal.aborted && performance.now() < until) {
        await this.#interrupt().catch(() => undefined);
        await sleep(interruptEveryMs, stop.signal);
      }
      if (!stop.signal.aborted) this.#stream?.cancel();
    };
    const onAbort = (): void => void interrupt();
    signal.addEventListener('abort', onAbort, { once: true });
    return () => {
      stop.abort();
      signal.removeEventListener('abort', onAbort);
    };
  }

  /** Lets the server forget the operation; one that is still running is interrupted. Nobody waits for it. */
  end(): void {
    if (!this.#isSent) return;
    if (!this.#isComplete) {
      if (!this.#hasFailed) {
        this.link.callAside('Interrupt', { interrupt_type: interruptType.operation, operation_id: this.#id });
      }
      this.#stream?.cancel();
    }
    this.link.callAside('ReleaseExecute', { operation_id: this.#id, release_all: {} });
  }

  #open(): ResponseStream<ExecutePlanResponse> {
    this.#streamHasSpoken = false;
    this.#isFirstCall = !this.#isSent;
    if (this.#isSent) {
      return this.link.stream('ReattachExecute', {
        operation_id: this.#id,
        ...this.link.observed,
        ...(this.#lastResponseId !== undefined && { last_response_id: this.#lastResponseId }),
      });
    }
    this.#isSent = true;
    return this.link.stream('ExecutePlan', {
      operation_id: this.#id,
      plan: this.plan,
      request_options: [{ reattach_options: { reattachable: true } }],
      ...this.link.observed,
    });
  }

  #interrupt(): Promise<unknown> {
    return this.link.call(
      'Interrupt',
      { interrupt_type: interruptType.operation, operation_id: this.#id },
      { deadlineMs: 2000 },
    );
  }

  #drop(): void {
    this.#stream?.cancel();
    this.#stream = undefined;
  }

  /** The server ends streams that last long. One that said nothing at all counts as a failure, lest we spin. */
  async #reopenAfterEnd(signal: AbortSignal | undefined): Promise<void> {
    const hasSpoken = this.#streamHasSpoken;
    this.#stream = undefined;
    if (hasSpoken) return;
    await this.#wait(
      new SparkError('connection', 'the Spark endpoint ends the statement’s stream without a word', {
        mayHaveRun: true,
      }),
      0,
      signal,
    );
  }

  /**
   * A silent stream may be a dead connection: it is opened again. When the server is there, the next silence is given
   * more time (one message of many megabytes may take it); when nobody is, the next tries need no such patience.
   */
  async #askWhetherAlive(): Promise<void> {
    this.#drop();
    const patience = Math.min(this.#silenceMs * 2, longestSilenceMs);
    this.#silenceMs = this.link.probeMs;
    await this.link.probe();
    this.#silenceMs = patience;
  }

  async #recover(error: unknown, signal: AbortSignal | undefined): Promise<void> {
    const failure = readGrpcFailure(error, this.link.wire);
    const hasBeenHeard = this.#lastResponseId !== undefined;
    if (failure !== undefined && this.#isFirstCall && !hasBeenHeard && wasRefused(failure)) this.#isSent = false;
    if (failure?.errorClass === 'INVALID_HANDLE.OPERATION_NOT_FOUND' && !hasBeenHeard) return this.#sendAgain();
    if (failure?.errorClass === 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS' && !hasBeenHeard) {
      this.#drop(); // 3.5 says so of the same plan: the first send did arrive.
      return this.#wait(error, 0, signal);
    }
    if (failure !== undefined && isTransient(failure) && !isAborted(signal)) {
      this.#drop();
      return this.#wait(error, failure.retryDelayMs, signal);
    }
    this.#hasFailed = failure?.fromSpark === true;
    throw error;
  }

  /** The server never heard of the operation: send it, under the same id. A server that was restarted may have run it. */
  async #sendAgain(): Promise<void> {
    this.#drop();
    await this.link.assertSameLife();
    this.#isSent = false;
  }

  async #wait(error: unknown, askedMs: number | undefined, signal: AbortSignal | undefined): Promise<void> {
    const delay = this.#retry.next(performance.now(), askedMs);
    if (delay === undefined) throw error;
    await sleep(delay, signal);
    if (isAborted(signal)) throw error;
  }
}

/** The server never took the statement: there was no connection, or it turned the session away. */
function wasRefused({ code, message, errorClass = '' }: GrpcFailure): boolean {
  if (code === grpcCode.unavailable) return message.startsWith('No connection established');
  return code === grpcCode.unauthenticated || errorClass.startsWith('INVALID_HANDLE.SESSION_');
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function cancelled(cause?: SparkError): SparkError {
  return new SparkError(
    'cancelled',
    'the statement was cancelled',
    {
      ...(cause?.mayHaveRun === true && { mayHaveRun: true }),
      ...(cause?.errorClass !== undefined && { errorClass: cause.errorClass }),
    },
    cause && { cause },
  );
}
