import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const files: Readonly<Record<string, string>> = {
  'project.yml': 'name: shop\ntargets:\n  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }\n',
  'seeds/numbers.csv': 'id\n1\n2\n3\n',
  'models/good.sql': 'select id from {{ref "numbers"}}\n',
  'models/bad.sql':
    '---\nmaterialized: table\n---\nselect id, {{var "what" "1"}} as x from {{ref "numbers"}} where missing > 1\n',
  'models/below.sql': 'select * from {{ref "bad"}}\n',
  'models/models.yml': `models:
  - name: bad
    columns: [{ name: id, data_tests: [not_null, unique] }]
`,
};

async function withProject(
  body: (project: TempProject, sp: (...words: string[]) => Promise<SpRun>, file: string) => Promise<void>,
): Promise<void> {
  const temp = createTempProject(files);
  try {
    const sp = (...words: string[]): Promise<SpRun> => runSp(words, { cwd: temp.root });
    await body(temp, sp, join(temp.root, 'target/shop.sqlite'));
  } finally {
    temp.cleanup();
  }
}

function resultsOf({ root }: TempProject): Readonly<Record<string, string>> {
  const text = readFileSync(join(root, 'target/run_results.json'), 'utf8');
  const { results } = JSON.parse(text) as { readonly results: { unique_id: string; status: string }[] };
  return Object.fromEntries(results.map(({ unique_id, status }) => [unique_id.split('.')[2] ?? '', status]));
}

const mended = files['models/bad.sql']?.replace(' where missing > 1', '') ?? '';

test('retry repeats what failed and what was skipped, with the command, the flags and the vars of the run', () =>
  withProject(async (project, sp, file) => {
    const { exitCode, stderr } = await sp('build', '--full-refresh', '--vars', '{what: 7}');
    assert.is(exitCode, 1);
    assert.match(stderr, 'with what was skipped:  sp retry');
    project.write('models/bad.sql', mended);
    const retried = await sp('retry');
    assert.is(retried.exitCode, 0, retried.stderr);
    assert.match(
      retried.stderr,
      "repeating sp build --target dev --full-refresh --vars '{what: 7}' for what was left of it: 1 failed, 3 skipped\n",
    );
    assert.equal(resultsOf(project), {
      bad: 'success',
      not_null_bad_id: 'pass',
      unique_bad_id: 'pass',
      below: 'success',
    });
    assert.equal(await queryFile(file, 'select distinct x from below'), [[7]]);
    const again = await sp('retry');
    assert.is(again.exitCode, 0);
    assert.match(again.stderr, 'nothing to retry: nothing failed in the last run (sp build)');
  }));

test('a node whose test failed is built again with all its tests', () =>
  withProject(async (project, sp) => {
    project.write('models/bad.sql', `${mended} union all select 3, 4`);
    assert.is((await sp('build')).exitCode, 1);
    assert.equal(resultsOf(project)['not_null_bad_id'], 'pass');
    project.write('models/bad.sql', mended);
    assert.is((await sp('retry')).exitCode, 0);
    assert.equal(resultsOf(project), {
      bad: 'success',
      not_null_bad_id: 'pass',
      unique_bad_id: 'pass',
      below: 'success',
    });
  }));

test('without an earlier run, or with a node of it gone, retry says what to do', () =>
  withProject(async (project, sp) => {
    const first = await sp('retry');
    assert.is(first.exitCode, 2);
    assert.match(first.stderr, 'error SP4051: There is no earlier run to repeat:');
    await sp('run', '-s', 'bad');
    project.write('models/bad.sql', '');
    project.write('models/below.sql', 'select 1 as x');
    project.write('models/models.yml', '');
    project.write('models/bad.sql', '---\nenabled: false\n---\nselect 1 as x');
    const gone = await sp('retry');
    assert.is(gone.exitCode, 2);
    assert.match(gone.stderr, 'No longer in the project: model.shop.bad');
  }));

test.run();
