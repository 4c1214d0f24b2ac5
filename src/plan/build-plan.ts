import { createHash } from 'node:crypto';
import type { Dialect } from '../dialects/dialect.js';
import type { Compiled, CompiledNode, CompiledVariants } from '../compile/compiled.js';
import type { Graph } from '../graph/graph.js';
import type {
  IncrementalConfig,
  Manifest,
  ModelNode,
  NodeId,
  SeedNode,
  SnapshotNode,
  TestNode,
} from '../manifest/manifest.js';
import type { Narrowing } from '../compile/narrowing.js';
import { buildDependencies, type Dependencies } from './build-dependencies.js';
import { estimatePriorities } from './estimate-priorities.js';
import { labelOf, unknownWriter, type NodePlan, type Plan } from './plan.js';
import { planTestStatements } from './plan-tests.js';

export interface PlanRequest {
  readonly manifest: Manifest;
  readonly graph: Graph;
  /** Selected nodes that can run (models, seeds, tests), in the graph's order. */
  readonly selected: readonly NodeId[];
  readonly compiled: Compiled;
  /** Names staged tables apart between runs on engines that stage under other names. */
  readonly runId: string;
  /** `--partition`: keys to evaluate by node. */
  readonly onlyKeys: ReadonlyMap<NodeId, readonly string[]>;
  /** `--full-refresh` */
  readonly fullRefresh?: boolean;
  readonly narrowing?: Narrowing;
  /** `--event-time-start`, `--event-time-end`: milliseconds since the epoch. */
  readonly eventTime?: { readonly start?: number; readonly end?: number };
  /** `sp retry`: the batches to evaluate by node, milliseconds since the epoch. */
  readonly onlyBatches?: ReadonlyMap<NodeId, readonly { readonly start: number; readonly end: number }[]>;
}

export function buildPlan(request: PlanRequest): Plan {
  const { manifest, graph } = request;
  const runnable = request.selected.filter((id) => isRunnable(manifest, id));
  const dependencies = buildDependencies(manifest, graph, runnable);
  const priorities = estimatePriorities(manifest, graph, dependencies, runnable);
  const nodes = new Map<NodeId, NodePlan>();
  for (const id of runnable) {
    const node = manifest.nodes.get(id);
    if (node === undefined) continue;
    const base = {
      id,
      label: labelOf(node),
      waitsFor: dependencies.waitsFor.get(id) ?? [],
      gates: dependencies.gates.get(id) ?? [],
      priority: priorities.get(id) ?? 0,
    };
    if (node.resourceType === 'seed') nodes.set(id, { ...base, ...planSeed(request, node) });
    const compiled = request.compiled.nodes.get(id);
    if (compiled === undefined) continue;
    if (node.resourceType === 'model') nodes.set(id, { ...base, ...planModel(request, node, compiled) });
    if (node.resourceType === 'snapshot') nodes.set(id, { ...base, ...planSnapshot(request, node, compiled) });
    if (node.resourceType === 'test') nodes.set(id, { ...base, ...planTest(request, node, compiled, dependencies) });
  }
  const { hooks } = request.compiled;
  return { nodes, ...(hooks && { hooks }), isNarrowed: request.narrowing !== undefined };
}

function isRunnable(manifest: Manifest, id: NodeId): boolean {
  const node = manifest.nodes.get(id);
  if (node?.resourceType === 'model') return node.materialized !== 'ephemeral';
  return node?.resourceType === 'seed' || node?.resourceType === 'snapshot' || node?.resourceType === 'test';
}

type Own<T> = T extends unknown ? Omit<T, 'id' | 'label' | 'waitsFor' | 'gates' | 'priority'> : never;

function planSeed({ manifest, narrowing }: PlanRequest, node: SeedNode): Own<NodePlan> {
  const { relation, files, seed, rejected } = node;
  return {
    kind: 'seed',
    node,
    task: { kind: 'seed', relation, reads: [], files, seed, ...(rejected && { rejected }) },
    statements: narrowing?.kind === 'empty' ? [{ sql: manifest.dialect.deleteAll(relation) }] : [],
  };
}

