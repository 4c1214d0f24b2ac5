import { lstat, readdir, rm, rmdir } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { artifactNames } from '../artifacts/write-artifacts.js';
import { readProject } from '../project/read-project.js';
import type { Command } from './command.js';
import type { CleanOptions } from './options.js';
import { dropOrphans } from './orphans.js';

/**
 * Removes what sp wrote into the target folder and the other clean-targets of project.yml: artifacts, compiled SQL,
 * logs and the warehouse file of the active target. Anything else that lies there stays. With `--orphans` only objects of
 * the target go whose models are no longer in the project.
 */
export const clean: Command<CleanOptions> = async (options, context) => {
  if (options.orphans) {
    const dropped = await dropOrphans(options, context);
    context.sink({ kind: 'notice', message: dropped === '' ? 'nothing to drop' : `dropped ${dropped}` });
    return { exitCode: 0 };
  }
  const { project } = await readProject({
    projectDir: resolve(context.cwd, options.projectDir ?? '.'),
    env: context.env,
    ...(options.target !== undefined && { target: options.target }),
    ...(options.targetPath !== undefined && { targetPath: options.targetPath }),
  });
  const folders = new Set([
    project.targetPath,
    ...project.config.cleanTargets.map((path) => resolve(project.root, path)),
  ]);
  const warehouse = project.target.options['path'];
  const removed: string[] = [];
  for (const folder of folders) {
    if (!isInside(project.root, folder) && folder !== project.targetPath) continue;
    const own = artifactNames.map((name) => join(folder, name));
    if (typeof warehouse === 'string' && warehouse !== ':memory:') {
      const file = resolve(project.root, warehouse);
      if (isInside(folder, file)) own.push(file, `${file}.sp-lock`);
    }
    for (const path of own) {
      if (!(await exists(path))) continue;
      await rm(path, { recursive: true, force: true });
      removed.push(relative(project.root, path));
    }
    if ((await exists(folder)) && (await readdir(folder)).length === 0) await rmdir(folder);
  }
  const what = removed.length === 0 ? 'nothing to remove' : `removed ${removed.join(', ')}`;
  context.sink({ kind: 'notice', message: what });
  return { exitCode: 0 };
};

function isInside(folder: string, path: string): boolean {
  return path.startsWith(folder + sep);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}
