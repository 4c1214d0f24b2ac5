// Runs data tests. Those that one scan can answer together (plan-tests.ts) wait for each other until a slot is free; a
// test that fails, and all of them where the common statement is refused, then go on alone: no result depends on company.

import { EngineFailure, type Staged } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { NodeId } from '../manifest/manifest.js';
import { combineVerdicts, scanKey, verdictWidth } from '../plan/plan-tests.js';
import type { TestPlan } from '../plan/plan.js';
import type { NodeResult } from './node-result.js';
import { isStoring, settleFailures, type TestSubject } from './store-failures.js';
import { requestOf, runTest, testPriority, type TestRunOptions, type Verdict } from './run-test.js';

/** An engine's limits on columns are far away. */
const mostTogether = 50;

interface Batch {
  readonly tests: TestPlan[];
  /** Of each test; of none when it stayed alone. */
  readonly verdicts: Promise<ReadonlyMap<NodeId, Verdict>>;
}

export class TestRunner {
  readonly #options: TestRunOptions;
  /** Batches that have not begun, by what they read: rows staged for an audit, then the text of the scan. */
  readonly #waiting = new Map<TestSubject, Map<string, Batch>>();

  /** Kept failing rows of audits that are not settled. */
  readonly #pending = new Map<NodeId, Staged>();

  constructor(options: TestRunOptions) {
    this.#options = options;
  }

  /** Tests of one audit come with the very same `subject`. */
  async run(test: TestPlan, subject: TestSubject = published): Promise<NodeResult> {
    const key = scanKey(test);
    if (key === undefined) {
      const onPending = (staged: Staged): void => void this.#pending.set(test.id, staged);
      return runTest(test, { ...this.#options, onPending }, subject);
    }
    const batches = this.#waiting.get(subject) ?? new Map<string, Batch>();
    this.#waiting.set(subject, batches);
    let batch = batches.get(key);
    if (batch === undefined) {
      batch = this.#open(key, subject, batches);
      batches.set(key, batch);
    }
    batch.tests.push(test);
    if (batch.tests.length === mostTogether) batches.delete(key);
    const verdict = (await batch.verdicts).get(test.id);
    return runTest(test, this.#options, subject, verdict);
  }

  /** To be called when the rows of an audit were published, or were not. */
  async settle(tests: readonly TestPlan[], isPublished: boolean): Promise<void> {
    const { session, sink } = this.#options;
    for (const test of tests) {
      const staged = this.#pending.get(test.id);
      this.#pending.delete(test.id);
      if (staged === undefined || !isStoring(test)) continue;
      try {
        await settleFailures(test, staged, session, isPublished);
      } catch (error) {
        if (!(error instanceof EngineFailure)) throw error;
        sink({ kind: 'notice', message: `failing rows of ${test.label.name} are not kept: ${error.message}` });
      }
    }
  }

  #open(key: string, subject: TestSubject, batches: Map<string, Batch>): Batch {
    const { slots, signal } = this.#options;
    const tests: TestPlan[] = [];
    const verdicts = slots.use(testPriority, async () => {
      // Whoever is about to ask has asked then.
      await new Promise((resolve) => setImmediate(resolve));
      if (batches.get(key)?.tests === tests) batches.delete(key);
      if (batches.size === 0) this.#waiting.delete(subject);
      return tests.length < 2 || signal.aborted ? new Map<NodeId, Verdict>() : this.#ask(tests, subject);
    });
    return { tests, verdicts };
  }

  async #ask(tests: readonly TestPlan[], subject: TestSubject): Promise<ReadonlyMap<NodeId, Verdict>> {
    const { session, sink, now, signal } = this.#options;
    const startedAt = now();
    for (const { id, label } of tests) sink({ kind: 'node-started', node: id, label });
    const reads = tests.flatMap(({ compiled }) => compiled.reads);
    try {
      const rows = await session.query(requestOf(combineVerdicts(tests), reads, subject), signal);
      return readVerdicts(tests, rows.rows[0], { startedAt, finishedAt: now() });
    } catch (error) {
      if (!signal.aborted && !(error instanceof EngineFailure)) throw error;
      return readVerdicts(tests, undefined, { startedAt, finishedAt: now() });
    }
  }
}

/** Tests of what is published share the subject of this run's runner; it holds nothing. */
const published: TestSubject = { over: [] };

function readVerdicts(
  tests: readonly TestPlan[],
  row: readonly SqlValue[] | undefined,
  times: Pick<Verdict, 'startedAt' | 'finishedAt'>,
): ReadonlyMap<NodeId, Verdict> {
  const part = (index: number) => row?.slice(index * verdictWidth, (index + 1) * verdictWidth);
  return new Map(
    tests.map(({ id }, index) => {
      const own = part(index);
      return [id, { ...(own && { row: own }), ...times }];
    }),
  );
}
