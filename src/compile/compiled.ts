// Selection → final SQL: refs become relations, ephemerals CTEs, tests SELECTs. Pure text work; nothing is executed.

import type { Place } from '../errors/diagnostic.js';
import type { SourceMapSegment } from '../template/template.js';
import type { NodeId } from '../manifest/manifest.js';
import type { Relation } from '../dialects/relation.js';

export interface CompiledSql {
  readonly sql: string;
  readonly sourceMap: readonly SourceMapSegment[];
}

export interface CompiledNode extends CompiledSql {
  readonly id: NodeId;
  /** Relations that the SQL names, ephemerals resolved, views not followed. */
  readonly reads: readonly Relation[];
  /** Nodes behind `reads`. */
  readonly readNodes: readonly NodeId[];
  /** Ephemerals that were put in front as CTEs. */
  readonly ctes: readonly { readonly id: NodeId; readonly sql: string }[];
  readonly partition?: CompiledPartition;
  readonly variants?: CompiledVariants;
}

/**
 * Both forms of an incremental model: from nothing, and on top of the rows that are there. Which one runs is decided when
 * it is known whether there are any. SQL of a microbatch model has gaps for the limits of a batch (batch-gaps.ts).
 */
export interface CompiledVariants {
  readonly full: CompiledVariant;
  readonly incremental: CompiledVariant;
  /** The SQL of at least one form names the model's own relation. */
  readonly usesThis: boolean;
  /** Microbatch: inputs of which each batch reads its own rows only. */
  readonly batchedInputs: readonly BatchedInput[];
}

export interface BatchedInput {
  /** Absent for an ephemeral input. */
  readonly relation?: Relation;
  /** Its event time, quoted. */
  readonly column: string;
}

export interface CompiledVariant extends CompiledSql {
  readonly reads: readonly Relation[];
}

/** SQL of a partitioned model with gaps where the key goes. */
export interface CompiledPartition {
  readonly by: string;
  /** SELECT with one column, the distinct keys; or literal keys. */
  readonly keysSql?: string;
  readonly keyReads: readonly Relation[];
  readonly keys?: readonly (string | number | boolean | null)[];
  readonly pieces: readonly PartitionPiece[];
  /** Relations of which a partition reads the rows whose column has its key. */
  readonly aligned: readonly { readonly relation: Relation; readonly column: string }[];
  /** Relations that every partition reads whole. */
  readonly whole: readonly Relation[];
}

export type PartitionPiece =
  | { readonly kind: 'sql'; readonly text: string }
  /** The key as a literal. */
  | { readonly kind: 'key' }
  /** A predicate `column = key`, NULL-safe. */
  | { readonly kind: 'predicate'; readonly column: string };

/** A hook as it will run. */
export interface CompiledHook {
  /** In order, each one statement of any kind. */
  readonly statements: readonly string[];
  /** Relations that references of it named; it may name others as plain text. */
  readonly reads: readonly Relation[];
  /** On engines with transactions: inside that of the node. */
  readonly transaction: boolean;
  readonly place: Place;
}

export interface CompiledHooks {
  readonly pre: readonly CompiledHook[];
  readonly post: readonly CompiledHook[];
}

export interface Compiled {
  readonly nodes: ReadonlyMap<NodeId, CompiledNode>;
  /** Nodes that have hooks. */
  readonly hooks?: ReadonlyMap<NodeId, CompiledHooks>;
}
