// Incremental models from the command line to the rows of a SQLite file.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withGrowingProject, type GrowingProject } from '../growing-project.js';

const all = 'select k, v from m order by k, v';
const sql = 'select k, v from {{ref "raw"}}';

/** Builds over these rows, then over those. */
async function buildTwice(
  project: GrowingProject,
  config: readonly string[],
  first: readonly string[],
  second: readonly string[],
  select = sql,
): Promise<void> {
  project.model('m', ['materialized: incremental', ...config], select);
  await project.raw('k,v', ...first).build();
  await project.raw('k,v', ...second).build();
}

test('append adds what comes to what is there', () =>
  withGrowingProject(async (project) => {
    await buildTwice(project, [], ['1,a'], ['1,a', '2,b']);
    assert.equal(await project.rows(all), [
      [1, 'a'],
      [1, 'a'],
      [2, 'b'],
    ]);
  }));

test('delete+insert replaces rows whose key comes again', () =>
  withGrowingProject(async (project) => {
    await buildTwice(project, ['unique_key: k'], ['1,a', '2,b'], ['2,B', '3,c']);
    assert.equal(await project.rows(all), [
      [1, 'a'],
      [2, 'B'],
      [3, 'c'],
    ]);
  }));

test('merge updates and inserts, of the columns that it may', () =>
  withGrowingProject(async (project) => {
    project.model(
      'm',
      ['materialized: incremental', 'incremental_strategy: merge', 'unique_key: k', 'merge_exclude_columns: w'],
      'select k, v, w from {{ref "raw"}}',
    );
    await project.raw('k,v,w', '1,a,x', '2,b,x').build();
    await project.raw('k,v,w', '2,B,y', '3,c,y').build();
    assert.equal(await project.rows('select k, v, w from m order by k'), [
      [1, 'a', 'x'],
      [2, 'B', 'x'],
      [3, 'c', 'y'],
    ]);
    project.model(
      'm',
      ['materialized: incremental', 'incremental_strategy: merge', 'unique_key: k', 'merge_update_columns: [w]'],
      'select k, v, w from {{ref "raw"}}',
    );
    await project.raw('k,v,w', '3,C,z', '4,d,z').build();
    assert.equal(await project.rows('select k, v, w from m where k > 2 order by k'), [
      [3, 'c', 'z'],
      [4, 'd', 'z'],
    ]);
  }));

test('insert_overwrite replaces whole partitions, NULL among them, or everything', () =>
  withGrowingProject(async (project) => {
    const config = ['incremental_strategy: insert_overwrite', 'partition_by: v'];
    await buildTwice(project, config, ['1,a', '2,a', '3,b', '4,'], ['5,a', '6,']);
    assert.equal(await project.rows('select k, v from m order by k'), [
      [3, 'b'],
      [5, 'a'],
      [6, null],
    ]);
    project.model('m', ['materialized: incremental', 'incremental_strategy: insert_overwrite'], sql);
    await project.raw('k,v', '7,x').build();
    assert.equal(await project.rows(all), [[7, 'x']]);
  }));

test('keys may be several columns or an expression; NULL matches nothing', () =>
  withGrowingProject(async (project) => {
    await buildTwice(project, ['unique_key: [k, v]'], ['1,a', '1,b', '2,'], ['1,b', '1,c', '2,']);
    assert.equal(await project.rows(all), [
      [1, 'a'],
      [1, 'b'],
      [1, 'c'],
      [2, null],
      [2, null],
    ]);
    for (const strategy of ['delete+insert', 'merge']) {
      const config = ['unique_key: lower(v)', `incremental_strategy: ${strategy}`];
      project.model('m', ['materialized: incremental', ...config], sql);
      await project.raw('k,v', '1,a', '2,b').build('--full-refresh');
      await project.raw('k,v', '3,A', '4,c').build();
      assert.equal(await project.rows('select k, v from m order by k'), [
        [2, 'b'],
        [3, 'A'],
        [4, 'c'],
      ]);
    }
  }));

test('predicates narrow what may be replaced', () =>
  withGrowingProject(async (project) => {
    const predicate = 'incremental_predicates: ["DBT_INTERNAL_DEST.k > 1"]';
    await buildTwice(project, ['unique_key: k', predicate], ['1,a', '2,b'], ['1,A', '2,B']);
    assert.equal(await project.rows(all), [
      [1, 'A'],
      [1, 'a'],
      [2, 'B'],
    ]);
    const newer = 'incremental_predicates: DBT_INTERNAL_SOURCE.v > DBT_INTERNAL_DEST.v';
    project.model('m', ['materialized: incremental', 'incremental_strategy: merge', 'unique_key: k', newer], sql);
    await project.raw('k,v', '1,m', '2,m').build('--full-refresh');
    await project.raw('k,v', '1,a', '2,z').build();
    assert.equal(await project.rows(all), [
      [1, 'a'],
      [1, 'm'],
      [2, 'z'],
    ]);
  }));

