import { join, relative } from 'node:path';
import { readManifestArtifact, readRunResults } from '../artifacts/read-artifacts.js';
import { writeFileAtomically } from '../artifacts/write-file-atomically.js';
import { renderDocsPage } from '../docs/render-docs-page.js';
import { formatBytes } from '../util/format-bytes.js';
import type { Command } from './command.js';
import { compileProject } from './compile.js';
import type { DocsOptions } from './options.js';

/** Writes `docs.html`, one page that opens from disk: from a fresh compile and the last run's results, if any. */
export const docs: Command<DocsOptions> = async (options, context) => {
  const { project } = await compileProject(options, context);
  const manifest = await readManifestArtifact(project.targetPath);
  const runResults = await readRunResults(project.targetPath);
  const html = renderDocsPage({ manifest: manifest ?? null, ...(runResults && { runResults }) });
  const path = join(project.targetPath, 'docs.html');
  await writeFileAtomically(path, html);
  const size = formatBytes(Buffer.byteLength(html));
  context.sink({ kind: 'notice', message: `wrote ${relative(context.cwd, path)}, ${size}` });
  if (runResults === undefined) {
    context.sink({ kind: 'notice', message: 'no run results yet: sp build adds them' });
  }
  return { exitCode: 0 };
};
