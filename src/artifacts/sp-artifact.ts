import type { NodeResult } from '../execute/node-result.js';
import type { Manifest } from '../manifest/manifest.js';
import { nodeId } from '../manifest/node-id.js';
import { toTimestamp, type ArtifactInfo } from './artifact-info.js';
import { isJsonObject, toJsonValue, type JsonValue } from './json-value.js';
import type { SqlFiles } from './sql-files.js';

/** sp.json: what dbt's schemas have no room for. */
export interface SpArtifact {
  readonly metadata: {
    readonly sp_schema_version: 1;
    readonly sp_version: string;
    readonly generated_at: string;
    readonly invocation_id: string;
    readonly project_name: string;
  };
  /** SQL files that sp wrote and that still belong to a node, relative to the target folder. */
  readonly files: readonly string[];
  /** Unique id → partitions as the last run that evaluated the node left them. */
  readonly partitions: Readonly<Record<string, readonly JsonValue[]>>;
}

/** What the run before left: only what the next sp.json carries on. */
export type EarlierSpArtifact = Pick<SpArtifact, 'files' | 'partitions'>;

/** Results and files of nodes that this run did not touch are carried on from the sp.json before. Pure. */
export function buildSpArtifact(
  manifest: Manifest,
  files: SqlFiles,
  results: readonly NodeResult[],
  earlier: EarlierSpArtifact | undefined,
  info: ArtifactInfo,
): SpArtifact {
  const partitions = new Map(Object.entries(earlier?.partitions ?? {}).filter(([id]) => isPartitioned(manifest, id)));
  for (const result of results) {
    if (result.partitions === undefined) continue;
    partitions.set(
      result.id,
      result.partitions.map(({ key, status, rows, message }) => ({
        key: toJsonValue(key, String),
        status,
        rows: rows ?? null,
        message: message ?? null,
      })),
    );
  }
  const stillThere = (earlier?.files ?? []).filter((path) => files.possiblePaths.has(path));
  return {
    metadata: {
      sp_schema_version: 1,
      sp_version: info.version,
      generated_at: toTimestamp(info.finishedAt),
      invocation_id: info.invocationId,
      project_name: manifest.project.config.name,
    },
    files: [...new Set([...stillThere, ...files.texts.keys()])].sort(),
    partitions: Object.fromEntries([...partitions].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The parts of a sp.json that are still of use, whatever version or accident wrote it. */
export function parseEarlierSpArtifact(text: string): EarlierSpArtifact | undefined {
  const value = parseJson(text);
  if (!isJsonObject(value)) return undefined;
  const { files, partitions } = value;
  return {
    files: Array.isArray(files) ? files.filter((file) => typeof file === 'string') : [],
    partitions: isJsonObject(partitions)
      ? Object.fromEntries(
          Object.entries(partitions).flatMap(([id, list]) => (Array.isArray(list) ? [[id, list]] : [])),
        )
      : {},
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPartitioned(manifest: Manifest, id: string): boolean {
  const node = manifest.nodes.get(nodeId(id));
  return node?.resourceType === 'model' && node.materialized === 'partitioned';
}
