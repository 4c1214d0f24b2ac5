// Snapshots from the command line to the versions of rows in a SQLite file.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withGrowingProject, type GrowingProject } from '../growing-project.js';

const timestamp = ['strategy: timestamp', 'unique_key: id', 'updated_at: at'];
const check = ['strategy: check', 'unique_key: id', 'check_cols: [v]'];

function snapshot(
  project: GrowingProject,
  config: readonly string[],
  sql = 'select * from {{ref "raw"}}',
): GrowingProject {
  return project.write('snapshots/s.sql', ['---', ...config, '---', sql].join('\n'));
}

/** Wall-clock times become `now`; two of one run stay equal. */
async function versions(project: GrowingProject, columns = 'id, v'): Promise<readonly (readonly unknown[])[]> {
  const rows = await project.rows(
    `select ${columns}, dbt_valid_from, dbt_valid_to from s order by id, dbt_valid_from, dbt_valid_to`,
  );
  const clock = new Date().toISOString().slice(0, 8);
  return rows.map((row) => row.map((value) => (typeof value === 'string' && value.startsWith(clock) ? 'now' : value)));
}

test('the first snapshot holds the rows, valid since they were updated', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, timestamp).raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', null],
      [2, 'b', '2024-01-02', null],
    ]);
    const ids = await project.rows('select distinct length(dbt_scd_id), dbt_updated_at = dbt_valid_from from s');
    assert.equal(ids, [[32, 1]]);
  }));

test('timestamp: a newer row closes its predecessor, which ends when it begins; older ones are no news', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, timestamp).raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    await project.raw('id,v,at', '1,A,2024-02-01', '2,x,2023-12-31', '3,c,2024-02-03').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', '2024-02-01'],
      [1, 'A', '2024-02-01', null],
      [2, 'b', '2024-01-02', null],
      [3, 'c', '2024-02-03', null],
    ]);
    const distinct = await project.rows('select count(*) - count(distinct dbt_scd_id) from s');
    assert.equal(distinct, [[0]]);
  }));

test('check: a row is new when its columns differ, NULL included, and only then', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, check).raw('id,v,w', '1,a,1', '2,,1', '3,c,1').build();
    await project.raw('id,v,w', '1,a,2', '2,b,1', '3,,1').build();
    const rows = await project.rows('select id, v, w, dbt_valid_to is null from s order by id, dbt_valid_to is null');
    assert.equal(rows, [
      [1, 'a', 1, 1],
      [2, null, 1, 0],
      [2, 'b', 1, 1],
      [3, 'c', 1, 0],
      [3, null, 1, 1],
    ]);
    const gaps = await project.rows(
      'select count(*) from s a join s b on a.id = b.id and a.dbt_valid_to is not null and b.dbt_valid_to is null and a.dbt_valid_to <> b.dbt_valid_from',
    );
    assert.equal(gaps, [[0]]);
  }));

test('check_cols: all compares every column, and updated_at says since when', () =>
  withGrowingProject(async (project) => {
    const config = ['strategy: check', 'unique_key: id', 'check_cols: all', 'updated_at: at'];
    await snapshot(project, config).raw('id,v,at', '1,a,2024-01-01').build();
    await project.raw('id,v,at', '1,b,2024-03-01').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', '2024-03-01'],
      [1, 'b', '2024-03-01', null],
    ]);
  }));

for (const config of [timestamp, check]) {
  for (const mode of ['ignore', 'invalidate', 'new_record']) {
    test(`running again changes nothing: ${config[0] ?? ''}, hard_deletes: ${mode}`, () =>
      withGrowingProject(async (project) => {
        snapshot(project, [...config, `hard_deletes: ${mode}`]);
        await project.raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02', '3,c,2024-01-03').build();
        await project.raw('id,v,at', '1,A,2024-02-01', '3,c,2024-01-03').build();
        const before = await project.rows('select * from s order by dbt_scd_id');
        await project.build('--force');
        await project.sp('snapshot', '--force');
        await project.build('--force', '--full-refresh');
        assert.equal(await project.rows('select * from s order by dbt_scd_id'), before);
      }));
  }
}

test('hard_deletes: ignore leaves what is gone as it is', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, timestamp).raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    await project.raw('id,v,at', '1,a,2024-01-01').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', null],
      [2, 'b', '2024-01-02', null],
    ]);
  }));

