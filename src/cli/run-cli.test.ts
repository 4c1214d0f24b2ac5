import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { CommandContext, CommandResult } from '../commands/command.js';
import { SpError } from '../errors/sp-error.js';
import type { SpEvent } from '../events/event.js';
import { runScripted as run, telling } from '../testing/scripted-cli.js';
import { failingBuild, finished, missingColumn, started, unusedKey } from '../testing/scripted-events.js';

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
  assert.is(stderr, 'warning SP1201: nothing is called "x"\n');
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
  const { stderr } = await run('build', (context) => {
    for (const event of [...started, finished('view', 'a', 'success', 1)]) context.sink(event);
    throw new SpError([{ code: 'SP3101', severity: 'error', message: 'disk full' }], 1);
  });
  assert.match(stderr, /error SP3101: disk full\n\n✗ 1 error, stopped\n$/);
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

test('secrets of the environment are masked in everything that is written', async () => {
  const env = { DB_PASSWORD: 'hunter2' };
  const script = (context: CommandContext): CommandResult => {
    context.sink({ kind: 'notice', message: 'password hunter2' });
    context.stdout('hunter2\n');
    context.writeRows(['a'], [['hunter2']], 'json');
    throw new Error('hunter2');
  };
  for (const words of ['ls', 'build --json']) {
    const { stdout, stderr } = await run(words, script, { env });
    assert.is(`${stdout}${stderr}`.includes('hunter2'), false);
    assert.match(`${stdout}${stderr}`, '*****');
  }
});

test.run();
