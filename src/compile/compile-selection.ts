// Selection → Compiled: final SQL for every selected node that has SQL.

import type { Diagnostic } from '../errors/diagnostic.js';
import type { Relation } from '../dialects/relation.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type {
  AnalysisNode,
  Manifest,
  ManifestNode,
  ModelNode,
  NodeId,
  SnapshotNode,
  TestNode,
} from '../manifest/manifest.js';
import { collectMacroFacts } from '../template/collect-macro-facts.js';
import { SqlCompiler, toTemplateInput, type CompiledTemplate, type TemplateInput } from './compile-sql.js';
import { compileHooks } from './compile-hooks.js';
import { injectCtes } from './inject-ctes.js';
import { ephemeralCteName } from './input-collector.js';
import { describeBatch } from './batch-gaps.js';
import type { Compiled, CompiledNode, CompiledPartition, CompiledVariant } from './compiled.js';
import type { Narrowing } from './narrowing.js';
import { describeGaps } from './partition-gaps.js';

type TemplatedNode = ModelNode | SnapshotNode | TestNode | AnalysisNode;

export interface CompilationResult {
  readonly compiled: Compiled;
  /** Problems of single nodes, by node; a node with an error has no entry in `compiled`. */
  readonly problems: ReadonlyMap<NodeId, readonly Diagnostic[]>;
}

/** Everything that is wrong, each problem once: one of an ephemeral is a problem of every node that reads it. */
export function listProblems({ problems }: CompilationResult): readonly Diagnostic[] {
  return [...new Set([...problems.values()].flat())];
}

/** Compiles `ids` (and, inside them, the ephemerals that they read). Deterministic; never throws for user errors. */
export function compileSelection(manifest: Manifest, ids: Iterable<NodeId>, narrowing?: Narrowing): CompilationResult {
  const compiler = new SqlCompiler(manifest, narrowing);
  const nodes = new Map<NodeId, CompiledNode>();
  const selected = [...ids];
  const { hooks, problems: ofHooks } = compileHooks(manifest, selected);
  const problems = new Map(ofHooks);
  for (const id of selected) {
    const node = manifest.nodes.get(id);
    if (node === undefined || !('template' in node)) continue;
    const result = compileNode(compiler, manifest, node);
    if (result.diagnostics.length > 0) problems.set(id, [...(problems.get(id) ?? []), ...result.diagnostics]);
    if (result.node) nodes.set(id, result.node);
  }
  return { compiled: { nodes, ...(hooks.size > 0 && { hooks }) }, problems };
}

function compileNode(
  compiler: SqlCompiler,
  manifest: Manifest,
  node: TemplatedNode,
): { readonly node?: CompiledNode; readonly diagnostics: readonly Diagnostic[] } {
  if (node.resourceType === 'model' && node.incremental) return compileIncremental(compiler, manifest, node);
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
      ...(keys && {
        partition: { ...keys.partition, pieces, aligned: alignedRelations(template), whole: template.whole },
      }),
    },
    diagnostics,
  };
}

/** Both forms; what is wrong with both is reported once. */
function compileIncremental(
  compiler: SqlCompiler,
  manifest: Manifest,
  node: ModelNode,
): { readonly node?: CompiledNode; readonly diagnostics: readonly Diagnostic[] } {
  const input = { ...toTemplateInput(node), isBatched: node.incremental?.batch !== undefined };
  const full = compiler.compile(input);
  const incremental = compiler.compile({ ...input, isIncremental: true });
  const diagnostics = [
    ...new Map([...full.diagnostics, ...incremental.diagnostics].map((it) => [keyOf(it), it])).values(),
  ];
  if (diagnostics.some((problem) => problem.severity === 'error')) return { diagnostics };
  const { sourceMap, readNodes, ctes } = full;
  const { facts } = collectMacroFacts(node.template, manifest.macros, manifest.dialect.name);
  return {
    node: {
      id: node.id,
      sql: describeBatch(full.sql),
      sourceMap,
      reads: full.reads,
      readNodes: [...new Set([...readNodes, ...incremental.readNodes])].sort(),
      ctes,
      variants: {
        full: toVariant(full),
        incremental: toVariant(incremental),
        usesThis: facts.usesThis,
        batchedInputs: full.batchedInputs,
      },
    },
    diagnostics,
  };
}

