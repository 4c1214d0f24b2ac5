// Projects in temporary folders, read and removed again.

import { join } from 'node:path';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import { readProject, type ReadProject, type ReadProjectOptions } from '../project/read-project.js';
import { createTempProject, type TempProject } from './temp-project.js';

type Files = Readonly<Record<string, string | Uint8Array>>;
type Options = Partial<Omit<ReadProjectOptions, 'projectDir'>> & {
  /** Where to begin to look, below the project's folder. */
  readonly folder?: string;
  /** What else to do in the folder before it is read. */
  readonly prepare?: (project: TempProject) => void;
};

/** Reads the project of these files, with an empty environment unless told. */
export async function readTempProject(files: Files, options: Options = {}): Promise<ReadProject> {
  return withTempProject(files, (project) => readIn(project, options));
}

/** The text of everything that is wrong with a project; `nothing` when it can be read. The folder is called `/project`. */
export async function explainTempProject(files: Files, options: Options = {}): Promise<string> {
  return withTempProject(files, async (project) => {
    try {
      await readIn(project, options);
      return 'nothing';
    } catch (error) {
      if (!(error instanceof SpError) || error.exitCode !== 2) throw error;
      return renderDiagnostics(error.diagnostics, { color: false }).replaceAll(project.root, '/project');
    }
  });
}

async function readIn(project: TempProject, { folder = '.', prepare, ...options }: Options): Promise<ReadProject> {
  prepare?.(project);
  return readProject({ env: {}, ...options, projectDir: join(project.root, folder) });
}

async function withTempProject<Result>(files: Files, use: (project: TempProject) => Promise<Result>): Promise<Result> {
  const project = createTempProject(files);
  try {
    return await use(project);
  } finally {
    project.cleanup();
  }
}
