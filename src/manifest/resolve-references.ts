// Finds what each template refers to, through the macros that it calls, and what is missing.

import { suggest } from '../errors/suggest.js';
import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { checkNames } from '../template/check-names.js';
import { collectMacroFacts } from '../template/collect-macro-facts.js';
import type { ParsedTemplate } from '../template/template.js';
import { alignedRefOutside, missingEnvVar, missingVar, partitionInKeys, partitionKeyOutside } from './errors.js';
import type {
  AnalysisNode,
  ModelNode,
  NodeId,
  ResolvedRef,
  ResolvedSource,
  SnapshotNode,
  TestNode,
} from './manifest.js';
import type { NameIndex } from './name-index.js';
import type { BuildContext } from './node-parts.js';

type TemplatedNode = ModelNode | SnapshotNode | TestNode | AnalysisNode;

interface References {
  readonly refs: readonly ResolvedRef[];
  readonly sources: readonly ResolvedSource[];
  readonly macroIds: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Returns the node with its references filled in; problems go to the context. */
export function resolveReferences<N extends TemplatedNode>(context: BuildContext, names: NameIndex, node: N): N {
  const own = resolveTemplate(context, names, node, node.template);
  const keys = resolvePartitionKeys(context, names, node);
  context.diagnostics.push(...own.diagnostics, ...(keys?.diagnostics ?? []));
  return {
    ...node,
    refs: [...own.refs, ...(keys?.refs ?? [])],
    sources: [...own.sources, ...(keys?.sources ?? [])],
    macroIds: [...new Set([...own.macroIds, ...(keys?.macroIds ?? [])])].sort(),
  };
}

function resolveTemplate(
  context: BuildContext,
  names: NameIndex,
  node: TemplatedNode,
  template: ParsedTemplate,
): References {
  const diagnostics: Diagnostic[] = [];
  const isGenericTest = node.resourceType === 'test' && node.generic !== undefined;
  // A generic test's own template is checked once, with the macros.
  if (!isGenericTest) diagnostics.push(...withNode(checkNames(template, context.macros, context.dialect), node.id));
  const { facts, macroIds } = collectMacroFacts(template, context.macros, context.dialect.name);
  const refs: ResolvedRef[] = [];
  const sources: ResolvedSource[] = [];
  for (const call of facts.refs) {
    const found = names.ref(call, node.id);
    if ('problem' in found) diagnostics.push(found.problem);
    else refs.push(found.resolved);
    if (call.on !== undefined && !isPartitioned(node)) diagnostics.push(alignedRefOutside(call.place, node.id));
  }
  for (const call of facts.sources) {
    const found = names.source(call, node.id);
    if ('problem' in found) diagnostics.push(found.problem);
    else sources.push(found.resolved);
  }
  const { vars, env } = context.project;
  for (const call of facts.vars) {
    if (call.hasDefault || Object.hasOwn(vars, call.name)) continue;
    diagnostics.push(missingVar(call.name, call.place, suggest(call.name, Object.keys(vars)), node.id));
  }
  for (const call of facts.envVars) {
    if (!call.hasDefault && env[call.name] === undefined) {
      diagnostics.push(missingEnvVar(call.name, call.place, node.id));
    }
  }
  if (facts.usesPartitionKey && !isPartitioned(node)) diagnostics.push(partitionKeyOutside(node.place, node.id));
  return { refs, sources, macroIds, diagnostics };
}

/** What `partitions: "select …"` reads. Its text has no lines of a file: everything stands where `partitions` does. */
function resolvePartitionKeys(context: BuildContext, names: NameIndex, node: TemplatedNode): References | undefined {
  if (node.resourceType !== 'model' || node.partition?.keysTemplate === undefined) return undefined;
  const { keysTemplate, keysPlace: place = node.partition.byPlace } = node.partition;
  const found = resolveTemplate(context, names, node, keysTemplate);
  const { facts } = collectMacroFacts(keysTemplate, context.macros, context.dialect.name);
  const isPerPartition = facts.usesPartitionKey || facts.refs.some((call) => call.on !== undefined);
  const problems = isPerPartition ? [...found.diagnostics, partitionInKeys(place, node.id)] : found.diagnostics;
  const move = <Reference extends { readonly call: { readonly place: Place } }>(reference: Reference): Reference => ({
    ...reference,
    call: { ...reference.call, place },
  });
  return {
    refs: found.refs.map(move),
    sources: found.sources.map(move),
    macroIds: found.macroIds,
    diagnostics: problems.map((problem) => ({ ...problem, place })),
  };
}

/** Direct parents, sorted, each once. */
export function parentsOf(node: TemplatedNode): readonly NodeId[] {
  const ids = new Set<NodeId>([...node.refs.map((ref) => ref.node), ...node.sources.map((source) => source.node)]);
  if (node.resourceType === 'test' && node.generic) {
    ids.add(node.generic.attachedTo);
    for (const ref of node.generic.argumentRefs) ids.add(ref.node);
  }
  return [...ids].sort();
}

function isPartitioned(node: TemplatedNode): boolean {
  return node.resourceType === 'model' && node.materialized === 'partitioned';
}

function withNode(diagnostics: readonly Diagnostic[], node: string): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, node }));
}
