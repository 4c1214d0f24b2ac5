// Finds what each template refers to, through the macros that it calls, and what is missing.

import { suggest } from '../errors/suggest.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { checkNames } from '../template/check-names.js';
import { collectMacroFacts } from '../template/collect-macro-facts.js';
import { alignedRefOutside, missingEnvVar, missingVar, partitionKeyOutside } from './errors.js';
import type { AnalysisNode, ModelNode, NodeId, ResolvedRef, ResolvedSource, TestNode } from './manifest.js';
import type { NameIndex } from './name-index.js';
import type { BuildContext } from './node-parts.js';

export type TemplatedNode = ModelNode | TestNode | AnalysisNode;

/** Returns the node with its references filled in; problems go to the context. */
export function resolveReferences<N extends TemplatedNode>(context: BuildContext, names: NameIndex, node: N): N {
  const isGenericTest = node.resourceType === 'test' && node.generic !== undefined;
  // A generic test's own template is checked once, with the macros.
  if (!isGenericTest) {
    context.diagnostics.push(...withNode(checkNames(node.template, context.macros, context.dialect), node.id));
  }
  const { facts, macroIds } = collectMacroFacts(node.template, context.macros, context.dialect.name);
  const refs: ResolvedRef[] = [];
  const sources: ResolvedSource[] = [];
  for (const call of facts.refs) {
    const found = names.ref(call, node.id);
    if ('problem' in found) context.diagnostics.push(found.problem);
    else refs.push(found.resolved);
    if (call.on !== undefined && !isPartitioned(node)) context.diagnostics.push(alignedRefOutside(call.place, node.id));
  }
  for (const call of facts.sources) {
    const found = names.source(call, node.id);
    if ('problem' in found) context.diagnostics.push(found.problem);
    else sources.push(found.resolved);
  }
  const { vars, env } = context.project;
  for (const call of facts.vars) {
    if (call.hasDefault || call.name in vars) continue;
    context.diagnostics.push(missingVar(call.name, call.place, suggest(call.name, Object.keys(vars)), node.id));
  }
  for (const call of facts.envVars) {
    if (!call.hasDefault && env[call.name] === undefined) {
      context.diagnostics.push(missingEnvVar(call.name, call.place, node.id));
    }
  }
  if (facts.usesPartitionKey && !isPartitioned(node)) {
    context.diagnostics.push(partitionKeyOutside(node.place, node.id));
  }
  return { ...node, refs, sources, macroIds: [...macroIds].sort() };
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
