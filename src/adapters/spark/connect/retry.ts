const maxTries = 15;
const maxDelayMs = 5000;

/** Waits between tries: 50 ms, then four times as long each, up to 5 s, with jitter; gives up after `forMs` of failures. */
export class Retry {
  #tries = 0;
  #firstFailedAt: number | undefined;

  constructor(private readonly forMs: number) {}

  /** A call got through: what fails from now on is another failure. */
  reset(): void {
    this.#tries = 0;
    this.#firstFailedAt = undefined;
  }

  /** Milliseconds to wait before the next try, at least what the server asked for; undefined: it is enough. */
  next(now: number, askedMs = 0): number | undefined {
    this.#firstFailedAt ??= now;
    if (this.#tries >= maxTries) return undefined;
    const backoff = Math.min(50 * 4 ** this.#tries, maxDelayMs);
    const delay = Math.max(backoff * (0.75 + Math.random() / 2), askedMs);
    this.#tries += 1;
    // What the server asks for is granted, however long: it is there, and busy.
    return askedMs > 0 || now + delay - this.#firstFailedAt <= this.forMs ? delay : undefined;
  }
}

/** Resolves early when the signal aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    if (signal?.aborted === true) done();
    else signal?.addEventListener('abort', done);
  });
}
