import type { Dialect } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { Place } from '../errors/diagnostic.js';
import type { Manifest, ModelNode, NodeId, ResolvedRef } from '../manifest/manifest.js';
import type { BatchedInput, CompiledSql } from './compiled.js';
import type { Cte } from './inject-ctes.js';
import { windowGap } from './batch-gaps.js';
import type { Narrowing } from './narrowing.js';
import { predicateGap } from './partition-gaps.js';

/** What the collector must know of an ephemeral model: its own SELECT and what that reads. */
export interface EphemeralSql {
  readonly body: CompiledSql;
  readonly reads: readonly Relation[];
  readonly readNodes: readonly NodeId[];
  /** What `--empty` or `--sample` put between it and its inputs. */
  readonly narrowed: readonly Cte[];
  /** Ephemerals in front of it, in order. */
  readonly ctes: readonly { readonly id: NodeId; readonly sql: string }[];
}

/** An input of a partitioned model of which each partition reads its own rows only. */
export interface AlignedInput {
  /** Absent for an ephemeral input: its CTE is then needed in front. */
  readonly relation?: Relation;
  /** The relation (or the CTE's name) as SQL. */
  readonly text: string;
  readonly column: string;
}

/** Name of the CTE that an ephemeral model becomes, quoted. */
export function ephemeralCteName(dialect: Dialect, name: string): string {
  return dialect.quoteIdentifier(`__sp__cte__${name}`);
}

/** Relations and CTEs that one template asks for while it is rendered. */
export class InputCollector {
  readonly #manifest: Manifest;
  readonly #ephemerals: ReadonlyMap<NodeId, EphemeralSql>;
  readonly #reads = new Map<string, Relation>();
  readonly #readNodes = new Set<NodeId>();
  readonly #ctes = new Map<string, Cte>();
  readonly #ephemeralCtes = new Map<NodeId, string>();
  readonly #batched = new Map<NodeId, BatchedInput>();
  readonly #aligned = new Map<string, AlignedInput>();
  readonly #narrowed = new Map<string, Cte>();
  readonly #whole = new Map<string, Relation>();

  constructor(manifest: Manifest, ephemerals: ReadonlyMap<NodeId, EphemeralSql>) {
    this.#manifest = manifest;
    this.#ephemerals = ephemerals;
  }

