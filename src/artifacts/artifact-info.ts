import type { JsonObject } from './json-value.js';

/** What the artifacts say about the invocation; handed in, so that building them is pure. */
export interface ArtifactInfo {
  /** Version of sp. */
  readonly version: string;
  readonly invocationId: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** The command as it was asked for, under dbt's names; `which` is its verb. No secrets. */
  readonly args: Readonly<Record<string, unknown>>;
  /** Type of the target, e.g. `sqlite`. */
  readonly adapterType: string;
}

export interface ArtifactMetadata {
  readonly dbt_schema_version: string;
  readonly dbt_version?: string;
  readonly generated_at?: string;
  readonly invocation_id?: string | null;
  readonly invocation_started_at?: string | null;
  readonly env?: JsonObject;
}

/** The dbt whose artifacts these are like. Tools decide by it how to read a file, so our version only stands behind it. */
const dbtVersion = '1.12.0';

export function buildMetadata(schema: 'manifest/v12' | 'run-results/v6', info: ArtifactInfo): ArtifactMetadata {
  return {
    dbt_schema_version: `https://schemas.getdbt.com/dbt/${schema}.json`,
    dbt_version: `${dbtVersion}+sp.${info.version}`,
    generated_at: toTimestamp(info.finishedAt),
    invocation_id: info.invocationId,
    invocation_started_at: toTimestamp(info.startedAt),
    env: {},
  };
}

/** dbt's form: microseconds, `Z`. */
export function toTimestamp(timeMs: number): string {
  return new Date(timeMs).toISOString().replace(/\.(\d{3})Z$/, '.$1000Z');
}
