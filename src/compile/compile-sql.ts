// One template → one checked SELECT with its inputs: refs become relations, ephemeral inputs CTEs in front, `on=`
// inputs CTEs with a gap where the partition's key goes.

import type { Diagnostic, Place } from '../errors/diagnostic.js';
import type { Dialect } from '../dialects/dialect.js';
import type { Relation } from '../dialects/relation.js';
import type { TemplateValue } from '../dialects/portable-functions.js';
import type { Manifest, ModelNode, NodeId, ResolvedRef, ResolvedSource, SnapshotNode } from '../manifest/manifest.js';
import { renderTemplate } from '../template/render-template.js';
import type { ParsedTemplate, RenderContext } from '../template/template.js';
import { checkSelect } from './check-select.js';
import type { BatchedInput, CompiledSql, PartitionPiece } from './compiled.js';
import { ephemeralChainTooLong } from './errors.js';
import { injectCtes } from './inject-ctes.js';
import { KnownColumns } from './known-columns.js';
import { InputCollector, type AlignedInput, type EphemeralSql } from './input-collector.js';
import { keyGap, splitAtGaps } from './partition-gaps.js';
import type { Narrowing } from './narrowing.js';
import { createBaseContext, describeSelf, refKey, type BaseContext } from './render-context.js';

const maxEphemeralChain = 500;

export interface TemplateInput {
  readonly id: NodeId;
  readonly name: string;
  readonly place: Place;
  readonly template: ParsedTemplate;
  readonly refs: readonly ResolvedRef[];
  readonly sources: readonly ResolvedSource[];
  /** Arguments of a generic test. */
  readonly args?: Readonly<Record<string, TemplateValue>>;
  readonly self?: Relation;
  /** A model or snapshot: `--empty` and `--sample` concern it. */
  readonly isModel?: boolean;
  readonly isPartitioned?: boolean;
  /** The form that adds to the rows that are there. */
  readonly isIncremental?: boolean;
  /** Inputs with an event time get gaps for the limits of a batch. */
  readonly isBatched?: boolean;
  /** Further relations that the SQL reads through its arguments. */
  readonly argumentInputs?: readonly { readonly node: NodeId; readonly relation?: Relation }[];
}

