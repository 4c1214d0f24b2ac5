// Selection → final SQL: refs become relations, ephemerals CTEs, tests SELECTs. Pure text work; nothing is executed.

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
}

/** SQL of a partitioned model with gaps where the key goes. */
export interface CompiledPartition {
  readonly by: string;
  /** SELECT with one column, the distinct keys; or literal keys. */
  readonly keysSql?: string;
  readonly keyReads: readonly Relation[];
  readonly keys?: readonly (string | number | boolean | null)[];
  readonly pieces: readonly PartitionPiece[];
}

export type PartitionPiece =
  | { readonly kind: 'sql'; readonly text: string }
  /** The key as a literal. */
  | { readonly kind: 'key' }
  /** A predicate `column = key`, NULL-safe. */
  | { readonly kind: 'predicate'; readonly column: string };

export interface Compiled {
  readonly nodes: ReadonlyMap<NodeId, CompiledNode>;
}
