// Hooks → the statements that run. They may be of any kind, so nothing but the template is checked here.

import type { Relation } from '../dialects/relation.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import { splitStatements } from '../dialects/split-statements.js';
import type { Diagnostic, Place } from '../errors/diagnostic.js';
import type { Hook, Manifest, NodeId, OperationNode } from '../manifest/manifest.js';
import { renderTemplate } from '../template/render-template.js';
import type { CompiledHook, CompiledHooks } from './compiled.js';
import { ephemeralInHook } from './errors.js';
import { createBaseContext, describeSelf, refKey } from './render-context.js';

export interface HookCompilation {
  readonly hooks: ReadonlyMap<NodeId, CompiledHooks>;
  readonly problems: ReadonlyMap<NodeId, readonly Diagnostic[]>;
}

/** Hooks of nodes. Deterministic; never throws for user errors. */
export function compileHooks(manifest: Manifest, ids: Iterable<NodeId>): HookCompilation {
  const hooks = new Map<NodeId, CompiledHooks>();
  const problems = new Map<NodeId, readonly Diagnostic[]>();
  for (const id of ids) {
    const node = manifest.nodes.get(id);
    if (node === undefined || !('hooks' in node) || node.hooks === undefined) continue;
    const compile = (list: readonly Hook[]) => list.map((hook) => compileHook(manifest, hook, id, node.relation));
    const [pre, post] = [compile(node.hooks.pre), compile(node.hooks.post)];
    const found = [...pre, ...post].flatMap(({ diagnostics }) => diagnostics);
    if (found.length > 0) problems.set(id, found);
    hooks.set(id, { pre: pre.map(({ hook }) => hook), post: post.map(({ hook }) => hook) });
  }
  return { hooks, problems };
}

/** @param args what `on-run-end` sees of the run (see manifest/build-hooks.ts) */
export function compileOperation(
  manifest: Manifest,
  operation: OperationNode,
  args?: Readonly<Record<string, TemplateValue>>,
): { readonly hook: CompiledHook; readonly diagnostics: readonly Diagnostic[] } {
  return compileHook(manifest, { ...operation, transaction: true }, operation.id, undefined, args);
}

function compileHook(
  manifest: Manifest,
  { template, place, transaction, refs, sources }: Hook,
  id: NodeId,
  self: Relation | undefined,
  args?: Readonly<Record<string, TemplateValue>>,
): { readonly hook: CompiledHook; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const reads = new Map<string, Relation>();
  const add = (nodeId: NodeId | undefined, sibling?: Relation): string => {
    const node = nodeId === undefined ? undefined : manifest.nodes.get(nodeId);
    if (node === undefined || !('relation' in node)) throw new Error(`a hook of ${id} reads what was not resolved`);
    if (node.resourceType === 'model' && node.materialized === 'ephemeral') {
      diagnostics.push(ephemeralInHook(node.name, place, id));
    }
    const relation = sibling ?? node.relation;
    const text = manifest.dialect.renderRelation(relation);
    reads.set(text, relation);
    return text;
  };
  const { rendered, diagnostics: problems } = renderTemplate(template, {
    ...createBaseContext(manifest),
    renderRef: (call) => {
      const ref = refs.find((candidate) => refKey(candidate.call) === refKey(call));
      return add(ref?.node, ref?.relation);
    },
    renderSource: (call) =>
      add(sources.find((found) => found.call.source === call.source && found.call.table === call.table)?.node),
    ...(self && { self: describeSelf(manifest, self) }),
    ...(args && { args }),
  });
  // The text has no lines of a file: everything stands where the hook does.
  diagnostics.push(...problems.map((problem) => ({ ...problem, place, node: id })));
  const statements = rendered === undefined ? [] : splitStatements(rendered.sql, manifest.dialect.lexical);
  return { hook: { statements, reads: [...reads.values()], transaction, place }, diagnostics };
}

/** Where the relations of nodes are, for `schemas` and `database_schemas` of `on-run-end`. */
export function listSchemas(
  manifest: Manifest,
  ids: Iterable<NodeId>,
): { readonly schemas: readonly string[]; readonly database_schemas: readonly (readonly string[])[] } {
  const pairs = new Map<string, readonly [string, string]>();
  for (const id of ids) {
    const node = manifest.nodes.get(id);
    if (node === undefined || !('relation' in node) || node.resourceType === 'source') continue;
    const { database = '', schema = '' } = node.relation;
    pairs.set(JSON.stringify([database, schema]), [database, schema]);
  }
  const all: readonly (readonly [string, string])[] = [...pairs.values()].filter(([, schema]) => schema !== '');
  return { schemas: [...new Set(all.map(([, schema]) => schema))].sort(), database_schemas: all };
}

/** Used by callers that must name the place of a hook that failed. */
export function placeOfStatement(hooks: readonly CompiledHook[], sql: string | undefined): Place | undefined {
  return hooks.find(({ statements }) => sql !== undefined && statements.includes(sql))?.place;
}