export interface CompiledTemplate extends CompiledSql, EphemeralSql {
  readonly aligned: readonly AlignedInput[];
  /** Relations that are not only read as aligned inputs. */
  readonly whole: readonly Relation[];
  /** With gaps, where there are any. */
  readonly pieces: readonly PartitionPiece[];
  readonly batchedInputs: readonly BatchedInput[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Compiles templates of one manifest; ephemeral models are compiled once and shared. */
export class SqlCompiler {
  readonly #manifest: Manifest;
  readonly #ephemerals = new Map<NodeId, CompiledTemplate>();
  /** Of each compiled ephemeral, the longest chain of ephemerals that ends in it, itself last. */
  readonly #chains = new Map<NodeId, readonly NodeId[]>();
  readonly #baseContext: BaseContext;
  readonly #columns: KnownColumns;
  readonly #narrowing: Narrowing | undefined;

  /** @param narrowing which rows of their inputs models see; absent: all */
  constructor(manifest: Manifest, narrowing?: Narrowing) {
    this.#manifest = manifest;
    this.#narrowing = narrowing;
    this.#baseContext = createBaseContext(manifest);
    this.#columns = new KnownColumns(manifest, (node) => this.compile(toTemplateInput(node)).sql);
  }

  get isEmpty(): boolean {
    return this.#narrowing?.kind === 'empty';
  }

  get dialect(): Dialect {
    return this.#manifest.dialect;
  }

  nameOf(id: NodeId): string {
    return this.#manifest.nodes.get(id)?.name ?? id;
  }

  /**
   * Never throws for user errors: `diagnostics` says what is wrong, here or in an ephemeral that it reads, and `sql` is
   * then not to be run.
   */
  compile(input: TemplateInput): CompiledTemplate {
    this.#compileEphemeralInputs(input);
    if (!this.#isEphemeral(input.id)) return this.#compileOne(input);
    return this.#ephemerals.get(input.id) ?? this.#compileEphemeral(input);
  }

  #compileEphemeral(input: TemplateInput): CompiledTemplate {
    const before = inputIds(input).map((id) => this.#chains.get(id) ?? []);
    const longest = before.reduce((best, chain) => (chain.length > best.length ? chain : best), []);
    const chain = [...longest, input.id];
    this.#chains.set(input.id, chain);
    let compiled = this.#compileOne(input);
    if (chain.length === maxEphemeralChain + 1) {
      const names = chain.map((id) => this.nameOf(id));
      compiled = { ...nothing, diagnostics: [ephemeralChainTooLong(names, maxEphemeralChain, input.place, input.id)] };
    }
    this.#ephemerals.set(input.id, compiled);
    return compiled;
  }

  #compileOne(input: TemplateInput): CompiledTemplate {
    const inputs = new InputCollector(this.#manifest, this.#ephemerals);
    const known = new Map<string, () => readonly string[] | undefined>();
    const refs = new Map(input.refs.map((ref) => [refKey(ref.call), ref]));
    const sources = new Map(input.sources.map((s) => [`${s.call.source}\n${s.call.table}`, s]));
    for (const { node, relation } of input.argumentInputs ?? []) inputs.add(node, relation);
    const context: RenderContext = {
      ...this.#baseContext,
      renderRef: (call) => {
        const ref = refs.get(refKey(call));
        if (ref === undefined) throw new Error(`ref ${call.name} of ${input.id} was not resolved by the manifest`);
        const text = inputs.add(ref.node, ref.relation, call.on !== undefined);
        const rows =
          call.on === undefined
            ? this.#addWhole(inputs, input, ref.node, text, call.place)
            : inputs.addAligned(ref, text, call.on);
        known.set(rows, () => this.#columns.of(ref.node, ref.relation));
        return rows;
      },
      renderSource: (call) => {
        const source = sources.get(`${call.source}\n${call.table}`);
        if (source === undefined)
          throw new Error(`source ${call.source}.${call.table} of ${input.id} was not resolved`);
        const text = this.#addWhole(inputs, input, source.node, inputs.add(source.node), call.place);
        known.set(text, () => this.#columns.of(source.node));
        return text;
      },
      columnsOf: (relation) => known.get(relation)?.(),
      ...(input.args && { args: input.args }),
      ...(input.self && { self: describeSelf(this.#manifest, input.self) }),
      ...(input.isPartitioned && { partitionKey: keyGap }),
      ...(input.isIncremental && { isIncremental: true }),
    };
    const { rendered, diagnostics } = renderTemplate(input.template, context);
    const inherited = new Set(inputIds(input).flatMap((id) => this.#ephemerals.get(id)?.diagnostics ?? []));
    if (rendered === undefined) return { ...nothing, diagnostics: [...inherited, ...diagnostics] };
    const checked = checkSelect(rendered, input, this.dialect.lexical);
    const problems = [...inherited, ...diagnostics, ...checked.diagnostics];
    if (problems.some((problem) => problem.severity === 'error')) return { ...nothing, diagnostics: problems };
    const full = injectCtes(checked.statement, inputs.ctes, this.dialect.lexical);
    return {
      ...full,
      body: checked.statement,
      reads: inputs.reads,
      readNodes: inputs.readNodes,
      ctes: inputs.ephemeralCtes,
      narrowed: inputs.narrowed,
      aligned: inputs.aligned,
      whole: inputs.whole,
      batchedInputs: inputs.batchedInputs,
      pieces: splitAtGaps(full.sql),
      diagnostics: problems,
    };
  }

  #addWhole(inputs: InputCollector, input: TemplateInput, id: NodeId, text: string, place: Place): string {
    const isNarrowed = this.#narrowing !== undefined && input.isModel === true;
    const rows = isNarrowed ? inputs.addNarrowed(id, text, this.#narrowing, place) : text;
    return input.isBatched === true ? inputs.addBatched(id, rows, place) : rows;
  }

  /** Depth first with a stack of our own: chains of hundreds of ephemerals must not overflow. */
  #compileEphemeralInputs(root: TemplateInput): void {
    const stack: { readonly input: TemplateInput; readonly pending: NodeId[] }[] = [
      { input: root, pending: this.#newEphemeralInputs(root) },
    ];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.pending.pop();
      if (next === undefined) {
        stack.pop();
        if (stack.length > 0) this.#compileEphemeral(top.input);
        continue;
      }
      const node = this.#manifest.nodes.get(next);
      if (this.#ephemerals.has(next) || node?.resourceType !== 'model') continue;
      const input = toTemplateInput(node);
      stack.push({ input, pending: this.#newEphemeralInputs(input) });
    }
  }

  #newEphemeralInputs(input: TemplateInput): NodeId[] {
    return inputIds(input).filter((id) => this.#isEphemeral(id) && !this.#ephemerals.has(id));
  }

  #isEphemeral(id: NodeId): boolean {
    const node = this.#manifest.nodes.get(id);
    return node?.resourceType === 'model' && node.materialized === 'ephemeral';
  }
}

function inputIds(input: TemplateInput): readonly NodeId[] {
  return [...input.refs, ...(input.argumentInputs ?? [])].map((ref) => ref.node);
}

const nothing: CompiledTemplate = {
  sql: '',
  sourceMap: [],
  body: { sql: '', sourceMap: [] },
  reads: [],
  readNodes: [],
  ctes: [],
  narrowed: [],
  aligned: [],
  whole: [],
  batchedInputs: [],
  pieces: [],
  diagnostics: [],
};

export function toTemplateInput(node: ModelNode | SnapshotNode): TemplateInput {
  return {
    id: node.id,
    name: node.name,
    place: node.place,
    template: node.template,
    refs: node.refs,
    sources: node.sources,
    self: node.relation,
    isModel: true,
    isPartitioned: node.materialized === 'partitioned',
  };
}
