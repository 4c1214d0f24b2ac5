import type { ClientReadableStream } from '@grpc/grpc-js';

/**
 * Reads a call's messages one by one. What arrived before an error is delivered before the error is thrown (Node's own
 * iterator drops it, and the server may have dropped it too); the server sends on only as messages are taken.
 */
export class ResponseStream<Message> {
  #ended = false;
  #error: unknown;
  #wake: () => void = () => {};

  constructor(private readonly call: ClientReadableStream<Message>) {
    call.on('readable', () => this.#wake());
    call.on('end', () => {
      this.#ended = true;
      this.#wake();
    });
    call.on('error', (error) => {
      this.#error = error;
      this.#ended = true;
      this.#wake();
    });
  }

  /**
   * The next message; `end` after the last one; `silent` when none came for `silenceMs`.
   * @throws what the call failed with.
   */
  async next(silenceMs: number): Promise<Message | 'end' | 'silent'> {
    for (;;) {
      const message = this.call.read() as Message | null;
      if (message !== null) return message;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return 'end';
      const isSilent = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(true), silenceMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve(false);
        };
      });
      if (isSilent) return 'silent';
    }
  }

  cancel(): void {
    this.call.cancel();
  }
}
