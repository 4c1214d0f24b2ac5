import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const project = (hooks: string): string => `name: shop
targets:
  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }
${hooks}`;

const audit = "insert into audit select count(*), '{{this.name}}' from {{this}}";

const files: Readonly<Record<string, string>> = {
  'project.yml': project(`on-run-start: "create table if not exists audit (n integer, what text)"
on-run-end:
  - "insert into audit values (0, 'end')"
  - "{{#each results}}insert into audit values (0, '{{status}} {{node.name}}');{{/each}}"
models:
  +post-hook: "${audit}"
`),
  'seeds/numbers.csv': 'id\n1\n2\n3\n',
  'models/a.sql': '---\nmaterialized: table\n---\nselect id from {{ref "numbers"}}\n',
  'models/b.sql': `---
materialized: table
pre-hook: insert into audit values (0, 'before b')
post-hook: { sql: "create index b_id on {{this}} (id)", transaction: false }
---
select id from {{ref "a"}} where id > 1
`,
};

async function withProject(
  changes: Readonly<Record<string, string>>,
  body: (project: TempProject, build: (...words: string[]) => Promise<SpRun>, file: string) => Promise<void>,
): Promise<void> {
  const temp = createTempProject({ ...files, ...changes });
  try {
    const build = (...words: string[]): Promise<SpRun> => runSp(words, { cwd: temp.root });
    await body(temp, build, join(temp.root, 'target/shop.sqlite'));
  } finally {
    temp.cleanup();
  }
}

interface Result {
  readonly unique_id: string;
  readonly status: string;
  readonly message: string | null;
}

function resultsOf({ root }: TempProject): readonly (readonly [string, string])[] {
  const text = readFileSync(join(root, 'target/run_results.json'), 'utf8');
  const { results } = JSON.parse(text) as { readonly results: readonly Result[] };
  return results.map(({ unique_id, status }) => [unique_id.split('.').slice(2).join('.'), status]);
}

test('hooks run around their node, operations around the run, and all of them are results', () =>
  withProject({}, async (temp, sp, file) => {
    const { exitCode, stderr } = await sp('build');
    assert.is(exitCode, 0, stderr);
    assert.match(stderr, 'plan  6 nodes: 1 seed, 2 models, 3 operations');
    assert.equal(await queryFile(file, 'select n, what from audit order by rowid'), [
      [3, 'a'],
      [0, 'before b'],
      [2, 'b'],
      [0, 'end'],
      [0, 'success numbers'],
      [0, 'success a'],
      [0, 'success b'],
    ]);
    assert.equal(await queryFile(file, "select name from sqlite_master where type = 'index'"), [['b_id']]);
    assert.equal(resultsOf(temp), [
      ['shop-on-run-start-0', 'success'],
      ['numbers', 'success'],
      ['a', 'success'],
      ['b', 'success'],
      ['shop-on-run-end-0', 'success'],
      ['shop-on-run-end-1', 'success'],
    ]);
    const manifest = JSON.parse(readFileSync(join(temp.root, 'target/manifest.json'), 'utf8')) as {
      readonly nodes: Readonly<Record<string, { readonly resource_type: string; readonly index: number }>>;
    };
    const operation = manifest.nodes['operation.shop.shop-on-run-end-1'];
    assert.equal([operation?.resource_type, operation?.index], ['operation', 1]);
  }));

test('a pre-hook that fails is an error of its node, at the place of the hook; nothing of the node is built', () =>
  withProject(
    { 'models/b.sql': '---\npre-hook:\n  - select 1\n  - insert into nothing values (1)\n---\nselect 1 as id\n' },
    async (temp, sp) => {
      const { exitCode, stderr } = await sp('run', '-s', 'b');
      assert.is(exitCode, 1);
      assert.match(stderr, 'error SP3008: pre-hook failed: no such table: nothing');
      assert.match(stderr, 'models/b.sql:4:5');
      assert.equal(resultsOf(temp)[1], ['b', 'error']);
    },
  ));

test('a post-hook that fails keeps the earlier version of its node', () =>
  withProject({}, async (temp, sp, file) => {
    assert.is((await sp('build')).exitCode, 0);
    temp.write('seeds/numbers.csv', 'id\n1\n2\n3\n4\n');
    temp.write(
      'project.yml',
      project('models:\n  a: { +post-hook: "delete from missing" }\n').replace('  a:', '  shop:'),
    );
    const { exitCode, stderr } = await sp('build', '-s', 'numbers', 'a');
    assert.is(exitCode, 1);
    assert.match(stderr, 'post-hook failed: no such table: missing');
    assert.equal(await queryFile(file, 'select count(*) from a'), [[3]]);
    assert.equal(await queryFile(file, 'select count(*) from numbers'), [[4]]);
  }));

test('when on-run-start fails no node runs; on-run-end runs', () =>
  withProject(
    {
      'project.yml': project(`on-run-start: ["create table begun as select 1 as x", "select * from missing", "select 1"]
on-run-end: "create table ended as select 1 as x"
`),
      'models/b.sql': 'select 1 as id',
    },
    async (temp, sp, file) => {
      const { exitCode, stderr } = await sp('build');
      assert.is(exitCode, 1);
      assert.match(stderr, 'shop-on-run-start-1 failed: no such table: missing');
      assert.match(stderr, 'project.yml:4:');
      assert.equal(resultsOf(temp), [
        ['shop-on-run-start-0', 'success'],
        ['shop-on-run-start-1', 'error'],
        ['shop-on-run-start-2', 'skipped'],
        ['b', 'skipped'],
        ['numbers', 'skipped'],
        ['a', 'skipped'],
        ['shop-on-run-end-0', 'success'],
      ]);
      assert.equal(
        await queryFile(
          file,
          "select name from sqlite_master where type = 'table' and name not like '!_sp%' escape '!' order by 1",
        ),
        [['begun'], ['ended']],
      );
    },
  ));

test('a mistake in a hook is found before anything runs', () =>
  withProject(
    { 'project.yml': project('on-run-end: "insert into {{ref \'nobody\'}} values (1)"\n') },
    async (_, sp) => {
      const { exitCode, stderr } = await sp('build');
      assert.is(exitCode, 2);
      assert.match(stderr, 'project.yml:4:13');
      assert.match(stderr, '"nobody"');
    },
  ));

test.run();