  get reads(): readonly Relation[] {
    return [...this.#reads.values()];
  }

  /** Relations of which not only one partition's rows are read. */
  get whole(): readonly Relation[] {
    return [...this.#whole.values()];
  }

  get readNodes(): readonly NodeId[] {
    return [...this.#readNodes].sort();
  }

  get aligned(): readonly AlignedInput[] {
    return [...this.#aligned.values()];
  }

  get ctes(): readonly Cte[] {
    return [...this.#ctes.values()];
  }

  get ephemeralCtes(): readonly { readonly id: NodeId; readonly sql: string }[] {
    return [...this.#ephemeralCtes].map(([id, sql]) => ({ id, sql }));
  }

  /** Notes that `id` is read; returns the text to stand in FROM. Aligned inputs are then added to those, too. */
  add(id: NodeId, sibling?: Relation, isAligned = false): string {
    const node = this.#manifest.nodes.get(id);
    if (node === undefined || !('relation' in node)) throw new Error(`${id} has no relation`);
    if (node.resourceType === 'model' && node.materialized === 'ephemeral') return this.#addEphemeral(node);
    const relation = sibling ?? node.relation;
    const text = this.#manifest.dialect.renderRelation(relation);
    this.#reads.set(text, relation);
    if (!isAligned) this.#whole.set(text, relation);
    this.#readNodes.add(id);
    return text;
  }

  /** The rows of one partition, as a CTE of its own. */
  addAligned(ref: ResolvedRef, text: string, column: string): string {
    const name = this.#manifest.dialect.quoteIdentifier(`__sp__on__${column}__${ref.call.name}`);
    const relation = this.#reads.get(text);
    this.#aligned.set(name, { ...(relation && { relation }), text, column });
    const sql = `select * from ${text} where ${predicateGap(column)}`;
    this.#ctes.set(name, {
      name,
      sql,
      sourceMap: [{ generated: 0, length: sql.length, place: ref.call.place, exact: false }],
    });
    return name;
  }

  /** The rows of one batch, as a CTE of its own; `text` where the node does not say when its rows happened. */
  addBatched(id: NodeId, text: string, place: Place): string {
    const node = this.#manifest.nodes.get(id);
    const eventTime = node?.config['event_time'];
    if (node === undefined || typeof eventTime !== 'string') return text;
    const { dialect } = this.#manifest;
    const name = dialect.quoteIdentifier(`__sp__batch__${node.name}`);
    const sql = `select * from ${text} where ${windowGap(dialect.quoteColumn(eventTime))}`;
    this.#ctes.set(name, { name, sql, sourceMap: [{ generated: 0, length: sql.length, place, exact: false }] });
    const relation = this.#reads.get(text);
    this.#batched.set(id, { ...(relation && { relation }), column: dialect.quoteColumn(eventTime) });
    return name;
  }

  /** The rows that `--empty` or `--sample` leave, as a CTE of its own; `text` where nothing says which ones those are. */
  addNarrowed(id: NodeId, text: string, narrowing: Narrowing, place: Place): string {
    const node = this.#manifest.nodes.get(id);
    const relation = this.#reads.get(text);
    // What an ephemeral reads is narrowed itself.
    if (node === undefined || relation === undefined) return text;
    const { dialect } = this.#manifest;
    const eventTime = node.config['event_time'];
    let condition = '1 = 0';
    if (narrowing.kind === 'sample') {
      if (typeof eventTime !== 'string') return text;
      const column = dialect.quoteColumn(eventTime);
      const [start, end] = [narrowing.start, narrowing.end].map((limit) => dialect.renderLiteral(limit));
      condition = `${column} >= ${start ?? ''} and ${column} < ${end ?? ''}`;
    }
    const name = dialect.quoteIdentifier(`__sp__${narrowing.kind}__${relation.identifier}`);
    const sql = `select * from ${text} where ${condition}`;
    const cte: Cte = { name, sql, sourceMap: [{ generated: 0, length: sql.length, place, exact: false }] };
    this.#ctes.set(name, cte);
    this.#narrowed.set(name, cte);
    return name;
  }

  get narrowed(): readonly Cte[] {
    return [...this.#narrowed.values()];
  }

  get batchedInputs(): readonly BatchedInput[] {
    return [...this.#batched.values()];
  }

  #addEphemeral(node: ModelNode): string {
    const name = ephemeralCteName(this.#manifest.dialect, node.name);
    const compiled = this.#ephemerals.get(node.id);
    if (compiled === undefined) throw new Error(`${node.id} was not compiled before its consumer`);
    for (const { id } of compiled.ctes) this.#addEphemeralCte(id);
    this.#addEphemeralCte(node.id);
    return name;
  }

  #addEphemeralCte(id: NodeId): void {
    const node = this.#manifest.nodes.get(id);
    const compiled = this.#ephemerals.get(id);
    if (node === undefined || compiled === undefined || this.#ephemeralCtes.has(id)) return;
    const name = ephemeralCteName(this.#manifest.dialect, node.name);
    for (const cte of compiled.narrowed) this.#ctes.set(cte.name, cte);
    this.#ephemeralCtes.set(id, compiled.body.sql);
    this.#ctes.set(name, { name, ...compiled.body });
    for (const relation of compiled.reads) {
      const text = this.#manifest.dialect.renderRelation(relation);
      this.#reads.set(text, relation);
      this.#whole.set(text, relation);
    }
    for (const readNode of compiled.readNodes) this.#readNodes.add(readNode);
  }
}
