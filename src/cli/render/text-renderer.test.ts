import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SpEvent } from '../../events/event.js';
import { runScripted as run, telling } from '../../testing/scripted-cli.js';
import { failingBuild, finished, missingColumn, started, unusedKey } from '../../testing/scripted-events.js';

test('a pipe gets one numbered line a node, then problems, verdict and next command', async () => {
  const { stdout, stderr, exitCode } = await run('build', telling(failingBuild(), 1));
  assert.is(stdout, '');
  assert.is(exitCode, 1);
  assert.is(
    stderr,
    `sp 0.1.0  school  target dev (sqlite: target/warehouse.sqlite)  2 threads
plan  12 nodes: 1 seed, 8 models, 3 tests

[ 1/12] ✓ seed         raw_orders                                                  99 rows     12ms
[ 2/12] ✓ view         stg_orders                                                               3ms
[ 3/12] ✓ partitioned  mart_attendance                                        370,955 rows     1.8s   4 partitions
[ 4/12] ✗ partitioned  mart_scores                                                             90ms   1 of 4 partitions failed
[ 5/12] ✗ table        orders                                                                   5ms   no such column: amont
[ 9/12] ✓ test         unique_stg_orders_id                                                     2ms
[10/12] ! test         not_null_stg_orders_note                                  1 failure      2ms
[11/12] ✗ test         accepted_values_stg_orders_status__placed__shipped   1,204 failures      4ms
[12/12] · view         old                                                       unchanged
 ─ skip   3 nodes below orders

warning SP1201: nothing is called "x"

! test not_null_stg_orders_note: 1 failing row

✗ partitioned mart_scores: 1 of 4 partitions failed

error SP3001: no such column: amont
  ╭─ models/marts/orders.sql:2:3
1 │ select a,
2 │   amont
  │   ^^^^^
  ╰─ did you mean "amount"?
  compiled: target/compiled/school/models/marts/orders.sql

✗ test accepted_values_stg_orders_status__placed__shipped: 1,204 failing rows
  value_field  n_records
  ───────────  ─────────
  paid               200
  new                200
  lost               200
  NULL               200
  x                  200
  + 1,199 more rows
  compiled: target/compiled/school/models/accepted.sql
  see more: sp show --select accepted_values_stg_orders_status__placed__shipped

✗ 3 failed · 2 warnings · 4 passed · 3 skipped · 1 unchanged    1.9s
  wrote target/warehouse.sqlite, 206 MB
  run just these again:  sp build --select orders
`,
  );
});

test('--quiet leaves the errors and the verdict', async () => {
  const { stderr } = await run('build -q', telling(failingBuild(), 1));
  const lines = stderr.split('\n');
  assert.is(lines[0], '✗ partitioned mart_scores: 1 of 4 partitions failed');
  assert.is(stderr.includes('warning'), true, 'the verdict counts them');
  assert.is(stderr.includes('SP1201'), false);
  assert.is(lines.at(-2), '✗ 3 failed · 2 warnings · 4 passed · 3 skipped · 1 unchanged    1.9s');
});

test('--quiet shows the warnings when they are what failed', async () => {
  const events: readonly SpEvent[] = [
    ...started,
    finished('test', 'not_null_stg_orders_note', 'warn', 2, { failures: 1 }),
    { kind: 'run-finished', counts: { warn: 1 }, durationMs: 5, exitCode: 1, next: [] },
  ];
  const { stderr } = await run('build -q --warn-error', telling(events, 1));
  assert.is(stderr, '! test not_null_stg_orders_note: 1 failing row\n\n✗ 1 warning    5ms\n');
});

test('a partitioned model that its tests rejected does not count its partitions as failed', async () => {
  const event = finished('partitioned', 'm', 'error', 5, {
    rows: 3,
    partitions: { evaluated: 3, failed: 0 },
    message: 'not published: 1 test failed',
  });
  const { stderr } = await run('build', telling([...started, event], 1));
  assert.match(stderr, /✗ partitioned {2}m .* 3 rows .* not published: 1 test failed\n/);
});