function planModel(request: PlanRequest, node: ModelNode, compiled: CompiledNode): Own<NodePlan> {
  const { dialect } = request.manifest;
  const { reads, sql } = compiled;
  if (compiled.partition) {
    const onlyKeys = request.onlyKeys.get(node.id);
    return {
      kind: 'partitioned',
      node,
      compiled,
      partition: compiled.partition,
      relation: node.relation,
      staging: dialect.stagingRelation(node.relation, request.runId),
      ...(onlyKeys && { onlyKeys }),
      statements: indexStatements(dialect, node),
    };
  }
  if (node.materialized === 'view' || node.materialized === 'materialized_view') {
    const statements = [{ sql: dialect.createViewAs(node.relation, sql) }];
    const isMaterialized = node.materialized === 'materialized_view';
    const task = { kind: 'view', relation: node.relation, reads, statements, select: sql, isMaterialized } as const;
    return { kind: 'view', node, compiled, task, statements: isMaterialized ? indexStatements(dialect, node) : [] };
  }
  if (node.incremental && compiled.variants) {
    return planIncremental(request, node, compiled, { config: node.incremental, variants: compiled.variants });
  }
  const staging = dialect.stagingRelation(node.relation, request.runId);
  const create = { sql: dialect.createTableAs(staging, sql) };
  const { early, late } = planIndexes(dialect, node);
  const task = { kind: 'table', relation: node.relation, reads, statements: [create, ...early] } as const;
  return { kind: 'table', node, compiled, task, statements: late };
}

function planIncremental(
  request: PlanRequest,
  node: ModelNode,
  compiled: CompiledNode,
  { config, variants }: { readonly config: IncrementalConfig; readonly variants: CompiledVariants },
): Own<NodePlan> {
  const onlyBatches = request.onlyBatches?.get(node.id);
  return {
    kind: 'incremental',
    node,
    compiled,
    variants,
    config,
    relation: node.relation,
    stagingId: request.runId,
    isFullRefresh: config.fullRefresh ?? request.fullRefresh ?? false,
    eventTime: request.eventTime ?? {},
    ...(onlyBatches && { onlyBatches }),
    writtenBy: request.narrowing
      ? unknownWriter
      : hashOf([variants.full.sql, variants.incremental.sql, describeGrowth(config)]),
    indexes: planIndexes(request.manifest.dialect, node),
  };
}

/** What of the config decides which rows there are. */
function describeGrowth({ strategy, uniqueKey, predicates, partitionBy, batch, ...rest }: IncrementalConfig): unknown {
  const { mergeUpdateColumns, mergeExcludeColumns } = rest;
  const time = batch && [batch.eventTime, batch.size];
  return [strategy, uniqueKey, predicates, partitionBy, mergeUpdateColumns, mergeExcludeColumns, time];
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
}

function planSnapshot(request: PlanRequest, node: SnapshotNode, compiled: CompiledNode): Own<NodePlan> {
  const { relation } = node;
  return { kind: 'snapshot', node, compiled, relation, stagingId: request.runId };
}

/** They name the table that readers see, so they wait until it has that name. */
function planIndexes(dialect: Dialect, node: ModelNode) {
  const indexes = indexStatements(dialect, node);
  return dialect.capabilities.stagesUnderFinalName ? { early: indexes, late: [] } : { early: [], late: indexes };
}

function indexStatements(dialect: Dialect, node: ModelNode): readonly { readonly sql: string }[] {
  if (!dialect.capabilities.indexes) return [];
  return node.indexes.map((index) => ({ sql: dialect.createIndex(node.relation, index) }));
}

function planTest(
  { manifest, runId }: PlanRequest,
  node: TestNode,
  compiled: CompiledNode,
  dependencies: Dependencies,
): Own<NodePlan> {
  const gatedNode = dependencies.gatedNode.get(node.id);
  const statements = planTestStatements(node, compiled, { dialect: manifest.dialect, runId });
  return { kind: 'test', node, compiled, ...statements, ...(gatedNode && { gatedNode }) };
}
