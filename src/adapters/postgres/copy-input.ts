// A running COPY … FROM STDIN as something that chunks are written to.

import { once } from 'node:events';
import type { CopyStreamQuery } from 'pg-copy-streams';
import type { Driver } from './driver.js';
import type { Link } from './link.js';

export class CopyInput {
  readonly #stream: CopyStreamQuery;
  #error: Error | undefined;

  constructor(driver: Driver, link: Link, statement: string) {
    this.#stream = link.client.query(driver.copyFrom(statement));
    this.#stream.on('error', (error: Error) => {
      this.#error = error;
    });
  }

  /** Waits while the server is behind. @throws what the server said about rows that were written before */
  async write(chunk: Buffer): Promise<void> {
    if (this.#error) throw this.#error;
    if (chunk.length === 0 || this.#stream.write(chunk)) return;
    await Promise.race([once(this.#stream, 'drain'), once(this.#stream, 'close')]);
    if (this.#error) throw this.#error;
  }

  /** Resolves with the number of rows when the server has taken them all. */
  async end(): Promise<number> {
    if (this.#error) throw this.#error;
    this.#stream.end();
    await once(this.#stream, 'finish');
    return this.#stream.rowCount;
  }

  /** Gives up: the transaction around it has failed. */
  abort(): void {
    if (this.#error === undefined) this.#stream.destroy();
  }
}
