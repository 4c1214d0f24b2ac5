import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandContext, CommandResult } from '../commands/command.js';
import type { Diagnostic } from '../errors/diagnostic.js';
import { SpError } from '../errors/sp-error.js';
import type { NodeFinished, NodeStatus, SpEvent } from '../events/event.js';
import { runCli } from './run-cli.js';

interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

interface Setting {
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly mask?: (text: string) => string;
  readonly abortWith?: 'SIGINT' | 'SIGTERM';
}

/** One command line whose command is `script`; the clock stands still. */
async function run(
  words: string,
  script: (context: CommandContext) => CommandResult | Promise<CommandResult>,
  setting: Setting = {},
): Promise<Outcome> {
  const texts = { stdout: '', stderr: '' };
  const controller = new AbortController();
  const exitCode = await runCli(
    {
      argv: words === '' ? [] : words.split(' '),
      cwd: '/project',
      env: setting.env ?? {},
      version: '0.1.0',
      stdout: { isTTY: setting.isTerminal, write: (text) => void (texts.stdout += text) },
      stderr: { isTTY: setting.isTerminal, columns: 80, write: (text) => void (texts.stderr += text) },
      stdin: { isTTY: setting.isTerminal },
      signal: controller.signal,
      timers: { now: () => 0, after: () => () => {} },
      mask: setting.mask ?? ((text) => text),
    },
    async (_name, _values, context) => {
      if (setting.abortWith) controller.abort(setting.abortWith);
      return script(context);
    },
  );
  return { ...texts, exitCode };
}

/** A command that tells these events and ends with this code. */
const telling =
  (events: readonly SpEvent[], exitCode: 0 | 1 = 0) =>
  (context: CommandContext): CommandResult => {
    for (const event of events) context.sink(event);
    return { exitCode };
  };

