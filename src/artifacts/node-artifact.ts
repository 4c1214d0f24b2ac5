import { createHash } from 'node:crypto';
import type { Relation } from '../dialects/relation.js';
import type {
  AnalysisNode,
  ModelNode,
  NodeId,
  OperationNode,
  SeedNode,
  SnapshotNode,
  TestNode,
} from '../manifest/manifest.js';
import type { ArtifactContext } from './artifact-context.js';
import { buildColumns, buildConstraint, type ColumnArtifact } from './column-artifact.js';
import { compiledPathOf } from './compiled-path.js';
import { isJsonObject, toJsonObject, type JsonObject } from './json-value.js';
import { testMacroId } from './macro-artifact.js';
import { buildConfig } from './node-config.js';

/** A member of `nodes`. What dbt's schema requires is required here; the rest is there in our own files. */
export interface NodeArtifact {
  readonly database: string | null;
  readonly schema: string;
  readonly name: string;
  readonly resource_type: string;
  readonly package_name: string;
  readonly path: string;
  readonly original_file_path: string;
  readonly unique_id: string;
  readonly fqn: readonly string[];
  readonly alias: string;
  readonly checksum: { readonly name: string; readonly checksum: string };
  readonly config?: JsonObject;
  readonly tags?: readonly string[];
  readonly description?: string;
  readonly columns?: Readonly<Record<string, ColumnArtifact>>;
  readonly meta?: JsonObject;
  readonly group?: string | null;
  readonly docs?: JsonObject;
  readonly patch_path?: string | null;
  readonly build_path?: string | null;
  readonly unrendered_config?: JsonObject;
  readonly relation_name?: string | null;
  readonly raw_code?: string;
  readonly doc_blocks?: readonly string[];
  readonly language?: string;
  readonly refs?: readonly RefArtifact[];
  readonly sources?: readonly (readonly string[])[];
  readonly depends_on?: { readonly macros?: readonly string[]; readonly nodes?: readonly string[] };
  readonly compiled_path?: string | null;
  readonly compiled?: boolean;
  readonly compiled_code?: string | null;
  readonly extra_ctes?: readonly { readonly id: string; readonly sql: string }[];
  readonly column_name?: string | null;
  readonly attached_node?: string | null;
  readonly test_metadata?: JsonObject;
  readonly [key: string]: unknown;
}

export interface RefArtifact {
  readonly name: string;
  readonly package: string | null;
  readonly version: string | number | null;
}

type StoredNode = OperationNode | ModelNode | SeedNode | SnapshotNode | TestNode | AnalysisNode;

export function buildNodeArtifact(node: StoredNode, context: ArtifactContext): NodeArtifact {
  switch (node.resourceType) {
    case 'seed':
      return { ...buildBase(node, context), root_path: null, depends_on: { macros: [] } };
    case 'model':
      return { ...buildBase(node, context), ...buildTemplated(node, context), ...buildModelParts(node, context) };
    case 'test':
      return { ...buildBase(node, context), ...buildTemplated(node, context), ...buildTestParts(node, context) };
    case 'snapshot':
    case 'analysis':
      return { ...buildBase(node, context), ...buildTemplated(node, context) };
    case 'operation':
      return { ...buildBase(node, context), ...buildTemplated(node, context), index: node.index };
  }
}

function buildBase(node: StoredNode, context: ArtifactContext) {
  const { mask } = context;
  const config = buildConfig(node, mask);
  const { docs, group } = config;
  return {
    ...buildNames(node, context),
    checksum: buildChecksum(node),
    config,
    tags: node.tags,
    description: mask(node.description),
    columns: buildColumns(node.columns, mask),
    meta: toJsonObject(node.meta, mask),
    group: typeof group === 'string' ? group : null,
    docs: isJsonObject(docs) ? docs : { show: true, node_color: null },
    patch_path: node.patchPath === undefined ? null : `${node.package}://${node.patchPath}`,
    build_path: null,
    unrendered_config: {},
    relation_name: relationName(node, context),
    raw_code: 'rawCode' in node ? node.rawCode : '',
    doc_blocks: [],
  };
}

function buildNames(node: StoredNode, { manifest }: ArtifactContext) {
  const relation: Relation = 'relation' in node ? node.relation : { identifier: node.name };
  const { target } = manifest.project;
  return {
    database: relation.database ?? target.database ?? null,
    schema: relation.schema ?? target.schema ?? 'main',
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.package,
    path: node.path,
    original_file_path: node.originalFilePath,
    unique_id: node.id,
    fqn: node.fqn,
    alias: 'alias' in node ? node.alias : node.name,
  };
}