test('a narrow terminal gets the first line without the threads', async () => {
  const { stderr } = await run('build', telling(started), { isTerminal: true });
  // oxlint-disable-next-line eslint/no-control-regex -- colours off
  const [first] = stderr.replaceAll(/\u001b\[\d+m/g, '').split('\n');
  assert.is(first, 'sp 0.1.0  school  target dev (sqlite: target/warehouse.sqlite)  2 threads');
  const long = started.map((event) =>
    event.kind === 'run-started' ? { ...event, project: 'school_of_athens' } : event,
  );
  const narrow = await run('build', telling(long), { isTerminal: true });
  assert.match(narrow.stderr, 'school_of_athens  target dev (sqlite: target/warehouse.sqlite)\n');
});

test('a good build is brief', async () => {
  const { stderr, exitCode } = await run(
    'build',
    telling([
      ...started,
      finished('seed', 'raw_orders', 'success', 12, { rows: 1 }),
      {
        kind: 'run-finished',
        counts: { success: 98 },
        durationMs: 12_345,
        exitCode: 0,
        next: [
          { label: 'rows', command: 'sp show --select orders' },
          { label: 'documentation', command: 'sp docs' },
        ],
      },
    ]),
  );
  assert.is(exitCode, 0);
  assert.is(
    stderr,
    `sp 0.1.0  school  target dev (sqlite: target/warehouse.sqlite)  2 threads
plan  12 nodes: 1 seed, 8 models, 3 tests

[ 1/12] ✓ seed         raw_orders                                                    1 row     12ms

✓ 98 passed    12.3s
  rows:  sp show --select orders        documentation:  sp docs
`,
  );
});

test('--verbose shows skipped nodes one by one and every problem; else ten and how many more', async () => {
  const many = (): readonly SpEvent[] => {
    return [
      ...started,
      ...Array.from({ length: 12 }, (_, n) => finished('table', `m${n}`, 'error', 1, { message: `broken ${n}` })),
      finished('table', 'z', 'skipped', 0, { message: 'skipped: m0 failed' }),
      { kind: 'run-finished', counts: { error: 12, skipped: 1 }, durationMs: 5, exitCode: 1, next: [] },
    ];
  };
  const brief = (await run('build', telling(many(), 1))).stderr;
  assert.is(brief.match(/^✗ table m/gm)?.length, 10);
  assert.match(brief, /^\+ 2 more; --verbose shows all$/m);
  assert.match(brief, /^ ─ skip {3}1 node: m0 failed$/m);
  const verbose = (await run('build -v', telling(many(), 1))).stderr;
  assert.is(verbose.match(/^✗ table m/gm)?.length, 12);
  assert.match(verbose, /─ table {8}z {2}/);
});

test('one cause in many nodes is told once', async () => {
  const { stderr } = await run(
    'build',
    telling([
      ...started,
      ...['orders', 'invoices', 'returns'].map((name) =>
        finished('table', name, 'error', 1, { diagnostics: [{ ...missingColumn, node: name }] }),
      ),
      { kind: 'run-finished', counts: { error: 3 }, durationMs: 5, exitCode: 1, next: [] },
    ]),
  );
  assert.is(stderr.match(/^error SP3001/gm)?.length, 1);
  assert.match(stderr, /^ {2}also in invoices, returns$/m);
});

test('nothing from a database or a file can steer the terminal', async () => {
  const evil = 'a\u001b[2Jb';
  const { stderr } = await run(
    'build',
    telling([
      ...started,
      finished('table', evil, 'error', 1, { message: evil }),
      finished('test', 't', 'fail', 1, { failures: 1, sample: { columns: [evil], rows: [[evil]] } }),
      { kind: 'notice', message: evil },
      { kind: 'run-finished', counts: { error: 1 }, durationMs: 5, exitCode: 1, next: [] },
    ]),
  );
  assert.is(stderr.includes('\u001b'), false);
});

test('a terminal gets colours, lines as wide as it is, no numbers, and no live line at the end', async () => {
  const { stderr } = await run('build', telling(failingBuild(), 1), { isTerminal: true });
  assert.match(stderr, '\u001b[31m');
  // oxlint-disable-next-line eslint/no-control-regex -- colours off
  const plain = stderr.replaceAll(/\u001b\[\d+m/g, '');
  assert.is(plain.includes('\u001b'), false, 'the clock stands, so no live line was ever drawn');
  assert.match(plain, '\n ✓ seed         raw_orders                                      99 rows     12ms\n');
  assert.match(plain, '\n ✗ test         accepted_values_stg_…us__placed__shipped 1,204 failures      4ms');
  for (const line of plain.slice(0, plain.indexOf('warning')).split('\n')) assert.ok(line.length <= 80, line);
});

test('marks and frames are ASCII where the locale is not UTF-8', async () => {
  const { stderr } = await run('build', telling(failingBuild(), 1), { env: { LANG: 'C' } });
  assert.match(stderr, /^[\n -~]*$/);
  assert.match(stderr, '[ 1/12] + seed ');
  assert.match(stderr, 'x 3 failed - 2 warnings');
});

test('between two runs of watch mode problems come out at once', async () => {
  let beforeTheEnd = '';
  await run(
    'build --watch',
    (context) => {
      const runFinished: SpEvent = { kind: 'run-finished', counts: {}, durationMs: 1, exitCode: 0, next: [] };
      for (const event of [...started, runFinished]) context.sink(event);
      beforeTheEnd = '';
      context.sink({ kind: 'diagnostic', diagnostic: unusedKey });
      context.sink({ kind: 'diagnostic', diagnostic: missingColumn });
      context.stdout('');
      assert.match(beforeTheEnd, /^warning SP1201[^]*\n\nerror SP3001/);
      return { exitCode: 0 };
    },
    { onWrite: (text) => void (beforeTheEnd += text) },
  );
  assert.match(beforeTheEnd, 'error SP3001');
});

test.run();
