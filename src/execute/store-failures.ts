// Failing rows that stay in the target: of a test of published rows at once; of rows that are staged as a table until it is
// known whether readers get to see them, because a view shows what is published.

import type { Session, Staged, StageTask } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { TestPlan } from '../plan/plan.js';

/** What is tested: staged rows in front of what is published. */
export interface TestSubject {
  readonly over: readonly Staged[];
  readonly removedKeys?: readonly SqlValue[];
}

export type StoringTest = TestPlan & Required<Pick<TestPlan, 'stored'>>;

export function isStoring(test: TestPlan): test is StoringTest {
  return test.stored !== undefined;
}

/** What was kept of one test: rows to look at, and what `settle` has left to do. */
export interface KeptFailures {
  /** The statements over what was kept. */
  readonly verdictSql: string;
  readonly rowsSql: string;
  readonly reads: StageTask['reads'];
  readonly subject: TestSubject;
  readonly pending?: Staged;
}

/** @throws EngineFailure */
export async function keepFailures(
  test: StoringTest,
  subject: TestSubject,
  session: Session,
  signal: AbortSignal,
): Promise<KeptFailures> {
  const { kind, table, view } = test.stored;
  if (kind === 'view' && subject.over.length === 0) {
    await publishOne(session, await session.stage(view, signal));
    const { verdictSql, rowsSql } = test;
    return { verdictSql, rowsSql, reads: view.reads, subject };
  }
  const staged = await session.stage({ ...table, ...subject }, signal);
  const { verdictSql, rowsSql } = test.stored;
  const kept = { verdictSql, rowsSql, reads: [table.relation] };
  if (kind === 'view') return { ...kept, subject: { over: [staged] }, pending: staged };
  await publishOne(session, staged);
  return { ...kept, subject: { over: [] } };
}

/**
 * The rows of an audit stay as a view of what was published, or as the table that they are when it was not.
 *
 * @throws EngineFailure when the engine refuses; nothing is kept then
 */
export async function settleFailures(
  test: StoringTest,
  staged: Staged,
  session: Session,
  isPublished: boolean,
): Promise<void> {
  if (!isPublished) return publishOne(session, staged);
  await session.discard(staged);
  await publishOne(session, await session.stage(test.stored.view));
}

async function publishOne(session: Session, staged: Staged): Promise<void> {
  await session.publish({ relation: staged.relation, staged: [staged], mode: { kind: 'replace' }, statements: [] });
}
