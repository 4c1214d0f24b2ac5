import { rename } from './replace-relation.js';
import { dropStaged, type StageContext } from './stage-context.js';
import { parseStagingName } from './staging-names.js';

/** Tables of sessions that nobody has heard of for so long are those of dead ones. */
const forgottenAfterMs = 24 * 3600 * 1000;

/**
 * Ends what a dead run began: a table that it had set aside comes back when nothing took its place, and what it staged is
 * dropped. `deadSession` is known to be dead; others are when they are old.
 */
export async function repairLeftovers(
  context: StageContext,
  deadSession: string | undefined,
  now = Date.now(),
): Promise<void> {
  const { catalog } = context;
  const isDead = ({ session, madeAt }: { readonly session: string; readonly madeAt: number }): boolean =>
    session === deadSession || now - madeAt > forgottenAfterMs;
  for (const { relation } of await catalog.all()) {
    const leftover = parseStagingName(relation.identifier);
    if (leftover === undefined || !isDead(leftover)) continue;
    const base = { ...relation, identifier: leftover.base };
    if (leftover.kind === 'old' && (await catalog.typeOf(base)) === undefined) {
      await rename(context, relation, base);
      await catalog.set({ relation: base, type: 'table' });
    } else {
      await dropStaged(context, relation);
    }
    await catalog.remove(relation);
  }
}
