import type { Compiled } from '../compile/compiled.js';
import type { NodeResult } from '../execute/node-result.js';
import type { Manifest } from '../manifest/manifest.js';
import { createContext, type ArtifactContext } from './artifact-context.js';
import { buildMetadata, toTimestamp, type ArtifactInfo, type ArtifactMetadata } from './artifact-info.js';
import { toJsonObject, type JsonObject } from './json-value.js';

export interface RunResultsArtifact {
  readonly metadata: ArtifactMetadata;
  readonly results: readonly ResultArtifact[];
  /** Seconds. */
  readonly elapsed_time: number;
  readonly args?: JsonObject;
}

export interface ResultArtifact {
  readonly unique_id: string;
  readonly status: string;
  readonly timing: readonly TimingArtifact[];
  readonly thread_id: string;
  /** Seconds. */
  readonly execution_time: number;
  readonly adapter_response: JsonObject;
  readonly message: string | null;
  readonly failures: number | null;
  readonly compiled: boolean | null;
  readonly compiled_code: string | null;
  readonly relation_name: string | null;
  /** Of a microbatch model: start and end of each batch that ran. */
  readonly batch_results?: { readonly successful: readonly BatchArtifact[]; readonly failed: readonly BatchArtifact[] };
}

export type BatchArtifact = readonly [start: string, end: string];

export interface TimingArtifact {
  readonly name: string;
  readonly started_at?: string | null;
  readonly completed_at?: string | null;
}

/** dbt's run_results.json, version 6, in the order of `results`. Pure. */
export function buildRunResultsArtifact(
  manifest: Manifest,
  compiled: Compiled | undefined,
  results: readonly NodeResult[],
  info: ArtifactInfo,
): RunResultsArtifact {
  const context = createContext(manifest, compiled);
  return {
    metadata: buildMetadata('run-results/v6', info),
    results: results.map((result) => buildResult(result, context)),
    elapsed_time: (info.finishedAt - info.startedAt) / 1000,
    args: toJsonObject(info.args, context.mask),
  };
}

function buildResult(result: NodeResult, { manifest, compiled, mask }: ArtifactContext): ResultArtifact {
  const { startedAt, finishedAt, rows } = result;
  const node = manifest.nodes.get(result.id);
  const sql = compiled?.nodes.get(result.id)?.sql;
  const message = result.message ?? result.diagnostics[0]?.message;
  const hasRun = startedAt !== undefined && finishedAt !== undefined;
  const hasRelation =
    (node?.resourceType === 'model' || node?.resourceType === 'seed' || node?.resourceType === 'snapshot') &&
    node.materialized !== 'ephemeral';
  return {
    unique_id: result.id,
    status: result.status,
    timing: hasRun
      ? [{ name: 'execute', started_at: toTimestamp(startedAt), completed_at: toTimestamp(finishedAt) }]
      : [],
    thread_id: result.slot === undefined ? 'main' : `Thread-${result.slot}`,
    execution_time: hasRun ? (finishedAt - startedAt) / 1000 : 0,
    adapter_response: rows === undefined ? {} : { _message: `${rows} rows`, rows_affected: rows },
    message: message === undefined ? null : mask(message),
    failures: result.failures ?? null,
    compiled: node !== undefined && 'template' in node ? sql !== undefined : null,
    compiled_code: sql === undefined ? null : mask(sql),
    relation_name: hasRelation ? manifest.dialect.renderRelation(node.relation) : null,
    ...(result.batches && { batch_results: buildBatches(result.batches) }),
  };
}

function buildBatches(batches: NonNullable<NodeResult['batches']>): NonNullable<ResultArtifact['batch_results']> {
  const of = (wanted: 'success' | 'error'): readonly BatchArtifact[] =>
    batches
      .filter(({ status }) => status === wanted)
      .map(({ start, end }): BatchArtifact => [toTimestamp(start), toTimestamp(end)]);
  return { successful: of('success'), failed: of('error') };
}
