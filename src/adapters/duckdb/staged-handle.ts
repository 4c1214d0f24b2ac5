import type { Relation, SqlValue } from '../../dialects/relation.js';
import type { Staged, StageChange } from '../adapter.js';

/** A table that exists under a name that only this session knows. */
export interface StagedTable {
  readonly relation: Relation;
  readonly staging: Relation;
}

export type StagedContent =
  /** Of a table or a seed; a seed's rejected rows are the second one. `inputs` were read to make it. */
  | { readonly kind: 'tables'; readonly tables: readonly StagedTable[]; readonly inputs?: readonly Staged[] }
  | { readonly kind: 'view'; readonly select: string }
  | {
      readonly kind: 'partitions';
      readonly by: string;
      readonly keys: readonly SqlValue[];
      /** Absent when every partition failed. */
      readonly table: StagedTable | undefined;
    }
  | { readonly kind: 'change'; readonly task: StageChange };

/** What `Staged.handle` holds here. */
export class StagedHandle {
  constructor(readonly content: StagedContent) {}

  static of({ handle }: Staged): StagedContent {
    if (handle instanceof StagedHandle) return handle.content;
    throw new Error('this was staged by another session');
  }
}

/** Tables that become what readers see. */
export function resultsOf(content: StagedContent): readonly StagedTable[] {
  if (content.kind === 'tables') return content.tables;
  return content.kind === 'partitions' && content.table ? [content.table] : [];
}

/** Tables that a result was or will be made of; nobody needs them once it is published. */
export function inputsOf(content: StagedContent): readonly StagedTable[] {
  const inputs = content.kind === 'change' ? content.task.inputs : content.kind === 'tables' ? content.inputs : [];
  return (inputs ?? []).flatMap((input) => tablesOf(StagedHandle.of(input)));
}

/** Everything that goes when the result is discarded. */
export function tablesOf(content: StagedContent): readonly StagedTable[] {
  return [...resultsOf(content), ...inputsOf(content)];
}
