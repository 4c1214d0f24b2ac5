// Incremental models whose columns or SQL change between runs.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withGrowingProject, type GrowingProject } from '../growing-project.js';

const first = 'select k, v from {{ref "raw"}}';

/** Builds `k, v`, then with another SELECT. */
async function changeColumns(project: GrowingProject, mode: string, config: readonly string[] = []): Promise<void> {
  const lines = ['materialized: incremental', 'unique_key: k', 'on_sql_change: warn', ...config];
  project.model('m', [...lines, `on_schema_change: ${mode}`], first);
  await project.raw('k,v,w', '1,a,x', '2,b,x').build();
  project
    .model('m', [...lines, `on_schema_change: ${mode}`], 'select k, w from {{ref "raw"}}')
    .raw('k,v,w', '2,B,y', '3,c,y');
}

const columnsOf = async (project: GrowingProject): Promise<readonly unknown[]> =>
  (await project.rows("select name from pragma_table_info('m')")).flat();

test('ignore: new columns are left out with a warning; columns that are gone are an error', () =>
  withGrowingProject(async (project) => {
    project.model('m', ['materialized: incremental', 'unique_key: k'], first);
    await project.raw('k,v,w', '1,a,x').build();
    project.model('m', ['materialized: incremental', 'unique_key: k'], 'select w, k, v from {{ref "raw"}}');
    const run = await project.raw('k,v,w', '2,b,y').build();
    assert.match(run.stderr, 'The table has no w: left out, because on_schema_change is ignore');
    assert.equal(await project.rows('select * from m order by k'), [
      [1, 'a'],
      [2, 'b'],
    ]);
    await changeColumns(project, 'ignore');
    const text = await project.failingBuild();
    assert.match(text, 'The table has v, which the model no longer gives');
    assert.match(text, 'or build it from nothing once: sp build --full-refresh --select m');
  }));

test('append_new_columns: earlier rows have NULL in what is new, new rows in what is gone', () =>
  withGrowingProject(async (project) => {
    await changeColumns(project, 'append_new_columns');
    await project.build();
    assert.equal(await columnsOf(project), ['k', 'v', 'w']);
    assert.equal(await project.rows('select * from m order by k'), [
      [1, 'a', null],
      [2, null, 'y'],
      [3, null, 'y'],
    ]);
  }));

test('sync_all_columns: the table has the columns of the model', () =>
  withGrowingProject(async (project) => {
    await changeColumns(project, 'sync_all_columns');
    await project.build();
    assert.equal(await columnsOf(project), ['k', 'w']);
    assert.equal(await project.rows('select * from m order by k'), [
      [1, null],
      [2, 'y'],
      [3, 'y'],
    ]);
  }));

test('fail: the table stays, and the message names every difference', () =>
  withGrowingProject(async (project) => {
    await changeColumns(project, 'fail');
    const text = await project.failingBuild();
    assert.match(text, 'out of sync: only the model has w; only the table has v');
    assert.equal(await project.rows('select k, v from m order by k'), [
      [1, 'a'],
      [2, 'b'],
    ]);
  }));

test('full_refresh: a table with other columns is built from nothing, and says so', () =>
  withGrowingProject(async (project) => {
    await changeColumns(project, 'full_refresh');
    const run = await project.build();
    assert.match(run.stderr, 'built from nothing: its columns changed (new: w; gone: v)');
    assert.equal(await project.rows('select * from m order by k'), [
      [2, 'y'],
      [3, 'y'],
    ]);
  }));

test('a merge may meet new columns too', () =>
  withGrowingProject(async (project) => {
    await changeColumns(project, 'append_new_columns', ['incremental_strategy: merge']);
    await project.build();
    assert.equal(await project.rows('select * from m order by k'), [
      [1, 'a', null],
      [2, 'b', 'y'],
      [3, null, 'y'],
    ]);
  }));

test('a key that is no column of the model is named', () =>
  withGrowingProject(async (project) => {
    project.model('m', ['materialized: incremental', 'unique_key: kk'], first);
    const text = await project.raw('k,v', '1,a').failingBuild();
    assert.match(text, 'unique_key names kk, which is no column of the model');
    assert.match(text, 'did you mean "k"?');
  }));

test('on_sql_change: earlier rows stay with a warning, or are built anew, or the run stops', () =>
  withGrowingProject(async (project) => {
    const write = (mode: string, sql: string): GrowingProject =>
      project.model('m', ['materialized: incremental', 'unique_key: k', `on_sql_change: ${mode}`], sql);
    await write('warn', first).raw('k,v', '1,a').build();
    const changed = 'select k, upper(v) as v from {{ref "raw"}}';
    const run = await write('warn', changed).raw('k,v', '2,b').build();
    assert.match(run.stderr, 'The model changed since its earlier rows were written; they stay as they are');
    assert.match(run.stderr, 'To build all rows anew: sp build --full-refresh --select m');
    assert.equal(await project.rows('select k, v from m order by k'), [
      [1, 'a'],
      [2, 'B'],
    ]);
    const quiet = await write('warn', changed).raw('k,v', '3,c').build();
    assert.not.match(quiet.stderr, 'The model changed');
    const other = 'select k, lower(v) as v from {{ref "raw"}}';
    const text = await write('fail', other).raw('k,v', '4,D').failingBuild();
    assert.match(text, 'The model changed since its earlier rows were written, and on_sql_change is fail');
    assert.equal(await project.rows('select count(*) from m'), [[3]]);
    await write('full_refresh', other).build();
    assert.equal(await project.rows('select k, v from m order by k'), [[4, 'd']]);
  }));

test('a macro or a var counts as SQL', () =>
  withGrowingProject(async (project) => {
    const sql = 'select k, {{mark "v"}} as v from {{ref "raw"}}';
    const config = ['materialized: incremental', 'on_sql_change: full_refresh'];
    project.model('m', config, sql).write('macros/mark.sql', '{{#macro "mark" as |c|}}upper({{c}}){{/macro}}');
    await project.raw('k,v', '1,a').build();
    await project.raw('k,v', '2,b').build();
    assert.equal(await project.rows('select k, v from m order by k'), [
      [1, 'A'],
      [2, 'B'],
    ]);
    await project.write('macros/mark.sql', '{{#macro "mark" as |c|}}lower({{c}}){{/macro}}').build();
    assert.equal(await project.rows('select k, v from m order by k'), [[2, 'b']]);
  }));

test('what did not change does not run again', () =>
  withGrowingProject(async (project) => {
    project.model('m', ['materialized: incremental'], first);
    await project.raw('k,v', '1,a').build();
    await project.build();
    assert.equal(await project.rows('select count(*) from m'), [[1]]);
  }));

test.run();
