// Names of tables that are not (or no longer) for readers. They say when they were made and by which session, so that
// those of a dead run are recognised.

import { randomBytes } from 'node:crypto';
import { limitName } from '../../dialects/ansi.js';
import type { Relation } from '../../dialects/relation.js';

const maxNameBytes = 200;

/** The state of a target: never a relation of the user's. */
export const stateTableName = 'sp__state';

export interface Leftover {
  /** The relation that it was to become, or was; its name may be cut. */
  readonly base: string;
  /** `old`: it was published, and another one was about to take its place. */
  readonly kind: 'new' | 'old';
  readonly session: string;
  readonly madeAt: number;
}

export class StagingNames {
  /** Seconds since the epoch and six random digits. */
  readonly session: string;
  #count = 0;

  constructor(now = Date.now()) {
    this.session = `${Math.floor(now / 1000).toString(36)}_${randomBytes(3).toString('hex')}`;
  }

  next({ identifier, ...home }: Relation, kind: Leftover['kind'] = 'new'): Relation {
    this.#count += 1;
    const start = limitName(identifier, maxNameBytes);
    return { ...home, identifier: `${start}__sp_${kind}_${this.session}_${this.#count}` };
  }
}

export function parseStagingName(identifier: string): Leftover | undefined {
  const match = /^(.+)__sp_(new|old)_(([0-9a-z]{6,8})_[0-9a-f]{6})_\d+$/.exec(identifier);
  if (match === null) return undefined;
  const [, base = '', kind, session = '', seconds = ''] = match;
  return { base, kind: kind === 'old' ? 'old' : 'new', session, madeAt: Number.parseInt(seconds, 36) * 1000 };
}
