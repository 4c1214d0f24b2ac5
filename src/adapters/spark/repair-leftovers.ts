import { setTimeout as sleep } from 'node:timers/promises';
import type { ExistingRelation } from '../adapter.js';
import { rename } from './replace-relation.js';
import { dropStaged, type StageContext } from './stage-context.js';
import { parseStagingName, type Leftover } from './staging-names.js';

/** Tables of sessions that nobody has heard of for so long are those of dead ones. */
const forgottenAfterMs = 24 * 3600 * 1000;
/** Between two renames of a session on another machine. */
const swapMs = 5000;

export interface RepairOptions {
  readonly now?: number;
  readonly swapMs?: number;
}

/**
 * Ends what a dead run began: a table that it had set aside comes back when nothing took its place, and what it staged is
 * dropped. `deadSession` is known to be dead, others are when they are old; but a table that is missing comes back however
 * young it is, as the next run would build it from nothing.
 */
export async function repairLeftovers(
  context: StageContext,
  deadSession: string | undefined,
  options: RepairOptions = {},
): Promise<void> {
  const { catalog } = context;
  const now = options.now ?? Date.now();
  const isDead = ({ session, madeAt }: Leftover): boolean => session === deadSession || now - madeAt > forgottenAfterMs;
  if ((await listMissing(context)).some(({ leftover }) => !isDead(leftover))) {
    await sleep(options.swapMs ?? swapMs);
    catalog.readAgain();
  }
  for (const { relation, leftover } of await listMissing(context)) {
    const base = { ...relation, identifier: leftover.base };
    if ((await catalog.typeOf(base)) !== undefined) continue;
    await rename(context, relation, base);
    await catalog.set({ relation: base, type: 'table' });
    await catalog.remove(relation);
  }
  for (const { relation, leftover } of await listLeftovers(context)) {
    if (!isDead(leftover)) continue;
    await dropStaged(context, relation);
    await catalog.remove(relation);
  }
}

type FoundLeftover = Pick<ExistingRelation, 'relation'> & { readonly leftover: Leftover };

async function listLeftovers({ catalog }: StageContext): Promise<readonly FoundLeftover[]> {
  return (await catalog.all()).flatMap(({ relation }) => {
    const leftover = parseStagingName(relation.identifier);
    return leftover === undefined ? [] : [{ relation, leftover }];
  });
}

/** Tables that were set aside, and nothing has their name; the newest of each first. */
async function listMissing(context: StageContext): Promise<readonly FoundLeftover[]> {
  const found: FoundLeftover[] = [];
  for (const each of await listLeftovers(context)) {
    const { relation, leftover } = each;
    if (leftover.kind !== 'old') continue;
    const base = { ...relation, identifier: leftover.base };
    if ((await context.catalog.typeOf(base)) === undefined) found.push(each);
  }
  return found.sort((a, b) => b.leftover.madeAt - a.leftover.madeAt);
}
