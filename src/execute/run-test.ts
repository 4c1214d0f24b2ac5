import { EngineFailure, type QueryRequest, type Session, type Staged } from '../adapters/adapter.js';
import type { SqlValue } from '../dialects/relation.js';
import type { Sink } from '../events/event.js';
import type { TestPlan } from '../plan/plan.js';
import { engineDiagnostic } from './errors.js';
import type { NodeResult } from './node-result.js';
import { describeStop } from './stop.js';
import type { Slots } from './slots.js';

export interface TestRunOptions {
  readonly session: Session;
  readonly slots: Slots;
  readonly sink: Sink;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** Failing rows that a result carries. */
const sampleRows = 5;

/** Runs one data test, over staged rows where it is a gate. Tests go before everything else: others wait for them. */
export async function runTest(
  test: TestPlan,
  options: TestRunOptions,
  subject: { readonly over: readonly Staged[]; readonly removedKeys?: readonly SqlValue[] },
): Promise<NodeResult> {
  const { session, slots, signal, now } = options;
  const { id, compiled, node } = test;
  let startedAt = now();
  const request = (sql: string): QueryRequest => ({ sql, reads: compiled.reads, ...subject });
  try {
    return await slots.use(Number.MAX_SAFE_INTEGER, async () => {
      signal.throwIfAborted();
      startedAt = now();
      options.sink({ kind: 'node-started', node: id, label: test.label });
      const verdict = await session.query(request(test.verdictSql), signal);
      const { failures, shouldWarn, shouldError } = readVerdict(verdict.rows[0]);
      const status = judge(node.severity, shouldWarn, shouldError);
      const base = { id, startedAt, failures, runSql: test.rowsSql, diagnostics: [] };
      if (status === 'pass') return { ...base, status, finishedAt: now() };
      const sample = await session.query({ ...request(test.rowsSql), limit: sampleRows }, signal);
      const condition = status === 'fail' ? node.errorIf : node.warnIf;
      const message = `got ${failures} ${failures === 1 ? 'result' : 'results'}, configured to ${status} if ${condition}`;
      return { ...base, status, message, sample, finishedAt: now() };
    });
  } catch (error) {
    if (signal.aborted) return { id, status: 'skipped', message: `skipped: ${describeStop(signal)}`, diagnostics: [] };
    if (!(error instanceof EngineFailure)) throw error;
    const diagnostics = engineDiagnostic(error.error, { id, place: node.place }, compiled, compiled.sql);
    return { id, status: 'error', startedAt, finishedAt: now(), message: error.message, diagnostics };
  }
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

/** dbt's rule (https://docs.getdbt.com/reference/resource-configs/severity): severity error fails first and warns second; severity warn only warns. */
function judge(severity: 'error' | 'warn', shouldWarn: boolean, shouldError: boolean): 'pass' | 'warn' | 'fail' {
  if (severity === 'error' && shouldError) return 'fail';
  return shouldWarn ? 'warn' : 'pass';
}
