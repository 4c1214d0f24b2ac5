interface Waiter {
  readonly priority: number;
  readonly sequence: number;
  readonly start: () => void;
}

/** A fixed number of places for work that runs at once; whoever has the highest priority gets the next free one. */
export class Slots {
  #free: number;
  #sequence = 0;
  readonly #waiting: Waiter[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** Runs `work` when a place is free. Rejections of `work` are passed on. */
  async use<T>(priority: number, work: () => Promise<T>): Promise<T> {
    await this.#acquire(priority);
    try {
      return await work();
    } finally {
      this.#release();
    }
  }

  #acquire(priority: number): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      this.#waiting.push({ priority, sequence: this.#sequence++, start: resolve });
    });
  }

  #release(): void {
    const next = this.#takeNext();
    if (next) next.start();
    else this.#free += 1;
  }

  #takeNext(): Waiter | undefined {
    let best = -1;
    this.#waiting.forEach((waiter, index) => {
      const leader = this.#waiting[best];
      const isBetter =
        leader === undefined ||
        waiter.priority > leader.priority ||
        (waiter.priority === leader.priority && waiter.sequence < leader.sequence);
      if (isBetter) best = index;
    });
    return best < 0 ? undefined : this.#waiting.splice(best, 1)[0];
  }
}