test('is_incremental chooses a form when the table is there, and {{this}} is that table', () =>
  withGrowingProject(async (project) => {
    const select = `select k, v, {{#if is_incremental}}'more'{{else}}'first'{{/if}} as form from {{ref "raw"}}
{{#if is_incremental}} where k > (select max(k) from {{this}}) {{/if}}`;
    project.model('m', ['materialized: incremental'], select);
    await project.raw('k,v', '1,a', '2,b').build();
    await project.raw('k,v', '2,B', '3,c').build();
    const rows = await project.rows('select k, v, form from m order by k');
    assert.equal(rows, [
      [1, 'a', 'first'],
      [2, 'b', 'first'],
      [3, 'c', 'more'],
    ]);
    await project.build('--full-refresh');
    assert.equal(await project.rows('select k, v, form from m order by k'), [
      [2, 'B', 'first'],
      [3, 'c', 'first'],
    ]);
  }));

test('full_refresh in the config overrules the flag, both ways', () =>
  withGrowingProject(async (project) => {
    await buildTwice(project, ['full_refresh: false'], ['1,a'], ['2,b']);
    await project.raw('k,v', '3,c').build('--full-refresh');
    assert.equal(await project.rows('select count(*) from m'), [[3]]);
    project.model('m', ['materialized: incremental', 'full_refresh: true'], sql);
    await project.raw('k,v', '4,d').build();
    assert.equal(await project.rows(all), [[4, 'd']]);
  }));

test('a view of the same name gives way to the table', () =>
  withGrowingProject(async (project) => {
    project.model('m', ['materialized: view'], sql);
    await project.raw('k,v', '1,a').build();
    project.model('m', ['materialized: incremental'], sql);
    await project.build();
    assert.equal(await project.rows("select type from sqlite_master where name = 'm'"), [['table']]);
    assert.equal(await project.rows(all), [[1, 'a']]);
  }));

for (const strategy of ['append', 'delete+insert', 'merge', 'insert_overwrite']) {
  test(`two rows of one key are an error that keeps the table: ${strategy}`, () =>
    withGrowingProject(async (project) => {
      project.model('m', ['materialized: incremental', 'unique_key: [k]', `incremental_strategy: ${strategy}`], sql);
      const first = await project.raw('k,v', '1,a', '1,b').failingBuild();
      assert.match(first, 'Several rows have the unique_key k = 1; the table stays as it was');
      assert.equal(await project.rows("select count(*) from sqlite_master where name = 'm'"), [[0]]);
      await project.raw('k,v', '1,a', ',x', ',y').build();
      const lines = Array.from({ length: 7 }, (_, index) => `2,r${index}`);
      const text = await project.raw('k,v', '1,A', ...lines, '3,c', '3,d').failingBuild();
      assert.match(text, 'Several rows have the unique_key k = 2, and 1 more keys; the table stays as it was');
      assert.is(text.match(/ {2}k=2, v=r\d/g)?.length, 5);
      assert.equal(await project.rows(all), [
        [null, 'x'],
        [null, 'y'],
        [1, 'a'],
      ]);
      assert.equal(
        await project.rows("select count(*) from sqlite_master where name like '%\\_\\_sp\\_%' escape '\\'"),
        [[0]],
      );
    }));
}

test('personal columns are masked where rows are shown', () =>
  withGrowingProject(async (project) => {
    const columns = 'columns: [{name: v, meta: {pii: direct}}]';
    project.model('m', ['materialized: incremental', 'unique_key: k', columns], sql);
    const text = await project.raw('k,v', '1,secret', '1,other').failingBuild();
    assert.match(text, 'k=1, v=‹pii›');
    assert.not.match(text, 'secret');
  }));

test('rows that fail a test are not published; the earlier ones stay and the next run starts from them', () =>
  withGrowingProject(async (project) => {
    const config = ['unique_key: k', 'columns: [{name: v, data_tests: [not_null]}]'];
    await buildTwice(project, config, ['1,a'], ['2,b']);
    const text = await project.raw('k,v', '1,', '3,c').failingBuild();
    assert.match(text, 'not published: 1 test failed');
    assert.equal(await project.rows(all), [
      [1, 'a'],
      [2, 'b'],
    ]);
    await project.raw('k,v', '1,A', '3,c').build();
    assert.equal(await project.rows(all), [
      [1, 'A'],
      [2, 'b'],
      [3, 'c'],
    ]);
  }));

test('a test sees the whole table as it will be, not the new rows alone', () =>
  withGrowingProject(async (project) => {
    const config = ['columns: [{name: k, data_tests: [unique]}]'];
    project.model('m', ['materialized: incremental', ...config], sql);
    await project.raw('k,v', '1,a').build();
    const text = await project.raw('k,v', '1,b').failingBuild();
    assert.match(text, 'unique_m_k');
    assert.equal(await project.rows(all), [[1, 'a']]);
  }));

test('an error in the incremental form points at the template', () =>
  withGrowingProject(async (project) => {
    const select = `select k, v from {{ref "raw"}}
{{#if is_incremental}}where nope > 1{{/if}}`;
    project.model('m', ['materialized: incremental'], select);
    await project.raw('k,v', '1,a').build();
    const text = await project.raw('k,v', '2,b').failingBuild();
    assert.match(text, /no such column: nope[\s\S]*models\/m\.sql:5:29/);
  }));

test.run();
