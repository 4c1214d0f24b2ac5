import { EngineFailure, type QueryRequest, type Session, type Staged } from '../adapters/adapter.js';
import type { Relation, SqlValue } from '../dialects/relation.js';
import type { Sink } from '../events/event.js';
import type { TestPlan } from '../plan/plan.js';
import { engineDiagnostic } from './errors.js';
import type { NodeResult } from './node-result.js';
import { describeStop } from './stop.js';
import type { Slots } from './slots.js';
import { isStoring, keepFailures, type TestSubject } from './store-failures.js';

export interface TestRunOptions {
  readonly session: Session;
  readonly slots: Slots;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly now: () => number;
  /** Failing rows of this test are kept aside until its node is published or not. */
  readonly onPending?: (staged: Staged) => void;
}

/** What a statement for several tests said of one of them. */
export interface Verdict {
  /** failures, should_warn, should_error; absent when the engine refused the statement. */
  readonly row?: readonly SqlValue[];
  readonly startedAt: number;
  readonly finishedAt: number;
}

/** Tests go before everything else: others wait for them. */
export const testPriority = Number.MAX_SAFE_INTEGER;

/** Failing rows that a result carries. */
const sampleRows = 5;

/** The result of one data test. With a `verdict` there is only left to look at the rows of one that did not pass. */
export async function runTest(
  test: TestPlan,
  options: TestRunOptions,
  subject: TestSubject,
  verdict?: Verdict,
): Promise<NodeResult> {
  const { session, slots, signal, now } = options;
  const { id, compiled, node } = test;
  let startedAt = verdict?.startedAt ?? now();
  try {
    const early = verdict?.row && judge(test, verdict.row);
    if (verdict && early?.status === 'pass') return { ...early, startedAt, finishedAt: verdict.finishedAt };
    return await slots.use(testPriority, async () => {
      signal.throwIfAborted();
      if (verdict === undefined) {
        startedAt = now();
        options.sink({ kind: 'node-started', node: id, label: test.label });
      }
      const rows = { ...test, reads: compiled.reads, subject };
      const asked = isStoring(test) ? await keepFailures(test, subject, session, signal) : rows;
      if ('pending' in asked && asked.pending) options.onPending?.(asked.pending);
      const ask = (sql: string): QueryRequest => requestOf(sql, asked.reads, asked.subject);
      const result = early ?? judge(test, (await session.query(ask(asked.verdictSql), signal)).rows[0]);
      if (result.status === 'pass') return { ...result, startedAt, finishedAt: now() };
      const sample = await session.query({ ...ask(asked.rowsSql), limit: sampleRows }, signal);
      const storedIn = test.stored && { storedIn: test.stored.name };
      return { ...result, sample, ...storedIn, startedAt, finishedAt: now() };
    });
  } catch (error) {
    if (signal.aborted) return { id, status: 'skipped', message: `skipped: ${describeStop(signal)}`, diagnostics: [] };
    if (!(error instanceof EngineFailure)) throw error;
    const diagnostics = engineDiagnostic(error.error, { id, place: node.place }, compiled, compiled.sql);
    return { id, status: 'error', startedAt, finishedAt: now(), message: error.message, diagnostics };
  }
}

export function requestOf(sql: string, reads: readonly Relation[], subject: TestSubject): QueryRequest {
  return { sql, reads, ...subject };
}

/**
 * dbt's rule (https://docs.getdbt.com/reference/resource-configs/severity): severity error fails first and warns second;
 * severity warn only warns.
 *
 * @throws EngineFailure when there is no number of failures
 */
function judge({ id, node, rowsSql }: TestPlan, row: readonly SqlValue[] | undefined): NodeResult {
  const { failures, shouldWarn, shouldError } = readVerdict(row);
  const base = { id, failures, runSql: rowsSql, diagnostics: [] };
  const isError = node.severity === 'error' && shouldError;
  if (!isError && !shouldWarn) return { ...base, status: 'pass' };
  const status = isError ? 'fail' : 'warn';
  const condition = isError ? node.errorIf : node.warnIf;
  const message = `got ${failures} ${failures === 1 ? 'result' : 'results'}, configured to ${status} if ${condition}`;
  return { ...base, status, message };
}

function readVerdict(row: readonly SqlValue[] | undefined) {
  const [failures, shouldWarn, shouldError] = row ?? [];
  if (failures === null || failures === undefined) {
    throw new EngineFailure({
      message: 'the test has no number of failures: its fail_calc gave NULL',
      hint: 'Make fail_calc return 0 for no rows, e.g. coalesce(max(n_records), 0).',
    });
  }
  return { failures: Number(failures), shouldWarn: isTrue(shouldWarn), shouldError: isTrue(shouldError) };
}

function isTrue(value: SqlValue | undefined): boolean {
  return value === true || value === 1 || value === 1n;
}
