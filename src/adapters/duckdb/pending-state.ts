import type { StateChange, StateRow } from '../adapter.js';

/** Changes on their way into the state tables, each of which costs a transaction otherwise. */
export class PendingState implements StateChange {
  readonly remove: StateChange['remove'][number][] = [];
  readonly #rows = new Map<string, StateRow>();

  get put(): readonly StateRow[] {
    return [...this.#rows.values()];
  }

  get isEmpty(): boolean {
    return this.remove.length === 0 && this.#rows.size === 0;
  }

  /** As if it came behind those that are there. */
  add({ remove, put }: StateChange): void {
    for (const each of remove) {
      for (const [id, row] of this.#rows) {
        const isMeant = row.table === each.table && row.id === each.id;
        if (isMeant && (each.key === undefined || each.key === row.key)) this.#rows.delete(id);
      }
      this.remove.push(each);
    }
    for (const row of put) this.#rows.set(`${row.table}\0${row.id}\0${row.key}`, row);
  }
}
