import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runTestFiles } from './run-test-files.js';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const head = "import { test, suite } from 'uvu';\nimport * as assert from 'uvu/assert';\n";
const passing = `${head}test('one is one', () => assert.is(1, 1));\ntest('two is two', () => assert.is(2, 2));\ntest.run();\n`;

async function runFiles(
  files: Readonly<Record<string, string>>,
  patterns: readonly string[] = [],
  limits: { readonly testTimeoutMs?: number; readonly closeTimeoutMs?: number } = {},
): Promise<{ readonly text: string; readonly last: string; readonly failed: number }> {
  const root = mkdtempSync(join(tmpdir(), 'sp-runner-'));
  try {
    symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
    writeFileSync(join(root, 'package.json'), '{"type":"module"}');
    mkdirSync(join(root, 'src'));
    for (const [name, text] of Object.entries(files)) {
      for (const path of [join(root, 'src', `${name}.test.ts`), join(root, 'dist', `${name}.test.js`)]) {
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
      }
    }
    let text = '';
    const { failed } = await runTestFiles({
      root,
      patterns,
      jobs: 2,
      testTimeoutMs: 20_000,
      fileTimeoutMs: 60_000,
      closeTimeoutMs: 10_000,
      ...limits,
      write: (chunk) => void (text += chunk),
      signal: new AbortController().signal,
    });
    return { text, last: text.trimEnd().split('\n').at(-1) ?? '', failed };
  } finally {
    rmSync(root, { recursive: true });
  }
}

test('counts passed and skipped tests and ends with the closing line', async () => {
  const { text, last, failed } = await runFiles({
    'a/first': passing,
    second: `${head}test('runs', () => {});\ntest.skip('needs a server', () => {});\ntest.run();\n`,
  });
  assert.is(last, '3 passed, 0 failed, 1 skipped');
  assert.is(failed, 0);
  assert.match(text, /^✓ a\/first {2}2 passed {2}\d+ ms$/m);
  assert.match(text, /^✓ second {2}1 passed, 1 skipped {2}\d+ ms$/m);
});

test('prints a failing test with message, difference, place and what its file wrote', async () => {
  const { text, last } = await runFiles({
    broken: `${head}test('adds', () => { console.log('adding'); assert.equal({ sum: 3 }, { sum: 4 }); });\ntest.run();\n`,
  });
  assert.is(last, '0 passed, 1 failed, 0 skipped');
  assert.match(text, /✗ broken › adds/);
  assert.match(text, /sum: 3|"sum": 3|"sum":·3/);
  assert.match(text, /broken\.test\.js:3/);
  assert.match(text, /│ adding/);
});

test('fails a file that forgets to run its tests', async () => {
  const { text, last } = await runFiles({ forgot: `${head}test('never runs', () => {});\n` });
  assert.is(last, '0 passed, 1 failed, 0 skipped');
  assert.match(text, /must end with `test\.run\(\);`/);
});

test('fails a file with tests after the last run, and a suite that is never run', async () => {
  const { text, last } = await runFiles({
    late: `${head}test('runs', () => {});\ntest.run();\ntest('too late', () => {});\n`,
    named: `${head}const csv = suite('csv');\ncsv('never runs', () => {});\ntest('runs', () => {});\ntest.run();\n`,
  });
  assert.is(last, '2 passed, 2 failed, 0 skipped');
  assert.match(text, /✗ late\n/);
  assert.match(text, /add `csv\.run\(\);`/);
});

test('fails a file without any test', async () => {
  const { last, text } = await runFiles({ empty: `${head}export const nothing = [suite, assert];\n` });
  assert.is(last, '0 passed, 1 failed, 0 skipped');
  assert.match(text, /registers no test/);
});

test('fails on a leftover .only and runs the other tests all the same', async () => {
  const { text, last } = await runFiles({
    focused: `${head}test('a', () => {});\ntest.only('b', () => {});\ntest.run();\n`,
  });
  assert.is(last, '1 passed, 1 failed, 0 skipped');
  assert.match(text, /focused › b\n.*leftover `\.only`/);
});

test('a pattern selects files by path, or else tests by name', async () => {
  const files = { 'csv/parse': passing, other: `${head}test('three is three', () => {});\ntest.run();\n` };
  assert.is((await runFiles(files, ['CSV'])).last, '2 passed, 0 failed, 0 skipped');
  assert.is((await runFiles(files, ['src/csv/parse.test.ts'])).last, '2 passed, 0 failed, 0 skipped');
  assert.is((await runFiles(files, ['three is'])).last, '1 passed, 0 failed, 0 skipped');
  assert.is((await runFiles(files, ['other', 'two is'])).last, '2 passed, 0 failed, 0 skipped');
});

test('a pattern that matches nothing is a failure', async () => {
  const { text, last } = await runFiles({ a: passing }, ['nonsense']);
  assert.is(last, '0 passed, 1 failed, 0 skipped');
  assert.match(text, /Nothing matches "nonsense"/);
});

test('stops a test that never ends, even one that blocks its thread', async () => {
  const { text, last } = await runFiles(
    {
      blocks: `${head}test('spins', () => { for (;;); });\ntest.run();\n`,
      waits: `${head}test('waits', () => new Promise((done) => setTimeout(done, 60_000)));\ntest.run();\n`,
    },
    [],
    { testTimeoutMs: 500 },
  );
  assert.is(last, '0 passed, 2 failed, 0 skipped');
  assert.match(text, /blocks › spins\n {4}Still running after 0\.5 s/);
  assert.match(text, /waits › waits\n {4}Still running after 0\.5 s/);
});

test('names the test in which a promise never settled or the process died', async () => {
  const { text, last } = await runFiles({
    hangs: `${head}test('hangs', () => new Promise(() => {}));\ntest.run();\n`,
    exits: `${head}test('exits', () => process.exit(0));\ntest.run();\n`,
    rejects: `${head}test('rejects', async () => { Promise.reject(new Error('nobody waits')); await new Promise((r) => setTimeout(r, 50)); });\ntest.run();\n`,
  });
  assert.is(last, '0 passed, 3 failed, 0 skipped');
  assert.match(text, /hangs › hangs\n {4}The process /);
  assert.match(text, /exits › exits\n {4}The process ended in the middle/);
  assert.match(text, /rejects › rejects\n {4}nobody waits/);
});

test('fails a file that leaves something running', async () => {
  const { text, last } = await runFiles(
    { leaks: `${head}test('starts a timer', () => void setInterval(() => {}, 1000));\ntest.run();\n` },
    [],
    { closeTimeoutMs: 300 },
  );
  assert.is(last, '1 passed, 1 failed, 0 skipped');
  assert.match(text, /left open: .*Timeout/);
});

test('hooks run around every test as in uvu', async () => {
  const { last, text } = await runFiles({
    hooks: `${head}let log = '';
test.before(() => { log += 'B'; });
test.before.each(() => { log += 'b'; });
test.after.each(() => { log += 'a'; });
test('one', () => { log += '1'; });
test('two', () => { assert.is(log, 'Bb1ab'); });
test.run();
`,
  });
  assert.is(last, '2 passed, 0 failed, 0 skipped', text);
});

test.run();