/** Of what the node is: generic tests have none of their own, and seeds, as dbt's large ones, are known by their path. */
function buildChecksum(node: StoredNode): NodeArtifact['checksum'] {
  if (node.resourceType === 'seed') return { name: 'path', checksum: node.originalFilePath };
  if (node.resourceType === 'test' && node.generic) return { name: 'none', checksum: '' };
  return { name: 'sha256', checksum: createHash('sha256').update(node.rawCode).digest('hex') };
}

function relationName(node: StoredNode, context: ArtifactContext): string | null {
  if (!('relation' in node) || node.resourceType === 'test') return null;
  return node.materialized === 'ephemeral' ? null : context.manifest.dialect.renderRelation(node.relation);
}

function buildTemplated(
  node: OperationNode | ModelNode | SnapshotNode | TestNode | AnalysisNode,
  context: ArtifactContext,
) {
  const compiled = context.compiled?.nodes.get(node.id);
  const parents = context.manifest.parents.get(node.id) ?? [];
  return {
    language: 'sql',
    ...buildReferences(node, context),
    metrics: [],
    functions: [],
    depends_on: { macros: macrosOf(node), nodes: parents },
    compiled_path: compiled ? `${context.compiledFolder}/${compiledPathOf(node)}` : null,
    compiled: compiled !== undefined,
    compiled_code: compiled ? context.mask(compiled.sql) : null,
    extra_ctes_injected: compiled !== undefined,
    extra_ctes: (compiled?.ctes ?? []).map(({ id, sql }) => ({ id, sql: context.mask(sql) })),
    contract: { enforced: false, alias_types: true, checksum: null },
  };
}

function macrosOf(node: OperationNode | ModelNode | SnapshotNode | TestNode | AnalysisNode): readonly string[] {
  const own = node.resourceType === 'test' && node.generic ? [testMacroId(node.generic.macro)] : [];
  return [...new Set([...own, ...node.macroIds])].sort();
}

/** A generic test refers to what it is attached to and to what its arguments name, all others to what they call. */
function buildReferences(
  node: OperationNode | ModelNode | SnapshotNode | TestNode | AnalysisNode,
  context: ArtifactContext,
) {
  const refs = new Map<string, RefArtifact>();
  const sources = new Map<string, readonly string[]>();
  const addNode = (id: NodeId): void => {
    const target = context.manifest.nodes.get(id);
    if (target?.resourceType === 'source') sources.set(id, [target.sourceName, target.name]);
    else if (target) refs.set(id, { name: target.name, package: null, version: null });
  };
  if (node.resourceType === 'test' && node.generic) {
    for (const { node: id } of node.generic.argumentRefs) addNode(id);
    addNode(node.generic.attachedTo);
  }
  for (const { call } of node.refs) {
    const ref = { name: call.name, package: call.package ?? null, version: call.version ?? null };
    refs.set(JSON.stringify(ref), ref);
  }
  for (const { call } of node.sources) sources.set(`${call.source}.${call.table}`, [call.source, call.table]);
  return { refs: [...refs.values()], sources: [...sources.values()] };
}

function buildModelParts(node: ModelNode, { mask }: ArtifactContext) {
  const contract = node.config['contract'];
  const constraints = node.config['constraints'];
  return {
    contract: {
      enforced: isJsonObject(contract) && contract['enforced'] === true,
      alias_types: !isJsonObject(contract) || contract['alias_types'] !== false,
      checksum: null,
    },
    access: node.access,
    constraints: Array.isArray(constraints)
      ? constraints.filter(isJsonObject).flatMap((constraint) => buildConstraint(constraint, mask))
      : [],
    version: null,
    latest_version: null,
    deprecation_date: null,
    primary_key: [],
    time_spine: null,
  };
}

function buildTestParts(node: TestNode, { manifest, mask }: ArtifactContext) {
  const { generic } = node;
  if (generic === undefined) return {};
  const attached = manifest.nodes.get(generic.attachedTo);
  const isSource = attached?.resourceType === 'source';
  const [name = generic.test, ...namespace] = generic.test.split('.').toReversed();
  return {
    column_name: generic.column ?? null,
    file_key_name: attached ? `${attached.resourceType}s.${isSource ? attached.sourceName : attached.name}` : null,
    attached_node: isSource ? null : generic.attachedTo,
    test_metadata: {
      name,
      kwargs: {
        ...(generic.column !== undefined && { column_name: generic.column }),
        ...toJsonObject(generic.kwargs, mask),
        model: isSource
          ? `{{source "${attached.sourceName}" "${attached.name}"}}`
          : `{{ref "${attached?.name ?? ''}"}}`,
      },
      namespace: namespace.length === 0 ? null : namespace.toReversed().join('.'),
    },
  };
}
