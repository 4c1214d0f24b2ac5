// What is remembered of the rows of incremental models, beside what decides whether they run: who wrote the rows that
// are there, and which batches are missing among them.

import type { Session, StateChange } from '../adapters/adapter.js';
import type { NodeId } from '../manifest/manifest.js';
import { unknownWriter } from '../plan/plan.js';

export interface Growth {
  /** Hash of the SQL and config that wrote the rows. */
  readonly writtenBy: string;
  /** Starts of batches that failed and were not evaluated since; milliseconds since the epoch. */
  readonly failed: readonly number[];
  /** Where the evaluated batches end, milliseconds since the epoch. */
  readonly until?: number;
}

export class RowHistory {
  readonly #session: Session;
  #known: Promise<ReadonlyMap<string, Growth>> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Undefined when nothing is known: nothing is then said about it. */
  async find(id: NodeId): Promise<Growth | undefined> {
    this.#known ??= this.#read();
    return (await this.#known).get(rowId(id));
  }

  /** To be remembered with the rows. */
  describe(id: NodeId, growth: Growth): StateChange {
    return { remove: [], put: [{ table: 'nodes', id: rowId(id), key: '', value: JSON.stringify(growth) }] };
  }

  async #read(): Promise<ReadonlyMap<string, Growth>> {
    const rows = (await this.#session.readState?.()) ?? [];
    const found = new Map<string, Growth>();
    for (const { table, id, value } of rows) {
      const growth = table === 'nodes' && id.startsWith(prefix) ? parseGrowth(value) : undefined;
      if (growth) found.set(id, growth);
    }
    return found;
  }
}

const prefix = 'rows of ';

function rowId(id: NodeId): string {
  return prefix + id;
}

function parseGrowth(text: string): Growth | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    if (!('writtenBy' in value) || !('failed' in value) || typeof value.writtenBy !== 'string') return undefined;
    const failed = Array.isArray(value.failed) ? value.failed.filter((at) => typeof at === 'number') : [];
    if (value.writtenBy === unknownWriter) return undefined;
    const until = 'until' in value && typeof value.until === 'number' ? value.until : undefined;
    return { writtenBy: value.writtenBy, failed, ...(until !== undefined && { until }) };
  } catch {
    return undefined;
  }
}
