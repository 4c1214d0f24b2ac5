import type { StateChange, StateKeeper } from '../adapters/adapter.js';

/** Hands changes over in the order in which they were put, all that are ready at once. */
export class StateWriter {
  readonly #keeper: StateKeeper;
  readonly #waiting: Promise<StateChange>[] = [];
  #writing: Promise<void> | undefined;
  #failure: unknown;

  constructor(keeper: StateKeeper) {
    this.#keeper = keeper;
  }

  put(change: Promise<StateChange>): void {
    // Whoever waits for it sees the failure; until then it is nobody's.
    change.catch(() => undefined);
    this.#waiting.push(change);
    this.#writing ??= this.#drain();
  }

  /** @throws EngineFailure when something was not remembered. */
  async flush(): Promise<void> {
    await this.#writing;
    if (this.#failure !== undefined) throw this.#failure;
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        const change = await next;
        const rest = await Promise.all(this.#waiting.splice(0));
        const all = [change, ...rest];
        await this.#keeper.writeState({
          remove: all.flatMap(({ remove }) => remove),
          put: all.flatMap(({ put }) => put),
          ...(all.some(({ isSettled }) => isSettled === true) && { isSettled: true }),
        });
      } catch (error) {
        this.#failure ??= error;
      }
    }
    this.#writing = undefined;
  }
}
