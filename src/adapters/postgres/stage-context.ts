// What staging needs of a session.

import type { Relation } from '../../dialects/relation.js';
import { EngineFailure, type Staged } from '../adapter.js';
import type { Connections } from './connections.js';
import type { Driver } from './driver.js';
import { toEngineFailure, type StatementText } from './engine-error.js';
import type { Link } from './link.js';
import type { StagingMark } from './staging-mark.js';
import { duplicateColumn, findDuplicateName } from '../engine-failures.js';

export interface StageContext {
  readonly driver: Driver;
  readonly connections: Connections;
  readonly mark: StagingMark;
  /** A name for a staged relation that no other has. */
  stagingFor(relation: Relation): Relation;
  /** Makes the schema if there is none. */
  ensureSchema(link: Link, relation: Relation): Promise<void>;
  exists(relation: Relation): Promise<boolean>;
  /** Names for did-you-mean. */
  candidates(reads: readonly Relation[]): NonNullable<StatementText['candidates']>;
}

/** Runs what sends `sent`, and throws the server's refusals as EngineFailure. */
export async function asEngineFailure<T>(sent: string, text: StatementText, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw await toEngineFailure(error, sent, text);
  }
}

/** @throws EngineFailure when two output columns have one name */
export function checkColumnNames(names: readonly string[], sql: string): void {
  const name = findDuplicateName(names);
  if (name !== undefined) throw new EngineFailure(duplicateColumn(name, sql));
}

/** What a task found out, before it is a whole `Staged`. */
export type StagedParts = Omit<Staged, 'relation' | 'kind' | 'slot' | 'durationMs'>;
