import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const projectFileName = 'project.yml';

/** The nearest folder, from `folder` upward, that holds a project.yml. */
export function findProjectRoot(folder: string): string | undefined {
  const here = resolve(folder);
  if (existsSync(join(here, projectFileName))) return here;
  const above = dirname(here);
  return above === here ? undefined : findProjectRoot(above);
}
