// Tables and views of models that are gone.

import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { open } from '../sqlite-warehouse.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const files: Readonly<Record<string, string>> = {
  'project.yml': 'name: shop\ntargets:\n  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }\n',
  'seeds/numbers.csv': 'id\n1\n2\n',
  'models/kept.sql': 'select id from {{ref "numbers"}}\n',
  'models/gone.sql': '---\nmaterialized: table\n---\nselect id from {{ref "numbers"}}\n',
  'models/gone_view.sql': 'select * from {{ref "gone"}}\n',
};

async function withProject(
  body: (project: TempProject, sp: (...words: string[]) => Promise<SpRun>, file: string) => Promise<void>,
): Promise<void> {
  const temp = createTempProject(files);
  try {
    const sp = (...words: string[]): Promise<SpRun> => runSp(words, { cwd: temp.root });
    assert.is((await sp('build')).exitCode, 0);
    await body(temp, sp, join(temp.root, 'target/shop.sqlite'));
  } finally {
    temp.cleanup();
  }
}

async function relationsOf(file: string): Promise<readonly unknown[]> {
  const sql =
    "select name from sqlite_master where type in ('table', 'view') and name not like '!_sp!_%' escape '!' order by 1";
  return (await queryFile(file, sql)).flat();
}

test('a build lists what is left of removed models once; sp clean --orphans drops it, and nothing of others', () =>
  withProject(async (project, sp, file) => {
    for (const name of ['gone', 'gone_view']) rmSync(join(project.root, `models/${name}.sql`));
    const other = open(file);
    other.run('create table theirs (x)');
    writeFileSync(file, other.export());
    const first = await sp('build');
    assert.is(first.exitCode, 0, first.stderr);
    assert.match(
      first.stderr,
      'no longer in the project, but still in the target: table "gone", view "gone_view"; sp clean --orphans drops them\n',
    );
    assert.not.match((await sp('build')).stderr, 'no longer in the project');
    const cleaned = await sp('clean', '--orphans');
    assert.is(cleaned.exitCode, 0, cleaned.stderr);
    assert.is(cleaned.stderr, 'dropped view "gone_view", table "gone"\n');
    assert.equal(await relationsOf(file), ['kept', 'numbers', 'theirs']);
    assert.is((await sp('clean', '--orphans')).stderr, 'nothing to drop\n');
    assert.is((await sp('build')).exitCode, 0);
  }));

test('a relation that got another name leaves the old one behind', () =>
  withProject(async (project, sp, file) => {
    project.write('models/kept.sql', `---\nalias: renamed\n---\n${files['models/kept.sql']}`);
    assert.match((await sp('build')).stderr, 'still in the target: view "kept"; sp clean');
    assert.is((await sp('clean', '--orphans')).exitCode, 0);
    assert.equal(await relationsOf(file), ['gone', 'gone_view', 'numbers', 'renamed']);
  }));

test('what sp never built, what is of another kind now, and what a node names again is no orphan', () =>
  withProject(async (project, sp, file) => {
    project.write('models/theirs.sql', 'select * from nothing');
    assert.is((await sp('build', '-s', 'theirs')).exitCode, 1);
    const other = open(file);
    other.run('create table theirs (x); drop view gone_view; create table gone_view (x)');
    writeFileSync(file, other.export());
    for (const name of ['theirs', 'gone_view', 'gone']) rmSync(join(project.root, `models/${name}.sql`));
    const { stderr } = await sp('build');
    assert.match(stderr, 'still in the target: table "gone"; sp clean');
    project.write('models/gone.sql', files['models/gone.sql'] ?? '');
    assert.is((await sp('build')).exitCode, 0);
    assert.is((await sp('clean', '--orphans')).stderr, 'nothing to drop\n');
    assert.equal(await relationsOf(file), ['gone', 'gone_view', 'kept', 'numbers', 'theirs']);
  }));

test.run();
