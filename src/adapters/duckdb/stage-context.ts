import type { ColumnSpec } from '../../dialects/dialect.js';
import type { Relation } from '../../dialects/relation.js';
import type { Staged } from '../adapter.js';
import type { Connections } from './connections.js';
import type { StagedHandle } from './staged-handle.js';

/** What staging needs of a session. */
export interface StageContext {
  readonly connections: Connections;
  /** See `Database.scratchPath`. */
  readonly scratchPath: string;
  /** The name that a plan gives to the staged table of a relation. */
  stagingOf(relation: Relation): Relation;
  /** A name that no other task gets. */
  newStagingOf(relation: Relation): Relation;
  /** Of a published table; undefined when there is none. */
  findColumns(relation: Relation): Promise<readonly ColumnSpec[] | undefined>;
  /** The schema of the relation exists then. */
  ensureSchema(relation: Relation): Promise<void>;
  dropStaged(tables: readonly Relation[]): Promise<void>;
}

export type StagedParts = Pick<Staged, 'rows' | 'columns' | 'slot' | 'durationMs'> & {
  readonly handle: StagedHandle;
  readonly siblings?: Staged['siblings'];
  readonly partitions?: Staged['partitions'];
};
