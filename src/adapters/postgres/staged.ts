// What a session holds of a result that readers do not see yet.

import type { Relation, SqlValue } from '../../dialects/relation.js';
import type { Staged, Statement } from '../adapter.js';

/** A relation under its final name and the one under which it was built. */
export interface StagedRelation {
  readonly relation: Relation;
  readonly physical: Relation;
  readonly kind: 'table' | 'view' | 'materialized view';
  /** Of a view: what it selects. */
  readonly select?: string;
}

export interface StagedChange {
  readonly apply: readonly Statement[];
  readonly preview: string;
}

/** What `Staged.handle` holds here. */
export class StagedHandle {
  constructor(
    readonly relations: readonly StagedRelation[],
    readonly rest: {
      /** Only for partitions: the column and the keys whose rows are there. */
      readonly partitions?: { readonly by: string; readonly keys: readonly SqlValue[] };
      readonly change?: StagedChange;
      /** Staged tables that go with this one. */
      readonly inputs?: readonly Staged[];
      /** The published materialized view is to be refreshed; what was staged serves to audit only. */
      readonly refreshes?: boolean;
    } = {},
  ) {}

  static of({ handle }: Staged): StagedHandle {
    if (handle instanceof StagedHandle) return handle;
    throw new Error('this was staged by another session');
  }
}