test('hard_deletes: invalidate closes what is gone; what comes back is valid since then', () =>
  withGrowingProject(async (project) => {
    snapshot(project, [...timestamp, 'hard_deletes: invalidate']);
    await project.raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    await project.raw('id,v,at', '1,a,2024-01-01').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', null],
      [2, 'b', '2024-01-02', 'now'],
    ]);
    await project.raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', null],
      [2, 'b', '2024-01-02', 'now'],
      [2, 'b', 'now', null],
    ]);
    const overlaps = await project.rows(
      'select count(*) from s a join s b on a.id = b.id and a.rowid <> b.rowid and a.dbt_valid_from < coalesce(b.dbt_valid_to, 9) and b.dbt_valid_from < coalesce(a.dbt_valid_to, 9)',
    );
    assert.equal(overlaps, [[0]]);
  }));

test('hard_deletes: new_record says from when to when a row was gone, with what it was', () =>
  withGrowingProject(async (project) => {
    snapshot(project, [...timestamp, 'hard_deletes: new_record']);
    await project.raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    await project.raw('id,v,at', '1,a,2024-01-01').build();
    const columns = 'id, v, dbt_is_deleted';
    assert.equal(await versions(project, columns), [
      [1, 'a', 'False', '2024-01-01', null],
      [2, 'b', 'False', '2024-01-02', 'now'],
      [2, 'b', 'True', 'now', null],
    ]);
    await project.raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    assert.equal(await versions(project, columns), [
      [1, 'a', 'False', '2024-01-01', null],
      [2, 'b', 'False', '2024-01-02', 'now'],
      [2, 'b', 'True', 'now', 'now'],
      [2, 'b', 'False', 'now', null],
    ]);
    const chain = await project.rows(
      'select count(*) from s a join s b on a.id = b.id and a.dbt_valid_to = b.dbt_valid_from and a.dbt_is_deleted <> b.dbt_is_deleted',
    );
    assert.equal(chain, [[2]]);
    // A change stamped before the row was away is still a change.
    await project.raw('id,v,at', '1,a,2024-01-01', '2,B,2024-06-01').build();
    assert.equal(await project.rows('select v from s where id = 2 and dbt_valid_to is null'), [['B']]);
  }));

test('hard_deletes: new_record can be switched on later', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, check).raw('id,v', '1,a', '2,b').build();
    await snapshot(project, [...check, 'hard_deletes: new_record'])
      .raw('id,v', '1,a')
      .build();
    const rows = await project.rows('select id, dbt_is_deleted, dbt_valid_to is null from s order by 1, 2');
    assert.equal(rows, [
      [1, null, 1],
      [2, null, 0],
      [2, 'True', 1],
    ]);
  }));

test('the end of what is valid can be a time far away', () =>
  withGrowingProject(async (project) => {
    const config = [...timestamp, `dbt_valid_to_current: "'9999-12-31'"`, 'hard_deletes: invalidate'];
    await snapshot(project, config).raw('id,v,at', '1,a,2024-01-01', '2,b,2024-01-02').build();
    await project.raw('id,v,at', '1,A,2024-02-01').build();
    await project.build('--force');
    assert.equal(await versions(project), [
      [1, 'a', '2024-01-01', '2024-02-01'],
      [1, 'A', '2024-02-01', '9999-12-31'],
      [2, 'b', '2024-01-02', 'now'],
    ]);
  }));

test('the columns that say when can have other names', () =>
  withGrowingProject(async (project) => {
    const names = 'snapshot_meta_column_names: {dbt_valid_from: since, dbt_valid_to: until, dbt_scd_id: version}';
    await snapshot(project, [...timestamp, names])
      .raw('id,v,at', '1,a,2024-01-01')
      .build();
    await project.raw('id,v,at', '1,b,2024-02-01').build();
    assert.equal(await project.rows('select v, since, until, length(version) from s order by since'), [
      ['a', '2024-01-01', '2024-02-01', 32],
      ['b', '2024-02-01', null, 32],
    ]);
    const text = await snapshot(project, timestamp).raw('id,v,at', '1,c,2024-03-01').failingBuild();
    assert.match(text, 'The table s has no dbt_scd_id, dbt_valid_from, dbt_valid_to');
  }));

