import type { ServerWritableStream } from '@grpc/grpc-js';
import type { ExecutePlanResponse } from '../../adapters/spark/connect/messages.js';
import type { FakeError, StreamFault } from './fake-statement.js';

export type ResponseCall = ServerWritableStream<object, ExecutePlanResponse>;

type Fail = (call: ResponseCall, error: FakeError) => void;

/** One operation: it runs by itself, keeps its responses, and streams attach to it and go. */
export class FakeOperation {
  readonly plan: string;
  #responses: ExecutePlanResponse[] = [];
  #error: FakeError | undefined;
  #isOver = false;
  #waiting = new Set<() => void>();
  #current: ResponseCall | undefined;

  constructor(
    readonly id: string,
    plan: object,
    private readonly fail: Fail,
  ) {
    this.plan = JSON.stringify(plan);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The place after a response; undefined when there is none of that id. */
  placeAfter(responseId: string | undefined): number | undefined {
    if (responseId === undefined) return 0;
    const place = this.#responses.findIndex((response) => response.response_id === responseId);
    return place < 0 ? undefined : place + 1;
  }

  respond(response: ExecutePlanResponse): void {
    const id = `${this.id}/${this.#responses.length}`;
    this.#responses.push({ ...response, operation_id: this.id, response_id: id });
    this.#changed();
  }

  end(error?: FakeError): void {
    if (this.#isOver) return;
    this.#error = error;
    if (error === undefined) this.respond({ result_complete: {} });
    this.#isOver = true;
    this.#changed();
  }

  /** Sends what there is from `place` on and what comes; an older stream of the operation is cut off, as Spark does. */
  async attach(call: ResponseCall, place: number, fault: StreamFault): Promise<void> {
    const older = this.#current;
    this.#current = call;
    if (older !== undefined) {
      this.fail(older, { message: 'disconnected', errorClass: 'INVALID_CURSOR.DISCONNECTED' });
    }
    let sent = 0;
    for (let next = place; ; next += 1) {
      if (fault.kind !== 'none' && fault.kind !== 'refuse' && sent >= fault.after) {
        if (fault.kind === 'silence') return;
        this.#detach(call);
        if (fault.kind === 'end') call.end();
        else this.fail(call, { message: fault.message ?? 'dropped', code: fault.code, isBare: true });
        return;
      }
      while (this.#responses[next] === undefined && !this.#isOver) await this.#change();
      if (call.cancelled || this.#current !== call) return;
      const response = this.#responses[next];
      if (response === undefined) break;
      await new Promise<void>((resolve) => {
        if (call.write(response)) resolve();
        else call.once('drain', resolve).once('cancelled', resolve);
      });
      sent += 1;
    }
    this.#detach(call);
    if (this.#error === undefined) call.end();
    else this.fail(call, this.#error);
  }

  #detach(call: ResponseCall): void {
    if (this.#current === call) this.#current = undefined;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.add(resolve));
  }

  #changed(): void {
    const waiting = this.#waiting;
    this.#waiting = new Set();
    for (const wake of waiting) wake();
  }
}
