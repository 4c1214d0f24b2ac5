// Selection → Compiled: final SQL for every selected node that has SQL.

import type { Diagnostic } from '../errors/diagnostic.js';
import type { Relation } from '../dialects/relation.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { AnalysisNode, Manifest, ManifestNode, ModelNode, NodeId, TestNode } from '../manifest/manifest.js';
import { SqlCompiler, toTemplateInput, type CompiledTemplate, type TemplateInput } from './compile-sql.js';
import { injectCtes } from './inject-ctes.js';
import type { Compiled, CompiledNode, CompiledPartition } from './compiled.js';
import { describeGaps } from './partition-gaps.js';

export interface CompilationResult {
  readonly compiled: Compiled;
  /** Problems of single nodes, by node; such a node has no entry in `compiled`. */
  readonly problems: ReadonlyMap<NodeId, readonly Diagnostic[]>;
}

/** Compiles `ids` (and, inside them, the ephemerals that they read). Deterministic; never throws for user errors. */
export function compileSelection(manifest: Manifest, ids: Iterable<NodeId>): CompilationResult {
  const compiler = new SqlCompiler(manifest);
  const nodes = new Map<NodeId, CompiledNode>();
  const problems = new Map<NodeId, readonly Diagnostic[]>();
  for (const id of ids) {
    const node = manifest.nodes.get(id);
    if (node === undefined || !('template' in node)) continue;
    const result = compileNode(compiler, manifest, node);
    if (result.diagnostics.length > 0) problems.set(id, result.diagnostics);
    if (result.node) nodes.set(id, result.node);
  }
  return { compiled: { nodes }, problems };
}

function compileNode(
  compiler: SqlCompiler,
  manifest: Manifest,
  node: ModelNode | TestNode | AnalysisNode,
): { readonly node?: CompiledNode; readonly diagnostics: readonly Diagnostic[] } {
  const template = compiler.compile(toInput(manifest, node));
  const keys = compilePartitionKeys(compiler, node, template);
  const diagnostics = [...template.diagnostics, ...(keys?.diagnostics ?? [])];
  if (diagnostics.some((problem) => problem.severity === 'error')) return { diagnostics };
  const { sourceMap, reads, readNodes, ctes, pieces } = template;
  return {
    node: {
      id: node.id,
      sql: pieces.length > 1 ? describeGaps(pieces) : template.sql,
      sourceMap,
      reads,
      readNodes,
      ctes,
      ...(keys && { partition: { ...keys.partition, pieces } }),
    },
    diagnostics,
  };
}

function toInput(manifest: Manifest, node: ModelNode | TestNode | AnalysisNode): TemplateInput {
  if (node.resourceType === 'model') return toTemplateInput(node);
  const { id, name, place, template, refs, sources } = node;
  const input = { id, name, place, template, refs, sources };
  if (node.resourceType === 'analysis' || node.generic === undefined) return input;
  return {
    ...input,
    args: genericTestArguments(manifest, node, node.generic),
    argumentInputs: [{ node: node.generic.attachedTo }, ...node.generic.argumentRefs],
  };
}

/** Positional parameters first: the tested relation, then the column; the rest by name. Relations become SQL text. */
function genericTestArguments(
  manifest: Manifest,
  node: TestNode,
  call: NonNullable<TestNode['generic']>,
): Readonly<Record<string, TemplateValue>> {
  const [modelParameter, columnParameter] = call.macro.parameters;
  const args: Record<string, TemplateValue> = {};
  const relations = new Map(call.argumentRefs.map((ref) => [ref.text, renderInput(manifest, ref.node, ref.relation)]));
  const toText = (value: unknown): TemplateValue => {
    if (typeof value === 'string') return relations.get(value) ?? value;
    if (Array.isArray(value)) return value.map(toText);
    return value as TemplateValue;
  };
  for (const [name, value] of Object.entries(call.kwargs)) args[name] = toText(value);
  if (modelParameter) {
    const text = renderInput(manifest, call.attachedTo);
    args[modelParameter.name] =
      node.where === undefined ? text : `(select * from ${text} where ${node.where}) sp_subject`;
  }
  if (columnParameter && !columnParameter.hasDefault) {
    delete args['column_name'];
    args[columnParameter.name] = call.column === undefined ? null : manifest.dialect.quoteColumn(call.column);
  }
  return args;
}

/** What stands in FROM for a node: its relation, one of its siblings, or an ephemeral's CTE. */
function renderInput(manifest: Manifest, id: NodeId, sibling?: Relation): string {
  const node: ManifestNode | undefined = manifest.nodes.get(id);
  if (node === undefined || !('relation' in node)) throw new Error(`${id} has no relation`);
  if (node.resourceType === 'model' && node.materialized === 'ephemeral') {
    return manifest.dialect.quoteIdentifier(`__sp__cte__${node.name}`);
  }
  return manifest.dialect.renderRelation(sibling ?? node.relation);
}

function compilePartitionKeys(
  compiler: SqlCompiler,
  node: ModelNode | TestNode | AnalysisNode,
  template: CompiledTemplate,
): { readonly partition: Omit<CompiledPartition, 'pieces'>; readonly diagnostics: readonly Diagnostic[] } | undefined {
  if (node.resourceType !== 'model' || node.partition === undefined) return undefined;
  const { by, keys, keysTemplate } = node.partition;
  if (keys) return { partition: { by, keys, keyReads: [] }, diagnostics: [] };
  if (keysTemplate) {
    const compiled = compiler.compile({ ...toTemplateInput(node), template: keysTemplate, isPartitioned: false });
    return { partition: { by, keysSql: compiled.sql, keyReads: compiled.reads }, diagnostics: compiled.diagnostics };
  }
  const selects = template.aligned.map(
    (input) => `select ${compiler.dialect.quoteColumn(input.column)} as partition_key from ${input.text}`,
  );
  // UNION (not ALL) is what makes the keys distinct, NULL included.
  const keysSql =
    selects.length === 1 ? (selects[0]?.replace('select', 'select distinct') ?? '') : selects.join('\nunion\n');
  const dialect = compiler.dialect;
  const ctes = template.ctes.map(({ id, sql }) => {
    const name = compiler.nameOf(id);
    return { name: dialect.quoteIdentifier(`__sp__cte__${name}`), sql, sourceMap: [] };
  });
  const needsCtes = template.aligned.some((input) => input.relation === undefined);
  const { sql } = injectCtes({ sql: keysSql, sourceMap: [] }, needsCtes ? ctes : []);
  const keyReads = template.aligned.flatMap((input) => input.relation ?? []);
  return { partition: { by, keysSql: sql, keyReads: needsCtes ? template.reads : keyReads }, diagnostics: [] };
}
