import { randomUUID } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Session } from '../../adapters/adapter.js';
import { getAdapter } from '../../adapters/get-adapter.js';
import { getDialect } from '../../dialects/get-dialect.js';
import { SpError } from '../../errors/sp-error.js';
import { buildManifest } from '../../manifest/build-manifest.js';
import type { Manifest } from '../../manifest/manifest.js';
import type { Project, Target } from '../../project/project.js';
import { toProjectPath } from '../../project/project-path.js';
import type { CommandContext } from '../command.js';
import { nothingToCompare, unknownOther } from '../errors.js';
import { toOpenOptions } from '../open-session.js';
import type { DiffOptions } from '../options.js';
import { openWorkspace, type Workspace } from '../workspace.js';

/** One of the two targets: where each node lives there, and a session that only reads. */
export interface DiffTarget {
  /** What the user called it. */
  readonly name: string;
  /** E.g. `duckdb: target/warehouse.duckdb`. Never a secret. */
  readonly description: string;
  readonly manifest: Manifest;
  readonly session: Session;
}

/** @throws SpError (2) when there is no such target or file, or one of the two cannot be reached. */
export async function openSides(
  workspace: Workspace,
  options: DiffOptions,
  context: CommandContext,
): Promise<readonly [here: DiffTarget, there: DiffTarget]> {
  const other = await findOther(workspace, options, context);
  const here = await openSide(workspace.project.target.name, workspace, options, context);
  try {
    return [here, await openSide(options.other ?? '', other, options, context)];
  } catch (error) {
    await here.session.close();
    throw error;
  }
}

async function openSide(
  name: string,
  { project, manifest }: Pick<Workspace, 'project' | 'manifest'>,
  options: DiffOptions,
  context: CommandContext,
): Promise<DiffTarget> {
  const { target } = project;
  const adapter = await getAdapter(target.type, target.place);
  const run = { readOnly: true, runId: randomUUID(), command: 'diff' };
  const session = await adapter.open(target.options, toOpenOptions(project, options, context, run));
  return { name, description: adapter.describe(target.options), manifest, session };
}

/** The project as the other target sees it. Its warnings were reported for the first one. */
async function findOther(
  { project, manifest }: Workspace,
  options: DiffOptions,
  context: CommandContext,
): Promise<Pick<Workspace, 'project' | 'manifest'>> {
  const { other } = options;
  if (other === undefined) throw new SpError([nothingToCompare(project.targetNames)]);
  if (project.targetNames.includes(other) || other === project.target.name) {
    return openWorkspace({ ...options, target: other }, { ...context, sink: () => {} });
  }
  const path = resolve(context.cwd, other);
  const type = readFileType(path);
  if (type === undefined) throw new SpError([unknownOther(other, project.targetNames)]);
  const target: Target = {
    name: other,
    type,
    threads: project.target.threads,
    options: { path: toProjectPath(path, project.root) ?? path },
    place: project.target.place,
  };
  const moved: Project = { ...project, target };
  const isSame = type === project.target.type;
  return { project: moved, manifest: isSame ? manifest : buildManifest(moved, getDialect(type, target.options)) };
}

/** Which engine wrote a database file, by its first bytes; undefined when it is none or cannot be read. */
function readFileType(path: string): 'sqlite' | 'duckdb' | undefined {
  const head = Buffer.alloc(16);
  try {
    const file = openSync(path, 'r');
    try {
      readSync(file, head, 0, head.length, 0);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
  if (head.toString('latin1') === 'SQLite format 3\0') return 'sqlite';
  return head.toString('latin1', 8, 12) === 'DUCK' ? 'duckdb' : undefined;
}
