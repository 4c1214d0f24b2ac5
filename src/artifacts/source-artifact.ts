import type { SourceNode } from '../manifest/manifest.js';
import type { ArtifactContext } from './artifact-context.js';
import { buildColumns, type ColumnArtifact } from './column-artifact.js';
import { toJsonObject, type JsonObject } from './json-value.js';
import { buildConfig } from './node-config.js';

export interface SourceArtifact {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn: readonly string[];
  readonly source_name: string;
  readonly source_description: string;
  readonly loader: string;
  readonly identifier: string;
  readonly description?: string;
  readonly columns?: Readonly<Record<string, ColumnArtifact>>;
  readonly config?: JsonObject;
  readonly tags?: readonly string[];
  readonly meta?: JsonObject;
  readonly relation_name?: string | null;
  readonly [key: string]: unknown;
}

export function buildSourceArtifact(node: SourceNode, { manifest, mask }: ArtifactContext): SourceArtifact {
  const { target } = manifest.project;
  const config = buildConfig(node, mask);
  const textOrNull = (key: string): string | null => (typeof config[key] === 'string' ? config[key] : null);
  return {
    database: node.relation.database ?? target.database ?? null,
    schema: node.relation.schema ?? target.schema ?? 'main',
    name: node.name,
    resource_type: 'source',
    package_name: node.package,
    path: node.path,
    original_file_path: node.originalFilePath,
    unique_id: node.id,
    fqn: node.fqn,
    source_name: node.sourceName,
    source_description: mask(node.sourceDescription),
    loader: '',
    identifier: node.relation.identifier,
    quoting: { database: null, schema: null, identifier: null, column: null },
    loaded_at_field: textOrNull('loaded_at_field'),
    loaded_at_query: textOrNull('loaded_at_query'),
    freshness: null,
    external: null,
    description: mask(node.description),
    columns: buildColumns(node.columns, mask),
    meta: toJsonObject(node.meta, mask),
    source_meta: {},
    tags: node.tags,
    config,
    patch_path: null,
    unrendered_config: {},
    relation_name: manifest.dialect.renderRelation(node.relation),
    unrendered_database: null,
    unrendered_schema: null,
    doc_blocks: [],
  };
}
