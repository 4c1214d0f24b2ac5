// The connection that holds the target's lock, and does what must not be done twice at once: two publications that
// touch the same views would wait for each other's locks forever.

import type { Connector } from './connect.js';
import { isServerError } from './engine-error.js';
import type { Link } from './link.js';
import { EngineFailure } from '../adapter.js';
import type { TargetLock } from './target-lock.js';

/** Readers take locks in an order of their own. */
const deadlockAttempts = 5;
const retried = new Set(['40P01', '40001']);

export class Coordinator {
  readonly #connector: Connector;
  readonly #lock: TargetLock;
  #link: Link;
  #last: Promise<unknown> = Promise.resolve();

  /** @param link on which the lock was taken */
  constructor(connector: Connector, link: Link, lock: TargetLock) {
    this.#connector = connector;
    this.#link = link;
    this.#lock = lock;
  }

  /** One after the other. `work` is done again when it was chosen to end a deadlock. */
  use<T>(work: (link: Link) => Promise<T>): Promise<T> {
    const result = this.#last.then(() => this.#attempt(work, 1));
    this.#last = result.catch(() => undefined);
    return result;
  }

  async close(): Promise<void> {
    await this.#last;
    await this.#link.close();
  }

  async #attempt<T>(work: (link: Link) => Promise<T>, attempt: number): Promise<T> {
    const link = await this.#current();
    try {
      return await work(link);
    } catch (error) {
      if (!isServerError(error) || !retried.has(error.code) || attempt >= deadlockAttempts) throw error;
      return this.#attempt(work, attempt + 1);
    }
  }

  /** A lost connection took the lock with it: another run may have begun since. */
  async #current(): Promise<Link> {
    if (!this.#link.isBroken) return this.#link;
    const fresh = await this.#connector.open();
    if (!(await this.#lock.tryAcquire(fresh))) {
      await fresh.close();
      throw new EngineFailure({
        message: 'the connection that held the lock of the target was lost, and another run has taken it',
        hint: 'Nothing of this was published. Run the command again when the other one is done.',
      });
    }
    this.#link = fresh;
    return fresh;
  }
}