function toVariant({ sql, sourceMap, reads }: CompiledTemplate): CompiledVariant {
  return { sql, sourceMap, reads };
}

function keyOf({ code, message, place }: Diagnostic): string {
  return JSON.stringify([code, message, place?.file.path, place?.start]);
}

function toInput(manifest: Manifest, node: TemplatedNode): TemplateInput {
  if (node.resourceType === 'model' || node.resourceType === 'snapshot') return toTemplateInput(node);
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
  if (!('direct_pii' in args) && call.macro.parameters.some(({ name }) => name === 'direct_pii')) {
    args['direct_pii'] = directlyIdentifying(manifest, call.attachedTo);
  }
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

/** Columns that are declared to identify a person: `{name, sql}`. A test asks for them by a parameter `direct_pii`. */
function directlyIdentifying({ nodes, dialect }: Manifest, id: NodeId): TemplateValue {
  const columns = nodes.get(id)?.columns ?? [];
  const direct = columns.filter(({ meta }) => meta['pii'] === 'direct' || meta['contains_pii'] === true);
  return direct.map(({ name }) => ({ name, sql: dialect.quoteColumn(name) }));
}

/** What stands in FROM for a node: its relation, one of its siblings, or an ephemeral's CTE. */
function renderInput(manifest: Manifest, id: NodeId, sibling?: Relation): string {
  const node: ManifestNode | undefined = manifest.nodes.get(id);
  if (node === undefined || !('relation' in node)) throw new Error(`${id} has no relation`);
  if (node.resourceType === 'model' && node.materialized === 'ephemeral') {
    return ephemeralCteName(manifest.dialect, node.name);
  }
  return manifest.dialect.renderRelation(sibling ?? node.relation);
}

function compilePartitionKeys(
  compiler: SqlCompiler,
  node: TemplatedNode,
  template: CompiledTemplate,
):
  | {
      readonly partition: Omit<CompiledPartition, 'pieces' | 'aligned' | 'whole'>;
      readonly diagnostics: readonly Diagnostic[];
    }
  | undefined {
  if (node.resourceType !== 'model' || node.partition === undefined) return undefined;
  const { by, byPlace, keys, keysTemplate, keysPlace: place = byPlace } = node.partition;
  if (keys || compiler.isEmpty)
    return { partition: { by, keys: compiler.isEmpty ? [] : (keys ?? []), keyReads: [] }, diagnostics: [] };
  if (keysTemplate) {
    const { sql, reads, diagnostics } = compiler.compile({
      ...toTemplateInput(node),
      template: keysTemplate,
      isPartitioned: false,
    });
    // The text of the keys has no lines of a file.
    return {
      partition: { by, keysSql: sql, keyReads: reads },
      diagnostics: diagnostics.map((problem) => (problem.node === node.id ? { ...problem, place } : problem)),
    };
  }
  return { partition: { by, ...selectAlignedKeys(compiler, template) }, diagnostics: [] };
}

function alignedRelations({ aligned }: CompiledTemplate): CompiledPartition['aligned'] {
  return aligned.flatMap(({ relation, column }) => (relation ? [{ relation, column }] : []));
}

/** The distinct values of the aligned columns. */
function selectAlignedKeys(
  compiler: SqlCompiler,
  { aligned, ctes, reads }: CompiledTemplate,
): { readonly keysSql: string; readonly keyReads: readonly Relation[] } {
  const { dialect } = compiler;
  // UNION (not ALL) makes the keys of several inputs distinct, NULL included.
  const distinct = aligned.length === 1 ? 'distinct ' : '';
  const keysSql = aligned
    .map(({ column, text }) => `select ${distinct}${dialect.quoteColumn(column)} as partition_key from ${text}`)
    .join('\nunion\n');
  if (aligned.every((input) => input.relation !== undefined)) {
    return { keysSql, keyReads: aligned.flatMap((input) => input.relation ?? []) };
  }
  const named = ctes.map(({ id, sql }) => ({
    name: ephemeralCteName(dialect, compiler.nameOf(id)),
    sql,
    sourceMap: [],
  }));
  return { keysSql: injectCtes({ sql: keysSql, sourceMap: [] }, named, dialect.lexical).sql, keyReads: reads };
}
