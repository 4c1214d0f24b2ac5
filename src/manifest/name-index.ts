import type { Diagnostic, Place } from '../errors/diagnostic.js';
import { suggest } from '../errors/suggest.js';
import type { RefCall, SourceCall } from '../template/template.js';
import { disabledRef, duplicateName, duplicateNode, selfRef, unknownRef, unknownSource } from './errors.js';
import type {
  ManifestNode,
  ModelNode,
  NodeId,
  ResolvedRef,
  ResolvedSource,
  SeedNode,
  SnapshotNode,
  SourceNode,
} from './manifest.js';
import { parseRelationText } from './relation-text.js';

/** A node that a ref can name. */
type RefableNode = ModelNode | SeedNode | SnapshotNode;

function isRefable(node: ManifestNode): node is RefableNode {
  return node.resourceType === 'model' || node.resourceType === 'seed' || node.resourceType === 'snapshot';
}

type Resolution<T> = { readonly resolved: T } | { readonly problem: Diagnostic };

/** Names → nodes, for every reference of a project. */
export class NameIndex {
  readonly #refable = new Map<string, { readonly node: RefableNode; readonly rejected: boolean }>();
  readonly #sources = new Map<string, SourceNode>();
  /** Models and seeds by name, sources by `source.table`. */
  readonly #disabled = new Map<string, ManifestNode>();
  readonly diagnostics: Diagnostic[] = [];

  constructor(nodes: readonly ManifestNode[], disabled: readonly ManifestNode[]) {
    const byFoldedName = new Map<string, RefableNode>();
    for (const node of nodes) {
      if (node.resourceType === 'source') this.#addSource(node);
      if (!isRefable(node)) continue;
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
    for (const node of disabled) this.#disabled.set(indexName(node), node);
  }

  #addSource(node: SourceNode): void {
    const name = indexName(node);
    const other = this.#sources.get(name);
    if (other) this.diagnostics.push(duplicateNode('source table', name, node.place, other.place));
    else this.#sources.set(name, node);
  }

  ref(call: RefCall, from: NodeId): Resolution<ResolvedRef> {
    const found = this.#refable.get(call.name);
    if (found === undefined || (call.package !== undefined && call.package !== found.node.package)) {
      const disabled = this.#disabled.get(call.name);
      if (disabled) return { problem: disabledRef(call.name, call.place, disabled.place, from) };
      const name = call.package === undefined ? call.name : `${call.package}.${call.name}`;
      return { problem: unknownRef(name, call.place, suggest(name, this.#refable.keys()), from) };
    }
    const { node, rejected } = found;
    if (node.id === from) return { problem: selfRef(call.name, call.place, from) };
    const sibling = rejected && node.resourceType === 'seed' ? node.rejected : undefined;
    return { resolved: { call, node: node.id, ...(sibling && { relation: sibling }) } };
  }

  source(call: SourceCall, from: NodeId): Resolution<ResolvedSource> {
    const name = `${call.source}.${call.table}`;
    const found = this.#sources.get(name);
    if (found) return { resolved: { call, node: found.id } };
    const disabled = this.#disabled.get(name);
    if (disabled) return { problem: disabledRef(name, call.place, disabled.place, from) };
    const suggestion = suggest(name, [...this.#sources.keys()]);
    return { problem: unknownSource(call.source, call.table, call.place, suggestion, from) };
  }

  /** What `ref('x')` or `source('s', 't')` in YAML means; undefined for any other text. */
  relationText(text: string, place: Place, from: NodeId): Resolution<ResolvedRef | ResolvedSource> | undefined {
    const named = parseRelationText(text);
    if (named === undefined) return undefined;
    return named.kind === 'ref' ? this.ref({ ...named, place }, from) : this.source({ ...named, place }, from);
  }
}

function indexName(node: ManifestNode): string {
  return node.resourceType === 'source' ? `${node.sourceName}.${node.name}` : node.name;
}
