import { getAdapter } from '../adapters/get-adapter.js';
import type { Adapter, OpenOptions, Session } from '../adapters/adapter.js';
import type { Project } from '../project/project.js';
import type { CommandContext } from './command.js';
import type { CommonOptions } from './options.js';

const defaultLockTimeoutSeconds = 60;

export function toOpenOptions(
  project: Project,
  options: CommonOptions,
  context: CommandContext,
  run: { readonly readOnly: boolean; readonly runId: string; readonly command: string },
): OpenOptions {
  return {
    ...run,
    projectRoot: project.root,
    targetPath: project.targetPath,
    threads: project.target.threads,
    lockTimeoutMs: (options.lockTimeoutSeconds ?? defaultLockTimeoutSeconds) * 1000,
    onNotice: (message) => context.sink({ kind: 'notice', message }),
    place: project.target.place,
    ...(project.target.schema !== undefined && { schema: project.target.schema }),
    ...(project.target.database !== undefined && { database: project.target.database }),
  };
}

export interface OpenedSession {
  readonly adapter: Adapter;
  readonly session: Session;
}

/** Opens the active target. The caller closes the session. */
export async function openSession(
  project: Project,
  options: CommonOptions,
  context: CommandContext,
  run: { readonly readOnly: boolean; readonly runId: string; readonly command: string },
): Promise<OpenedSession> {
  const adapter = await getAdapter(project.target.type, project.target.place);
  const session = await adapter.open(project.target.options, toOpenOptions(project, options, context, run));
  return { adapter, session };
}
