import { randomUUID } from 'node:crypto';
import { constants, copyFileSync, existsSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Session } from '../../adapters/adapter.js';
import { getAdapter } from '../../adapters/get-adapter.js';
import { SpError } from '../../errors/sp-error.js';
import type { Graph } from '../../graph/graph.js';
import { buildManifest } from '../../manifest/build-manifest.js';
import type { Manifest } from '../../manifest/manifest.js';
import type { Project } from '../../project/project.js';
import type { CommandContext } from '../command.js';
import { nothingPublished } from '../errors.js';
import { toOpenOptions } from '../open-session.js';
import type { CommonOptions } from '../options.js';
import type { Workspace } from '../workspace.js';

/** What is published, and a place of its own to build it again. */
export interface VerifySides {
  readonly published: Session;
  readonly aside: Session;
  readonly manifest: Manifest;
  /** As the place aside sees the project. */
  readonly asideManifest: Manifest;
  readonly graph: Graph;
  /** Aside holds everything that is published; otherwise it is empty. */
  readonly isCopy: boolean;
  /** Removes what was built aside. */
  readonly close: () => Promise<void>;
}

/** A copy of the target's file, or a schema of its own beside the target's. */
export async function openAside(
  { project, manifest, graph }: Workspace,
  options: CommonOptions,
  context: CommandContext,
): Promise<VerifySides> {
  const { path } = project.target.options;
  const file = typeof path === 'string' ? resolve(project.root, path) : undefined;
  if (file !== undefined && !existsSync(file)) throw new SpError([nothingPublished(project.target.place)]);
  const copy = file === undefined ? undefined : `${file}.sp-verify-${process.pid}`;
  const moved = moveTarget(project, copy);
  const adapter = await getAdapter(project.target.type, project.target.place);
  const open = (target: Project['target'], readOnly: boolean): Promise<Session> => {
    const run = { readOnly, runId: randomUUID(), command: 'verify' };
    return adapter.open(target.options, toOpenOptions({ ...project, target }, options, context, run));
  };
  const published = await open(project.target, true);
  let aside: Session | undefined;
  const close = async (): Promise<void> => {
    if (aside && copy === undefined) await aside.drop(await aside.relations());
    await Promise.all([published.close(), aside?.close()]);
    if (copy !== undefined) for (const end of ['', '.wal', '-wal', '-journal']) rmSync(copy + end, { force: true });
  };
  try {
    if (file !== undefined && copy !== undefined) {
      copyFileSync(file, copy, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    }
    aside = await open(moved.target, false);
    const asideManifest = copy === undefined ? buildManifest(moved, manifest.dialect) : manifest;
    return { published, aside, manifest, asideManifest, graph, isCopy: copy !== undefined, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function moveTarget(project: Project, copy: string | undefined): Project {
  const { target } = project;
  if (copy !== undefined) return { ...project, target: { ...target, options: { ...target.options, path: copy } } };
  const schema = `${target.schema ?? 'sp'}__sp_verify`;
  return { ...project, target: { ...target, schema, options: { ...target.options, schema } } };
}
