import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation, SqlValue } from '../../dialects/relation.js';
import type { Staged, Statement } from '../adapter.js';

/** A table that holds some partitions, each marked with its number in `sp__part`. */
export interface PartitionPiece {
  readonly table: Relation;
  /** Numbers of the partitions that are good. */
  readonly parts: readonly number[];
  /** Others are in the table as well, and are not to be read. */
  readonly hasOthers: boolean;
}

export type StagedRelation =
  | {
      readonly kind: 'table';
      readonly relation: Relation;
      readonly table: Relation;
      /** How the published table is to be partitioned. */
      readonly partitionBy?: readonly string[];
    }
  | { readonly kind: 'view'; readonly relation: Relation; readonly select: string }
  | {
      readonly kind: 'partitions';
      readonly relation: Relation;
      readonly partitionBy: string;
      readonly columns: readonly ColumnSpec[];
      readonly pieces: readonly PartitionPiece[];
      /** Of the partitions that were evaluated, with or without rows. */
      readonly keys: readonly SqlValue[];
      /** Those of them without rows. */
      readonly emptyKeys: readonly SqlValue[];
    }
  | {
      readonly kind: 'change';
      readonly relation: Relation;
      readonly preview: string;
      readonly apply: readonly Statement[];
    };

/** What `Staged.handle` holds here. */
export class StagedHandle {
  constructor(
    readonly relations: readonly StagedRelation[],
    /** What it was made of and is discarded with it. */
    readonly inputs: readonly Staged[] = [],
  ) {}

  static of({ handle }: Staged): StagedHandle {
    if (handle instanceof StagedHandle) return handle;
    throw new Error('this was staged by another session');
  }

  /** Staged tables that belong to it, those of its inputs included. */
  get tables(): readonly Relation[] {
    const own = this.relations.flatMap((each) => {
      if (each.kind === 'table') return [each.table];
      return each.kind === 'partitions' ? each.pieces.map(({ table }) => table) : [];
    });
    return [...own, ...this.inputs.flatMap((input) => StagedHandle.of(input).tables)];
  }
}
