// Objects of models that are gone from the project: listed once by a build, dropped by `sp clean --orphans`.

import { randomUUID } from 'node:crypto';
import { EngineFailure, type StateRow } from '../adapters/adapter.js';
import { SpError } from '../errors/sp-error.js';
import type { Manifest, NodeId } from '../manifest/manifest.js';
import type { KeepingSession } from '../execute/content-versions.js';
import { findOrphans, forgetOrphans, type Orphan } from '../state/orphans.js';
import type { CommandContext } from './command.js';
import { notDropped } from './orphan-errors.js';
import { isKeeping } from './open-tracker.js';
import { openSession } from './open-session.js';
import type { CommonOptions } from './options.js';
import { openWorkspace } from './workspace.js';

/**
 * A target that cannot be asked any more is no error of its own: the nodes have said so, or saving will.
 *
 * @param rows what was remembered before the run
 */
export async function listOrphans(
  session: KeepingSession,
  rows: readonly StateRow[],
  manifest: Manifest,
  built: ReadonlySet<NodeId>,
  context: CommandContext,
): Promise<void> {
  try {
    await noticeOrphans(session, rows, manifest, built, context);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    context.sink({ kind: 'notice', message: `objects of removed models were not looked for: ${error.message}` });
  }
}

async function noticeOrphans(
  session: KeepingSession,
  rows: readonly StateRow[],
  manifest: Manifest,
  built: ReadonlySet<NodeId>,
  context: CommandContext,
): Promise<void> {
  const { fresh, change } = findOrphans({ rows, manifest, existing: await session.relations(), built });
  if (change.put.length + change.remove.length > 0) await session.writeState(change);
  if (fresh.length === 0) return;
  const message = `no longer in the project, but still in the target: ${describe(fresh, manifest)}; sp clean --orphans drops them`;
  context.sink({ kind: 'notice', message });
}

/**
 * Drops what the state says that sp made and no node stands for. Resolves with what was dropped, as people call it.
 *
 * @throws SpError (1) for what the engine does not let go
 */
export async function dropOrphans(options: CommonOptions, context: CommandContext): Promise<string> {
  const { project, manifest } = await openWorkspace(options, context);
  const run = { readOnly: false, runId: randomUUID(), command: 'clean --orphans' };
  const { session } = await openSession(project, options, context, run);
  try {
    if (!isKeeping(session)) return '';
    const rows = await session.readState();
    const existing = await session.relations();
    const { fresh, known, change } = findOrphans({ rows, manifest, existing, built: new Set() });
    // Views first: they may read the tables.
    const orphans = [...fresh, ...known].sort((a, b) => (a.type === b.type ? 0 : a.type === 'view' ? -1 : 1));
    if (orphans.length === 0) return '';
    for (const orphan of orphans) await session.drop([orphan]);
    await session.writeState({ ...change, put: [] });
    await session.writeState(forgetOrphans(orphans, manifest));
    await session.save();
    return describe(orphans, manifest);
  } catch (error) {
    if (!(error instanceof EngineFailure)) throw error;
    throw new SpError([notDropped(error.error, project.target.place)], 1);
  } finally {
    await session.close();
  }
}

function describe(orphans: readonly Orphan[], { dialect }: Manifest): string {
  return orphans.map(({ relation, type }) => `${type} ${dialect.renderRelation(relation)}`).join(', ');
}
