import { EngineFailure, type ExecuteRequest, type Publication, type Session } from '../adapters/adapter.js';
import { placeOfStatement } from '../compile/compile-hooks.js';
import type { CompiledHook } from '../compile/compiled.js';
import { hookFailed } from './errors.js';

/**
 * Runs hooks in order, each to its end before the next.
 *
 * @throws EngineFailure with a diagnostic at the hook that the engine refused
 */
export async function runHooks(
  hooks: readonly CompiledHook[],
  what: string,
  { session, signal, owner }: { readonly session: Session; readonly signal: AbortSignal; readonly owner: string },
): Promise<void> {
  for (const hook of hooks) await atHook([hook], what, owner, () => session.execute(toRequest(hook), signal));
}

/** Publishes a node with the hooks that belong to its transaction; see `runHooks` for what it throws. */
export async function publishWithHooks(
  session: Session,
  publication: Publication,
  hooks: readonly CompiledHook[],
  owner: string,
): Promise<void> {
  if (hooks.length === 0) return session.publish(publication);
  return atHook(hooks, 'post-hook', owner, () => session.publish({ ...publication, hooks: hooks.map(toRequest) }));
}

async function atHook(
  hooks: readonly CompiledHook[],
  what: string,
  owner: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    const place = error instanceof EngineFailure ? placeOfStatement(hooks, error.error.sql) : undefined;
    if (!(error instanceof EngineFailure) || place === undefined) throw error;
    const diagnostic = hookFailed(what, error.error, place, owner);
    throw new EngineFailure({ ...error.error, message: diagnostic.message, diagnostics: [diagnostic] });
  }
}

function toRequest({ statements, reads }: CompiledHook): ExecuteRequest {
  return { statements, reads };
}
