import type { Diagnostic } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { RefCall, SourceCall } from '../template/template.js';
import { disabledRef, duplicateName, selfRef, unknownRef, unknownSource } from './errors.js';
import type { ManifestNode, ModelNode, NodeId, ResolvedRef, ResolvedSource, SeedNode, SourceNode } from './manifest.js';

/** A node that a ref can name. */
export type RefableNode = ModelNode | SeedNode;

type Resolution<T> = { readonly resolved: T } | { readonly problem: Diagnostic };

/** Names → nodes, for every reference of a project. */
export class NameIndex {
  readonly #refable = new Map<string, { readonly node: RefableNode; readonly rejected: boolean }>();
  readonly #sources = new Map<string, SourceNode>();
  readonly #disabled = new Map<string, ManifestNode>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(nodes: readonly ManifestNode[], disabled: readonly ManifestNode[]) {
    const byFoldedName = new Map<string, RefableNode>();
    for (const node of nodes) {
      if (node.resourceType === 'source') this.#sources.set(`${node.sourceName}.${node.name}`, node);
      if (node.resourceType !== 'model' && node.resourceType !== 'seed') continue;
      const other = byFoldedName.get(node.name.toLowerCase());
      if (other) {
        const kinds = `${other.originalFilePath} and ${node.originalFilePath}`;
        this.diagnostics.push(duplicateName(node.name, kinds, node.place, other.place));
        continue;
      }
      byFoldedName.set(node.name.toLowerCase(), node);
      this.#refable.set(node.name, { node, rejected: false });
    }
    for (const node of byFoldedName.values()) {
      if (node.resourceType !== 'seed' || node.rejected === undefined) continue;
      const name = `${node.name}__rejected`;
      const other = byFoldedName.get(name.toLowerCase());
      if (other) {
        const kinds = `${other.originalFilePath} and the rejected rows of ${node.name}`;
        this.diagnostics.push(duplicateName(name, kinds, other.place, node.place));
      }
      this.#refable.set(name, { node, rejected: true });
    }
    for (const node of disabled) this.#disabled.set(node.name, node);
  }

  get names(): readonly string[] {
    return [...this.#refable.keys()];
  }

  ref(call: RefCall, from: NodeId): Resolution<ResolvedRef> {
    const found = this.#refable.get(call.name);
    if (found === undefined || (call.package !== undefined && call.package !== found.node.package)) {
      const disabled = this.#disabled.get(call.name);
      if (disabled) return { problem: disabledRef(call.name, call.place, disabled.place, from) };
      return { problem: unknownRef(call.name, call.place, suggest(call.name, this.names), from) };
    }
    const { node, rejected } = found;
    if (node.id === from) return { problem: selfRef(call.name, call.place, from) };
    const sibling = rejected && node.resourceType === 'seed' ? node.rejected : undefined;
    return { resolved: { call, node: node.id, ...(sibling && { relation: sibling }) } };
  }

  source(call: SourceCall, from: NodeId): Resolution<ResolvedSource> {
    const found = this.#sources.get(`${call.source}.${call.table}`);
    if (found) return { resolved: { call, node: found.id } };
    const suggestion = suggest(`${call.source}.${call.table}`, [...this.#sources.keys()]);
    return { problem: unknownSource(call.source, call.table, call.place, suggestion, from) };
  }
}
