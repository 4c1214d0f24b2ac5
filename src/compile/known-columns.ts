import type { Relation } from '../dialects/relation.js';
import { readOutputColumns } from '../dialects/read-output-columns.js';
import type { Manifest, ManifestNode, ModelNode, NodeId, SnapshotNode } from '../manifest/manifest.js';

const rejectedColumns = ['_file', '_row', 'raw', 'reason'] as const;

/**
 * What is known of relations' columns before any engine runs: headers of seeds, select lists of models, declared columns
 * of sources and of models with a contract.
 */
export class KnownColumns {
  readonly #manifest: Manifest;
  readonly #compile: (node: ModelNode | SnapshotNode) => string;
  readonly #known = new Map<NodeId, readonly string[] | undefined>();
  #nodesByText: ReadonlyMap<string, { readonly id: NodeId; readonly relation: Relation }> | undefined;

  /** @param compile the SELECT of a model, CTEs of ephemerals included */
  constructor(manifest: Manifest, compile: (node: ModelNode | SnapshotNode) => string) {
    this.#manifest = manifest;
    this.#compile = compile;
  }

  /** `sibling`: a relation of the node other than its own. */
  of(id: NodeId, sibling?: Relation): readonly string[] | undefined {
    const node = this.#manifest.nodes.get(id);
    if (node === undefined) return undefined;
    if (sibling !== undefined) return rejectedColumns;
    if (!this.#known.has(id)) this.#known.set(id, this.#find(node));
    return this.#known.get(id);
  }

  #find(node: ManifestNode): readonly string[] | undefined {
    switch (node.resourceType) {
      case 'seed':
        return this.#manifest.columnsOfSeed?.(node);
      case 'source':
        return declared(node);
      case 'model':
        return hasContract(node) ? declared(node) : this.#readSelect(node);
      case 'snapshot':
        return hasContract(node) ? declared(node) : undefined;
      case 'test':
      case 'analysis':
      case 'exposure':
        return undefined;
    }
  }

  #readSelect(node: ModelNode): readonly string[] | undefined {
    const { lexical } = this.#manifest.dialect;
    return readOutputColumns(this.#compile(node), lexical, (text) => {
      const found = this.#byText().get(text);
      return found && this.of(found.id, this.#siblingOf(found));
    });
  }

  #siblingOf({ id, relation }: { readonly id: NodeId; readonly relation: Relation }): Relation | undefined {
    const node = this.#manifest.nodes.get(id);
    return node !== undefined && 'relation' in node && node.relation === relation ? undefined : relation;
  }

  #byText(): ReadonlyMap<string, { readonly id: NodeId; readonly relation: Relation }> {
    const { dialect, nodes } = this.#manifest;
    this.#nodesByText ??= new Map(
      [...nodes.values()].flatMap((node) => {
        if (!('relation' in node) || node.resourceType === 'test') return [];
        const relations = [node.relation, ...(node.resourceType === 'seed' && node.rejected ? [node.rejected] : [])];
        return relations.map((relation) => [dialect.renderRelation(relation), { id: node.id, relation }] as const);
      }),
    );
    return this.#nodesByText;
  }
}

function declared(node: ManifestNode): readonly string[] | undefined {
  return node.columns.length === 0 ? undefined : node.columns.map(({ name }) => name);
}

function hasContract({ config }: ManifestNode): boolean {
  const { contract } = config;
  return typeof contract === 'object' && contract !== null && 'enforced' in contract && contract.enforced === true;
}
