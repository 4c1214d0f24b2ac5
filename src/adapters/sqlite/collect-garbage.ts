// Shared memory is freed when no thread has a reference left, and V8 does not know how much of it hangs on a few small
// objects: in a long session (watch) gigabytes of dropped images would wait for a collection that nothing triggers.

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** So much may wait. */
const limitBytes = 192 * 1024 * 1024;

let collect: (() => void) | undefined;

export class GarbageCounter {
  #bytes = 0;

  /** Notes that an image of this size may have lost its last reference here; collects when enough did. */
  add(sizeBytes: number): void {
    this.#bytes += sizeBytes;
    if (this.#bytes < limitBytes) return;
    this.#bytes = 0;
    collect ??= findCollector();
    collect();
  }
}

function findCollector(): () => void {
  setFlagsFromString('--expose-gc');
  const found: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  return typeof found === 'function' ? () => void Reflect.apply(found, undefined, []) : () => undefined;
}
