// Manifest and compiled SQL → dbt's manifest.json, version 12. Pure: the same inputs and info give the same bytes. What
// dbt's schema has no room for goes into sp.json (sp-artifact.ts).

import { createHash } from 'node:crypto';
import type { Compiled } from '../compile/compiled.js';
import type { Manifest, ManifestNode } from '../manifest/manifest.js';
import { createContext, type ArtifactContext } from './artifact-context.js';
import { buildMetadata, toTimestamp, type ArtifactInfo, type ArtifactMetadata } from './artifact-info.js';
import { buildExposureArtifact, type ExposureArtifact } from './exposure-artifact.js';
import type { JsonObject } from './json-value.js';
import { buildMacroArtifact, type MacroArtifact } from './macro-artifact.js';
import { buildNodeArtifact, type NodeArtifact } from './node-artifact.js';
import { buildSourceArtifact, type SourceArtifact } from './source-artifact.js';

type ById<Value> = Readonly<Record<string, Value>>;

export interface ManifestArtifact {
  readonly metadata: ManifestMetadata;
  readonly nodes: ById<NodeArtifact>;
  readonly sources: ById<SourceArtifact>;
  readonly macros: ById<MacroArtifact>;
  readonly docs: ById<DocArtifact>;
  readonly exposures: ById<ExposureArtifact>;
  readonly metrics: JsonObject;
  readonly groups: JsonObject;
  readonly selectors: JsonObject;
  readonly disabled: ById<readonly (NodeArtifact | SourceArtifact | ExposureArtifact)[]> | null;
  readonly parent_map: ById<readonly string[]> | null;
  readonly child_map: ById<readonly string[]> | null;
  readonly group_map: ById<readonly string[]> | null;
  readonly saved_queries: JsonObject;
  readonly semantic_models: JsonObject;
  readonly unit_tests: JsonObject;
}

export interface ManifestMetadata extends ArtifactMetadata {
  readonly project_name?: string | null;
  readonly project_id?: string | null;
  readonly user_id?: string | null;
  readonly send_anonymous_usage_stats?: boolean | null;
  readonly adapter_type?: string | null;
  readonly quoting?: JsonObject | null;
  readonly run_started_at?: string | null;
}

export interface DocArtifact {
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly block_contents: string;
}

/** `compiled` holds the nodes that were compiled; without it none was. */
export function buildManifestArtifact(
  manifest: Manifest,
  compiled: Compiled | undefined,
  info: ArtifactInfo,
): ManifestArtifact {
  const context = createContext(manifest, compiled);
  const all = [...manifest.nodes.values()].sort(byId);
  const operations = [...manifest.operations].sort(byId);
  const ids = all.map((node) => node.id);
  const parents = new Map(ids.map((id) => [id, manifest.parents.get(id) ?? []]));
  return {
    metadata: buildManifestMetadata(manifest, info),
    nodes: Object.fromEntries(
      [...all, ...operations].flatMap((node) =>
        node.resourceType === 'source' || node.resourceType === 'exposure'
          ? []
          : [[node.id, buildNodeArtifact(node, context)]],
      ),
    ),
    sources: Object.fromEntries(
      all.flatMap((node) => (node.resourceType === 'source' ? [[node.id, buildSourceArtifact(node, context)]] : [])),
    ),
    macros: buildMacros(context),
    docs: { [overview.unique_id]: overview },
    exposures: Object.fromEntries(
      all.flatMap((node) =>
        node.resourceType === 'exposure' ? [[node.id, buildExposureArtifact(node, context)]] : [],
      ),
    ),
    metrics: {},
    groups: {},
    selectors: {},
    disabled: buildDisabled(context),
    parent_map: Object.fromEntries(parents),
    child_map: Object.fromEntries(invert(parents)),
    group_map: buildGroupMap(all),
    saved_queries: {},
    semantic_models: {},
    unit_tests: {},
  };
}

function buildManifestMetadata({ project }: Manifest, info: ArtifactInfo): ManifestMetadata {
  const { name } = project.config;
  return {
    ...buildMetadata('manifest/v12', info),
    project_name: name,
    project_id: createHash('md5').update(name).digest('hex'),
    user_id: null,
    send_anonymous_usage_stats: false,
    adapter_type: info.adapterType,
    quoting: { database: true, schema: true, identifier: true, column: null },
    run_started_at: toTimestamp(info.startedAt),
  };
}

/** dbt's own documentation page looks for this block. */
const overview: DocArtifact = {
  name: '__overview__',
  resource_type: 'doc',
  package_name: 'dbt',
  path: 'overview.md',
  original_file_path: 'docs/overview.md',
  unique_id: 'doc.dbt.__overview__',
  block_contents: 'Every model, seed, source and test of this project, with its columns and what it depends on.',
};

function buildMacros(context: ArtifactContext): ById<MacroArtifact> {
  const { macros, project } = context.manifest;
  const descriptions = new Map(
    project.properties.flatMap((file) => file.macros.map((macro) => [macro.name, macro.description])),
  );
  const artifacts = [...macros.values()].map((macro) =>
    buildMacroArtifact(macro, descriptions.get(macro.name) ?? '', context),
  );
  return Object.fromEntries(
    artifacts
      .map((artifact): [string, MacroArtifact] => [artifact.unique_id, artifact])
      .sort(([a], [b]) => compare(a, b)),
  );
}

function buildDisabled(context: ArtifactContext): ManifestArtifact['disabled'] {
  const groups = new Map<string, (NodeArtifact | SourceArtifact | ExposureArtifact)[]>();
  for (const node of [...context.manifest.disabled].sort(byId)) {
    const artifact = buildAny(node, context);
    groups.set(node.id, [...(groups.get(node.id) ?? []), artifact]);
  }
  return Object.fromEntries(groups);
}

function buildAny(node: ManifestNode, context: ArtifactContext): NodeArtifact | SourceArtifact | ExposureArtifact {
  if (node.resourceType === 'source') return buildSourceArtifact(node, context);
  if (node.resourceType === 'exposure') return buildExposureArtifact(node, context);
  return buildNodeArtifact(node, context);
}

function invert(parents: ReadonlyMap<string, readonly string[]>): ReadonlyMap<string, readonly string[]> {
  const children = new Map<string, string[]>([...parents.keys()].map((id) => [id, []]));
  for (const [id, ownParents] of parents) for (const parent of ownParents) children.get(parent)?.push(id);
  return children;
}

function buildGroupMap(nodes: readonly ManifestNode[]): ById<readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const node of nodes) {
    if (node.resourceType !== 'model' || node.group === undefined) continue;
    groups.set(node.group, [...(groups.get(node.group) ?? []), node.id]);
  }
  return Object.fromEntries([...groups].sort(([a], [b]) => compare(a, b)));
}

function byId(a: Pick<ManifestNode, 'id'>, b: Pick<ManifestNode, 'id'>): number {
  return compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
