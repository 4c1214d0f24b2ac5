// Finds what each template refers to, through the macros that it calls, and what is missing.

import { suggest } from '../errors/suggest.js';
import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { checkNames } from '../template/check-names.js';
import { collectMacroFacts } from '../template/collect-macro-facts.js';
import type { ParsedTemplate } from '../template/template.js';
import {
  alignedRefOutside,
  missingEnvVar,
  missingVar,
  partitionInKeys,
  partitionKeyOutside,
  refInSeedHook,
} from './errors.js';
import type {
  AnalysisNode,
  Hook,
  ModelNode,
  NodeId,
  OperationNode,
  ResolvedRef,
  ResolvedSource,
  SeedNode,
  SnapshotNode,
  TestNode,
} from './manifest.js';
import type { NameIndex } from './name-index.js';
import type { BuildContext } from './node-parts.js';

type TemplatedNode = ModelNode | SnapshotNode | TestNode | AnalysisNode;

/** Whose template it is. */
type Owner = TemplatedNode | OperationNode | SeedNode;

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
    ...resolveHooks(context, names, node),
    refs: [...own.refs, ...(keys?.refs ?? [])],
    sources: [...own.sources, ...(keys?.sources ?? [])],
    macroIds: [...new Set([...own.macroIds, ...(keys?.macroIds ?? [])])].sort(),
  };
}

/** An entry of `on-run-start` or `on-run-end` with its references; its text has no lines of a file either. */
export function resolveOperation(context: BuildContext, names: NameIndex, operation: OperationNode): OperationNode {
  const { refs, sources, macroIds, diagnostics } = resolveTemplate(context, names, operation, operation.template);
  context.diagnostics.push(...diagnostics.map((problem) => ({ ...problem, place: operation.place })));
  return { ...operation, refs, sources, macroIds };
}

/** The node with the references of its hooks filled in. What a seed's hooks read must be there before any model is. */
export function resolveHooks<N extends TemplatedNode | SeedNode>(context: BuildContext, names: NameIndex, node: N): N {
  if (!('hooks' in node) || node.hooks === undefined) return node;
  const resolve = (hook: Hook): Hook => {
    const { refs, sources, diagnostics } = resolveTemplate(context, names, node, hook.template);
    const isSeed = node.resourceType === 'seed' && refs.length > 0;
    const problems = isSeed ? [...diagnostics, refInSeedHook(hook.place, node.id)] : diagnostics;
    context.diagnostics.push(...problems.map((problem) => ({ ...problem, place: hook.place })));
    return { ...hook, refs, sources };
  };
  return { ...node, hooks: { pre: node.hooks.pre.map(resolve), post: node.hooks.post.map(resolve) } };
}

function resolveTemplate(context: BuildContext, names: NameIndex, node: Owner, template: ParsedTemplate): References {
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
  const hooks = 'hooks' in node && node.hooks ? [...node.hooks.pre, ...node.hooks.post] : [];
  const ids = new Set<NodeId>(
    [node, ...hooks].flatMap(({ refs, sources }) => [...refs, ...sources].map((reference) => reference.node)),
  );
  if (node.resourceType === 'test' && node.generic) {
    ids.add(node.generic.attachedTo);
    for (const ref of node.generic.argumentRefs) ids.add(ref.node);
  }
  return [...ids].sort();
}

function isPartitioned(node: Owner): boolean {
  return node.resourceType === 'model' && node.materialized === 'partitioned';
}

function withNode(diagnostics: readonly Diagnostic[], node: string): readonly Diagnostic[] {
  return diagnostics.map((diagnostic) => ({ ...diagnostic, node }));
}
