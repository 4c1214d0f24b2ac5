// The connections of one instance: some for tasks that run side by side, one for everything that changes what is
// published. A cancelled task's statement is interrupted.

import type { DriverInstance } from './driver.js';
import { Connection } from './connection.js';

/** Interrupting before a statement has begun has no effect, so it is done again. */
const interruptMs = 20;

interface Slot {
  /** 1-based. */
  readonly number: number;
  readonly connection: Connection;
}

export class Connections {
  readonly #slots: readonly Slot[];
  readonly #free: Slot[];
  readonly #waiting: ((slot: Slot) => void)[] = [];
  readonly #writer: Connection;
  #lastWrite: Promise<unknown> = Promise.resolve();

  private constructor(connections: readonly Connection[], writer: Connection) {
    this.#slots = connections.map((connection, index) => ({ number: index + 1, connection }));
    this.#free = [...this.#slots].reverse();
    this.#writer = writer;
  }

  /** `prepare` is run on each new connection. */
  static async open(
    instance: DriverInstance,
    count: number,
    prepare: (connection: Connection) => Promise<void>,
  ): Promise<Connections> {
    const connections: Connection[] = [];
    for (let index = 0; index <= count; index += 1) {
      const connection = new Connection(await instance.connect());
      await prepare(connection);
      connections.push(connection);
    }
    const [writer, ...slots] = connections;
    if (writer === undefined) throw new Error('there is no connection');
    return new Connections(slots, writer);
  }

  /** @throws the signal's reason when it is aborted. */
  async use<T>(
    signal: AbortSignal | undefined,
    work: (connection: Connection, slot: number) => Promise<T>,
  ): Promise<T> {
    const slot = this.#free.pop() ?? (await new Promise<Slot>((resolve) => this.#waiting.push(resolve)));
    let timer: NodeJS.Timeout | undefined;
    const interrupt = (): void => {
      slot.connection.interrupt();
      timer ??= setInterval(() => slot.connection.interrupt(), interruptMs);
    };
    try {
      signal?.throwIfAborted();
      signal?.addEventListener('abort', interrupt);
      const result = await work(slot.connection, slot.number);
      signal?.throwIfAborted();
      return result;
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(timer);
      const next = this.#waiting.shift();
      if (next) next(slot);
      else this.#free.push(slot);
    }
  }

  /** One after the other. */
  write<T>(work: (connection: Connection) => Promise<T>): Promise<T> {
    const result = this.#lastWrite.then(() => work(this.#writer));
    this.#lastWrite = result.catch(() => {});
    return result;
  }

  close(): void {
    for (const { connection } of this.#slots) connection.close();
    this.#writer.close();
  }
}
