// The session's connections: one a slot, opened when first needed, replaced when broken.

import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Connector } from './connect.js';
import type { Link } from './link.js';

/** How often a running statement is asked to end before its connection is cut. */
const cancelAttempts = 4;
const cancelPauseMs = 750;
const cancelTimeoutMs = 3000;

export class Connections {
  readonly #connector: Connector;
  readonly #links: (Link | undefined)[];
  readonly #free: number[];
  readonly #waiting: ((slot: number) => void)[] = [];

  constructor(connector: Connector, count: number) {
    this.#connector = connector;
    this.#links = Array.from({ length: count });
    this.#free = Array.from({ length: count }, (_, index) => count - 1 - index);
  }

  get connector(): Connector {
    return this.#connector;
  }

  get count(): number {
    return this.#links.length;
  }

  /**
   * Runs `work` on a connection of its own as soon as there is one. When the signal aborts, what the server does for it
   * is cancelled, and the signal's reason is thrown.
   */
  async use<T>(work: (link: Link, slot: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    const slot = await this.#acquire();
    try {
      signal?.throwIfAborted();
      const link = await this.#link(slot);
      signal?.throwIfAborted();
      return await withCancel(this.#connector, link, () => work(link, slot + 1), signal);
    } finally {
      this.#release(slot);
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.#links.map(async (link) => link?.close()));
  }

  #acquire(): Promise<number> {
    const slot = this.#free.pop();
    if (slot !== undefined) return Promise.resolve(slot);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(slot: number): void {
    const next = this.#waiting.shift();
    if (next) next(slot);
    else this.#free.push(slot);
  }

  async #link(slot: number): Promise<Link> {
    const known = this.#links[slot];
    if (known && !known.isBroken) return known;
    const fresh = await this.#connector.open();
    this.#links[slot] = fresh;
    return fresh;
  }
}

async function withCancel<T>(
  connector: Connector,
  link: Link,
  work: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return work();
  const finished = new AbortController();
  const done = once(finished.signal, 'abort');
  const cancel = async (): Promise<void> => {
    for (let attempt = 0; attempt < cancelAttempts; attempt += 1) {
      const pause = sleep(cancelPauseMs, undefined, { ref: false });
      await Promise.race([connector.cancel(link.backendPid), sleep(cancelTimeoutMs, undefined, { ref: false })]);
      await Promise.race([done, pause]);
      if (finished.signal.aborted) return;
    }
    link.destroy();
  };
  let cancelling: Promise<void> | undefined;
  const onAbort = (): void => {
    cancelling = cancel();
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    finished.abort();
    signal.removeEventListener('abort', onAbort);
    // A request that arrives late would end the next statement of this connection.
    await cancelling;
  }
}
