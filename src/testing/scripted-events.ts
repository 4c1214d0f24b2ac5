// What a small build tells, for tests of how it is shown.

import type { Diagnostic } from '../errors/diagnostic.js';
import type { NodeFinished, NodeStatus, SpEvent } from '../events/event.js';

export const started: readonly SpEvent[] = [
  {
    kind: 'run-started',
    version: '0.1.0',
    project: 'school',
    command: 'build',
    target: { name: 'dev', type: 'sqlite', description: 'sqlite: target/warehouse.sqlite' },
    threads: 2,
  },
  { kind: 'plan-ready', counts: { seed: 1, model: 8, test: 3 }, total: 12 },
];

/** A node of a script; `telling` numbers them. */
export function finished(
  what: string,
  name: string,
  status: NodeStatus,
  durationMs: number,
  more: Partial<NodeFinished> = {},
): NodeFinished {
  const label = { what, name };
  return {
    kind: 'node-finished',
    node: name,
    label,
    status,
    durationMs,
    diagnostics: [],
    index: 0,
    total: 12,
    ...more,
  };
}

const text = 'select a,\n  amont\nfrom orders\n';
export const missingColumn: Diagnostic = {
  code: 'SP3001',
  severity: 'error',
  message: 'no such column: amont',
  place: {
    file: { path: 'models/marts/orders.sql', text },
    start: { line: 2, column: 3 },
    end: { line: 2, column: 8 },
  },
  hint: 'did you mean "amount"?',
};
export const unusedKey: Diagnostic = { code: 'SP1201', severity: 'warning', message: 'nothing is called "x"' };

/** A build with one of everything. */
export function failingBuild(): readonly SpEvent[] {
  const orders = { what: 'table', name: 'orders' };
  return [
    { kind: 'diagnostic', diagnostic: unusedKey },
    ...started,
    finished('seed', 'raw_orders', 'success', 12, { rows: 99 }),
    finished('view', 'stg_orders', 'success', 3.4),
    finished('partitioned', 'mart_attendance', 'success', 1840, {
      rows: 370_955,
      partitions: { evaluated: 4, failed: 0 },
    }),
    finished('partitioned', 'mart_scores', 'error', 90, {
      partitions: { evaluated: 4, failed: 1 },
      message: '1 of 4 partitions failed',
    }),
    finished('table', 'orders', 'error', 5, {
      diagnostics: [missingColumn],
      compiledPath: 'target/compiled/school/models/marts/orders.sql',
    }),
    ...['a', 'b', 'c'].map((name) => finished('table', name, 'skipped', 0, { skippedBecauseOf: orders })),
    finished('test', 'unique_stg_orders_id', 'pass', 2, { failures: 0 }),
    finished('test', 'not_null_stg_orders_note', 'warn', 2, { failures: 1 }),
    finished('test', 'accepted_values_stg_orders_status__placed__shipped', 'fail', 4, {
      failures: 1204,
      sample: {
        columns: ['value_field', 'n_records'],
        rows: ['paid', 'new', 'lost', null, 'x', 'y'].map((value) => [value, 200]),
      },
      compiledPath: 'target/compiled/school/models/accepted.sql',
    }),
    finished('view', 'old', 'reused', 0),
    {
      kind: 'run-finished',
      counts: { success: 3, error: 2, skipped: 3, pass: 1, warn: 1, fail: 1, reused: 1 },
      durationMs: 1934,
      exitCode: 1,
      wrote: 'target/warehouse.sqlite, 206 MB',
      next: [{ label: 'run just these again', command: 'sp build --select orders' }],
    },
  ];
}