const started: readonly SpEvent[] = [
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

let index = 0;
function finished(
  what: string,
  name: string,
  status: NodeStatus,
  durationMs: number,
  more: Partial<NodeFinished> = {},
): NodeFinished {
  index += 1;
  const label = { what, name };
  return { kind: 'node-finished', node: name, label, status, durationMs, diagnostics: [], index, total: 12, ...more };
}

const text = 'select a,\n  amont\nfrom orders\n';
const missingColumn: Diagnostic = {
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
const unusedKey: Diagnostic = { code: 'SP1201', severity: 'warning', message: 'nothing is called "x"' };

function failingBuild(): readonly SpEvent[] {
  index = 0;
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

test('a good build is brief', async () => {
  index = 0;
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
    index = 0;
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
  index = 0;
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
  index = 0;
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

test('--json tells events on stdout and nothing else', async () => {
  const { stdout, stderr, exitCode } = await run('build --json', telling(failingBuild(), 1));
  assert.is(stderr, '');
  assert.is(exitCode, 1);
  const events = stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
  assert.is(events.length, failingBuild().length);
  assert.match(
    stdout.split('\n')[0] ?? '',
    /^\{"v":1,"ts":"[^"]+","seq":1,"run":"[^"]+","level":"warn","event":"diagnostic"/,
  );
});

test('--json of a listing is its document; messages stay on stderr', async () => {
  const { stdout, stderr } = await run('ls --json', (context) => {
    context.sink({ kind: 'diagnostic', diagnostic: unusedKey });
    context.stdout('{"name": "a"}\n');
    return { exitCode: 0 };
  });
  assert.is(stdout, '{"name": "a"}\n');
  assert.is(stderr, 'warning SP1201: nothing is called "x"\n\n');
});

test('rows come in the form that was asked for', async () => {
  const script = (context: CommandContext): CommandResult => {
    context.writeRows(['a'], [[1]], 'table');
    context.writeRows(['a'], [['ä·']], 'csv');
    return { exitCode: 0 };
  };
  assert.is((await run('show', script)).stdout, 'a\n─\n1\na\r\nä·\r\n');
  assert.is((await run('show', script, { env: { LANG: 'C' } })).stdout, 'a\n-\n1\na\r\nä·\r\n', 'data stays as it is');
});

test('an SpError is told in full with its exit code, known problems once', async () => {
  const { stderr, exitCode } = await run('ls', (context) => {
    context.sink({ kind: 'diagnostic', diagnostic: unusedKey });
    context.sink({ kind: 'diagnostic', diagnostic: unusedKey });
    throw new SpError([missingColumn, unusedKey]);
  });
  assert.is(exitCode, 2);
  assert.is(
    stderr,
    `warning SP1201: nothing is called "x"

error SP3001: no such column: amont
  ╭─ models/marts/orders.sql:2:3
1 │ select a,
2 │   amont
  │   ^^^^^
  ╰─ did you mean "amount"?

✗ 1 error, nothing was run
`,
  );
  const failing = await run('show', () => {
    throw new SpError([missingColumn], 1);
  });
  assert.is(failing.exitCode, 1);
});

test('a run that breaks off says so', async () => {
  index = 0;
  const { stderr } = await run('build', (context) => {
    for (const event of [...started, finished('view', 'a', 'success', 1)]) context.sink(event);
    throw new SpError([{ code: 'SP3101', severity: 'error', message: 'disk full' }], 1);
  });
  assert.match(stderr, /error SP3101: disk full\n\n✗ 1 error, stopped\n$/);
});

test('between two runs of watch mode problems come out at once', async () => {
  let beforeTheEnd = '';
  const collect = (text: string): string => {
    beforeTheEnd += text;
    return text;
  };
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
    { mask: collect },
  );
  assert.match(beforeTheEnd, 'error SP3001');
});

test('an Error is a bug in sp: stack and request to report, exit 2', async () => {
  const { stderr, exitCode } = await run('build', () => {
    throw new TypeError('x is not a function');
  });
  assert.is(exitCode, 2);
  assert.match(
    stderr,
    /^error SP9001: this is a bug in sp, not in your project\n {2}TypeError: x is not a function\n {6}at /,
  );
  assert.match(stderr, /Please report it .*\(sp 0\.1\.0, Node\.js [\d.]+, \w+ \w+\)\.\n$/);
});

test('a signal decides the exit code and the verdict', async () => {
  index = 0;
  const events: readonly SpEvent[] = [
    ...started,
    finished('view', 'a', 'skipped', 0, { message: 'skipped: cancelled' }),
    { kind: 'run-finished', counts: { success: 2, skipped: 1 }, durationMs: 5, exitCode: 1, next: [] },
  ];
  const stopped = await run('build', telling(events, 1), { abortWith: 'SIGINT' });
  assert.is(stopped.exitCode, 130);
  assert.match(stopped.stderr, /^ ─ skip {3}1 node: cancelled$/m);
  assert.match(stopped.stderr, /^✗ interrupted · 2 passed · 1 skipped {4}5ms$/m);
  assert.is((await run('build', telling(events, 1), { abortWith: 'SIGTERM' })).exitCode, 143);
  const torn = await run('build', () => Promise.reject(new Error('worker ended')), { abortWith: 'SIGINT' });
  assert.equal([torn.exitCode, torn.stderr], [130, '']);
});

test('usage errors are told on stderr with exit 2', async () => {
  const { stdout, stderr, exitCode } = await run('build --fullrefresh --threads x', () => ({ exitCode: 0 }));
  assert.equal([stdout, exitCode], ['', 2]);
  assert.is(
    stderr,
    `error SP9203: there is no flag \`--fullrefresh\`
  ╰─ did you mean \`--full-refresh\`?

✗ 1 error, nothing was run
`,
  );
});

test('help goes to stdout: commands by group, examples first', async () => {
  const never = (): CommandResult => {
    throw new Error('no command runs');
  };
  const brief = await run('', never);
  assert.equal([brief.exitCode, brief.stderr], [0, '']);
  assert.is(brief.stdout.indexOf('Examples') < brief.stdout.indexOf('Build and test'), true);
  assert.is(brief.stdout.includes('Exit codes'), false);
  const full = await run('--help', never);
  assert.match(full.stdout, 'Exit codes');
  const build = await run('build --help', never);
  assert.match(build.stdout, /^sp build: .*\n\nExamples\n {2}sp build {2}/);
  assert.match(build.stdout, '\n  -s, --select CRITERIA …             Only these nodes');
  assert.is((await run('--version', never)).stdout, 'sp 0.1.0\n');
});

test('everything that is written passes the mask', async () => {
  const mask = (value: string): string => value.replaceAll('hunter2', '****');
  const script = (context: CommandContext): CommandResult => {
    context.sink({ kind: 'notice', message: 'password hunter2' });
    context.stdout('hunter2\n');
    context.writeRows(['a'], [['hunter2']], 'json');
    throw new Error('hunter2');
  };
  for (const words of ['ls', 'build --json']) {
    const { stdout, stderr } = await run(words, script, { mask });
    assert.is(`${stdout}${stderr}`.includes('hunter2'), false);
    assert.match(`${stdout}${stderr}`, '****');
  }
});

test.run();
