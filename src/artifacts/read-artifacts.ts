import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SpError } from '../errors/sp-error.js';
import { reasonOf, unreadableArtifact } from './errors.js';
import { isJsonObject } from './json-value.js';
import type { ManifestArtifact } from './manifest-artifact.js';
import type { RunResultsArtifact } from './run-results-artifact.js';

/**
 * `manifest.json` of a folder, sp's or dbt's; undefined where there is none.
 *
 * @throws SpError (2) for a file that cannot be read, is damaged, or is of another version than 12.
 */
export function readManifestArtifact(folder: string): Promise<ManifestArtifact | undefined> {
  return readArtifact(join(folder, 'manifest.json'), 'manifest/v12', isManifestArtifact);
}

/** `run_results.json` of a folder, version 6; see `readManifestArtifact`. */
export function readRunResults(folder: string): Promise<RunResultsArtifact | undefined> {
  return readArtifact(join(folder, 'run_results.json'), 'run-results/v6', isRunResultsArtifact);
}

async function readArtifact<Artifact>(
  path: string,
  schema: string,
  isWhole: (value: unknown) => value is Artifact,
): Promise<Artifact | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) return undefined;
    const reason = error instanceof SyntaxError ? `it is no whole JSON document` : reasonOf(error);
    throw new SpError([unreadableArtifact(path, reason)]);
  }
  const found = schemaOf(value);
  if (found !== schema) {
    const what = found === undefined ? 'it says no dbt schema version' : `it is of the schema ${found}`;
    throw new SpError([unreadableArtifact(path, `${what}, and sp reads ${schema}`)]);
  }
  if (!isWhole(value)) throw new SpError([unreadableArtifact(path, `parts that ${schema} requires are missing`)]);
  return value;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

function schemaOf(value: unknown): string | undefined {
  const metadata = isJsonObject(value) ? value['metadata'] : undefined;
  const version = isJsonObject(metadata) ? metadata['dbt_schema_version'] : undefined;
  return typeof version === 'string' ? /([\w-]+\/v\d+)\.json$/.exec(version)?.[1] : undefined;
}

/** Enough for what reads it: the tables of nodes, and of each node what names it. */
function isManifestArtifact(value: unknown): value is ManifestArtifact {
  if (!isJsonObject(value)) return false;
  const tables = ['nodes', 'sources', 'exposures', 'macros', 'docs'].map((key) => value[key]);
  return tables.every((table) => isJsonObject(table) && Object.values(table).every(isNamed));
}

function isNamed(value: unknown): boolean {
  return isJsonObject(value) && ['unique_id', 'name', 'resource_type'].every((key) => typeof value[key] === 'string');
}

function isRunResultsArtifact(value: unknown): value is RunResultsArtifact {
  if (!isJsonObject(value)) return false;
  const { results, elapsed_time: elapsed } = value;
  return typeof elapsed === 'number' && Array.isArray(results) && results.every(isResult);
}

function isResult(value: unknown): boolean {
  return (
    isJsonObject(value) &&
    typeof value['unique_id'] === 'string' &&
    typeof value['status'] === 'string' &&
    Array.isArray(value['timing'])
  );
}
