import type { Session } from '../adapters/adapter.js';
import type { KeepingSession } from '../execute/content-versions.js';
import { StateTracker } from '../execute/state-tracker.js';
import type { Manifest } from '../manifest/manifest.js';
import { hashFile } from '../project/files/hash-file.js';
import type { CommonOptions } from './options.js';

/** What decides which nodes run, on targets that remember; undefined where everything runs every time. */
export function trackerOf(
  session: Session,
  manifest: Manifest,
  options: Pick<CommonOptions, 'force' | 'fullRefresh' | 'empty'>,
  hashOf: (absolutePath: string) => Promise<string> = hashFile,
): (() => Promise<StateTracker>) | undefined {
  if (!isKeeping(session)) return undefined;
  const flag = options.fullRefresh ? '--full-refresh' : options.empty ? '--empty' : '--force';
  const forced = options.force || options.fullRefresh || options.empty ? { forcedBy: flag } : {};
  return () => StateTracker.open({ session, manifest, hashFile: hashOf, ...forced });
}

export async function openTracker(...of: Parameters<typeof trackerOf>): Promise<StateTracker | undefined> {
  return trackerOf(...of)?.();
}

export function isKeeping(session: Session): session is KeepingSession {
  return session.readState !== undefined && session.writeState !== undefined && session.hash !== undefined;
}
