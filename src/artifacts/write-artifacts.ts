// What a run leaves in the target folder: manifest.json and run_results.json as dbt has them, sp.json, and the SQL of
// every node as compiled and as run. What goes into them is built by pure functions; disk access is here, in
// write-sql-files.ts, write-file-atomically.ts and read-artifacts.ts.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Compiled } from '../compile/compiled.js';
import { SpError } from '../errors/sp-error.js';
import type { NodeResult } from '../execute/node-result.js';
import type { Manifest } from '../manifest/manifest.js';
import type { ArtifactInfo } from './artifact-info.js';
import { buildManifestArtifact } from './manifest-artifact.js';
import { buildRunResultsArtifact } from './run-results-artifact.js';
import { buildSpArtifact, parseEarlierSpArtifact, type EarlierSpArtifact } from './sp-artifact.js';
import { buildSqlFiles } from './sql-files.js';
import { removeArtifactLeftovers, writeFileAtomically } from './write-file-atomically.js';
import { removeSqlFiles, writeSqlFiles } from './write-sql-files.js';

/** Files and folders directly in the target folder that are sp's own, besides the warehouse. */
export const artifactNames = ['manifest.json', 'run_results.json', 'sp.json', 'docs.html', 'compiled', 'run'] as const;

export interface RunArtifacts {
  readonly manifest: Manifest;
  /** Selected nodes; files of others stay as they are. */
  readonly compiled?: Compiled;
  /** Absent when nothing was executed: run_results.json stays as it is. */
  readonly results?: readonly NodeResult[];
  readonly info: ArtifactInfo;
}

/**
 * Writes all artifacts of a run. SQL files of nodes that are no longer in the project are removed, if sp wrote them.
 *
 * @throws SpError (2, or 1 when nodes were executed) when one cannot be written; each file is whole, old or new.
 */
export async function writeRunArtifacts(targetPath: string, run: RunArtifacts): Promise<void> {
  const { manifest, compiled, results, info } = run;
  const files = buildSqlFiles(manifest, compiled, results);
  await removeArtifactLeftovers(targetPath);
  const earlier = await readEarlier(join(targetPath, 'sp.json'));
  const sp = buildSpArtifact(manifest, files, results ?? [], earlier, info);
  try {
    removeSqlFiles(
      targetPath,
      (earlier?.files ?? []).filter((path) => !files.possiblePaths.has(path)),
    );
    writeSqlFiles(targetPath, files.texts);
    await writeJson(targetPath, 'sp.json', sp);
    await writeJson(targetPath, 'manifest.json', buildManifestArtifact(manifest, compiled, info));
    if (results !== undefined) {
      await writeJson(targetPath, 'run_results.json', buildRunResultsArtifact(manifest, compiled, results, info));
    }
  } catch (error) {
    if (!(error instanceof SpError) || results === undefined) throw error;
    throw new SpError(error.diagnostics, 1);
  }
}

async function writeJson(targetPath: string, name: string, value: object): Promise<void> {
  await writeFileAtomically(join(targetPath, name), JSON.stringify(value));
}

async function readEarlier(path: string): Promise<EarlierSpArtifact | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : parseEarlierSpArtifact(text);
}
