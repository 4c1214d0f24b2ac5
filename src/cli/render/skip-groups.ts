import type { NodeFinished } from '../../events/event.js';
import { toPrintable } from '../../util/printable.js';
import { countOf } from './humane.js';

/** Skipped nodes rolled up by what they were skipped for: hundreds of them are one line. */
export class SkipGroups {
  readonly #counts = new Map<string, number>();

  add(event: NodeFinished): void {
    const reason = event.skippedBecauseOf
      ? `below ${event.skippedBecauseOf.name}`
      : (event.message ?? '').replace(/^skipped: /, '');
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1);
  }

  /** `─ skip  3 nodes below orders` each, in order of appearance. */
  render(): readonly string[] {
    return [...this.#counts].map(([reason, count]) => {
      const isBelow = reason === '' || reason.startsWith('below ');
      return ` ─ skip   ${countOf(count, 'node')}${isBelow ? ' ' : ': '}${toPrintable(reason)}`.trimEnd();
    });
  }
}