test('columns of the source come, and stay when they go', () =>
  withGrowingProject(async (project) => {
    const config = ['strategy: check', 'unique_key: id', 'check_cols: all'];
    await snapshot(project, config).raw('id,v', '1,a').build();
    await project.raw('id,w', '1,x').build();
    assert.equal(await project.rows('select id, v, w, dbt_valid_to is null from s order by 4'), [
      [1, 'a', null, 0],
      [1, null, 'x', 1],
    ]);
    await project.raw('id,v,w', '1,b,x').build();
    assert.equal(await project.rows('select id, v, w from s where dbt_valid_to is null'), [[1, 'b', 'x']]);
  }));

test('two rows of one key, or a row without one, are errors that keep the snapshot', () =>
  withGrowingProject(async (project) => {
    await snapshot(project, check).raw('id,v', '1,a').build();
    const text = await project.raw('id,v', '1,b', '2,c', '2,d').failingBuild();
    assert.match(text, 'Several rows have the unique_key id = 2; the table stays as it was\n  id=2, v=c\n  id=2, v=d');
    const missing = await project.raw('id,v', '1,b', ',c', ',d').failingBuild();
    assert.match(missing, '2 rows have no id; the snapshot stays as it was');
    assert.equal(await project.rows('select id, v, dbt_valid_to from s'), [[1, 'a', null]]);
  }));

test('keys may be several columns or an expression', () =>
  withGrowingProject(async (project) => {
    const keys = ['strategy: check', 'unique_key: [id, k]', 'check_cols: [v]', 'hard_deletes: new_record'];
    await snapshot(project, keys).raw('id,k,v', '1,x,a', '1,y,b').build();
    await project.raw('id,k,v', '1,x,A').build();
    assert.equal(await project.rows('select k, v, dbt_is_deleted from s where dbt_valid_to is null order by k'), [
      ['x', 'A', 'False'],
      ['y', 'b', 'True'],
    ]);
  }));

test('a key that is an expression', () =>
  withGrowingProject(async (project) => {
    const config = ['strategy: check', 'unique_key: lower(name)', 'check_cols: [v]', 'hard_deletes: invalidate'];
    await snapshot(project, config).raw('name,v', 'Ann,a', 'Bob,b').build();
    await project.raw('name,v', 'ANN,c').build();
    assert.equal(await project.rows('select name, v, dbt_valid_to is null from s order by v'), [
      ['Ann', 'a', 0],
      ['Bob', 'b', 0],
      ['ANN', 'c', 1],
    ]);
  }));

test('rows that fail a test are not published', () =>
  withGrowingProject(async (project) => {
    const config = [...check, 'columns: [{name: v, data_tests: [not_null]}]'];
    await snapshot(project, config).raw('id,v', '1,a').build();
    const text = await project.raw('id,v', '1,').failingBuild();
    assert.match(text, 'not published: 1 test failed');
    assert.equal(await project.rows('select id, v, dbt_valid_to from s'), [[1, 'a', null]]);
  }));

test('entries of YAML, sp snapshot, and models on top of a snapshot', () =>
  withGrowingProject(async (project) => {
    const config = 'config: {strategy: check, unique_key: id, check_cols: all}';
    project.write('snapshots/all.yml', `snapshots: [{name: s, relation: ref('raw'), ${config}}]`);
    project.model('after', [], 'select count(*) as n from {{ref "s"}}');
    const built = await project.raw('id,v', '1,a').build();
    assert.match(built.stderr, /✓ snapshot +s +1 row /);
    await project.raw('id,v', '1,b').sp('seed');
    const run = await project.sp('snapshot');
    assert.is(run.exitCode, 0, run.stderr);
    assert.match(run.stderr, /plan {2}1 node: 1 snapshot/);
    assert.equal(await project.rows('select n from after'), [[2]]);
    const shown = await project.sp('show', '--select', 's', '--output', 'csv');
    assert.match(shown.stdout, /^id,v,dbt_scd_id,dbt_updated_at,dbt_valid_from,dbt_valid_to\r?\n1,a,/);
    const listed = await project.sp('ls', '--resource-type', 'snapshot');
    assert.is(listed.stdout, 'shop.s\n');
  }));

test.run();
