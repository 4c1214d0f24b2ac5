// Microbatch models: slices of time, evaluated and replaced on their own.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { withGrowingProject, type GrowingProject } from '../growing-project.js';

const config = (...more: readonly string[]): readonly string[] => [
  'materialized: incremental',
  'incremental_strategy: microbatch',
  'event_time: day',
  'begin: 2024-09-01',
  'batch_size: day',
  ...more,
];

function start(project: GrowingProject, ...more: readonly string[]): GrowingProject {
  project.write('seeds/raw.yml', 'seeds: [{name: raw, config: {event_time: day}}]');
  return project.model('m', config(...more), 'select day, count(*) as n, max(v) as v from {{ref "raw"}} group by day');
}

const all = 'select day, n, v from m order by day';
const window = (from: string, to: string): readonly string[] => ['--event-time-start', from, '--event-time-end', to];

test('from nothing every batch since begin is evaluated; rows before it are not there', () =>
  withGrowingProject(async (project) => {
    await start(project).raw('day,v', '2024-08-31,z', '2024-09-01,a', '2024-09-01,b', '2024-09-03,c').build();
    assert.equal(await project.rows(all), [
      ['2024-09-01', 2, 'b'],
      ['2024-09-03', 1, 'c'],
    ]);
  }));

test('a window replaces its batches and no other rows, not even with --full-refresh', () =>
  withGrowingProject(async (project) => {
    await start(project).raw('day,v', '2024-09-01,a', '2024-09-02,b', '2024-09-03,c').build();
    project.raw('day,v', '2024-09-01,A', '2024-09-02,B', '2024-09-03,C');
    await project.build(...window('2024-09-02', '2024-09-03'));
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'B', 'c'],
    );
    await project.build('--full-refresh', ...window('2024-09-03', '2024-09-04'));
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'B', 'C'],
    );
    await project.build('--full-refresh');
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['A', 'B', 'C'],
    );
  }));

test('a run goes on where the last one ended, lookback batches earlier', () =>
  withGrowingProject(async (project) => {
    const days = (letter: string): readonly string[] => ['1', '2', '3', '4'].map((day) => `2024-09-0${day},${letter}`);
    await start(project, 'lookback: 1')
      .raw('day,v', ...days('a'))
      .build();
    await project.raw('day,v', ...days('b'), '2024-09-20,b').build();
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'a', 'b', 'b', 'b'],
    );
    await start(project, 'lookback: 0')
      .raw('day,v', ...days('c'), '2024-09-19,c', '2024-09-20,c')
      .build();
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'a', 'b', 'b', 'c'],
    );
  }));

test('rows that are gone from a batch go with it', () =>
  withGrowingProject(async (project) => {
    await start(project).raw('day,v', '2024-09-01,a', '2024-09-02,b', '2024-09-03,c').build();
    await project.raw('day,v', '2024-09-01,a', '2024-09-03,c').build(...window('2024-09-02', '2024-09-03'));
    assert.equal(
      (await project.rows(all)).map((row) => row[0]),
      ['2024-09-01', '2024-09-03'],
    );
  }));

test('an input without event_time is read whole, and every row still comes once', () =>
  withGrowingProject(async (project) => {
    project.model('m', config(), 'select day, v from {{ref "raw"}}');
    const run = await project.raw('day,v', '2024-09-01,a', '2024-09-02,b').build(...window('2024-09-01', '2024-09-04'));
    assert.match(run.stderr, 'No input of the microbatch model has an event_time');
    assert.equal(await project.rows('select day, v from m order by day'), [
      ['2024-09-01', 'a'],
      ['2024-09-02', 'b'],
    ]);
  }));

for (const concurrent of [true, false]) {
  test(`a batch that fails stops no other, and the next run repeats just those: concurrent ${String(concurrent)}`, () =>
    withGrowingProject(async (project) => {
      project.write('seeds/raw.yml', 'seeds: [{name: raw, config: {event_time: day, column_types: {v: text}}}]');
      const sql = `select day, json_extract(v, '$') as v from {{ref "raw"}}`;
      project.model('m', config('lookback: 0', `concurrent_batches: ${String(concurrent)}`), sql);
      const days = (...values: readonly string[]): readonly string[] =>
        values.map((value, index) => `2024-09-0${index + 1},${value}`);
      const text = await project.raw('day,v', ...days('1', '{', '3', '[', '5')).failingBuild();
      assert.match(text, '2 of 5 batches failed; they run again next time');
      assert.match(text, 'batches 20240902, 20240904: malformed JSON');
      assert.equal((await project.rows('select v from m order by day')).flat(), [1, 3, 5]);
      // Nothing but the failed ones and the newest: the others would say so.
      await project.raw('day,v', ...days('10', '20', '30', '40', '50')).build();
      assert.equal((await project.rows('select v from m order by day')).flat(), [1, 20, 3, 40, 50]);
      await project.raw('day,v', ...days('100', '200', '300', '400', '500')).build();
      assert.equal((await project.rows('select v from m order by day')).flat(), [1, 20, 3, 40, 500]);
    }));
}

test('sp retry evaluates the failed batches and no others', () =>
  withGrowingProject(async (project) => {
    project.write('seeds/raw.yml', 'seeds: [{name: raw, config: {event_time: day, column_types: {v: text}}}]');
    project.model('m', config(), `select day, json_extract(v, '$') as v from {{ref "raw"}}`);
    await project.raw('day,v', '2024-09-01,1', '2024-09-02,[', '2024-09-03,3').failingBuild('--full-refresh');
    const results = JSON.parse(readFileSync(join(project.project.root, 'target/run_results.json'), 'utf8')) as {
      readonly results: readonly { readonly status: string; readonly batch_results?: unknown }[];
    };
    const found = results.results.find(({ status }) => status === 'partial success');
    assert.equal(found?.batch_results, {
      successful: [
        ['2024-09-01T00:00:00.000000Z', '2024-09-02T00:00:00.000000Z'],
        ['2024-09-03T00:00:00.000000Z', '2024-09-04T00:00:00.000000Z'],
      ],
      failed: [['2024-09-02T00:00:00.000000Z', '2024-09-03T00:00:00.000000Z']],
    });
    project.raw('day,v', '2024-09-01,10', '2024-09-02,20', '2024-09-03,30');
    await project.sp('seed');
    project.write(
      'target/run_results.json',
      JSON.stringify({ ...results, args: { which: 'build', full_refresh: true } }),
    );
    const retried = await project.sp('retry');
    assert.is(retried.exitCode, 0, retried.stderr);
    assert.equal((await project.rows('select v from m order by day')).flat(), [1, 20, 3]);
  }));

test('when all batches fail there is an error at the template, and the table stays', () =>
  withGrowingProject(async (project) => {
    await start(project).raw('day,v', '2024-09-01,a').build();
    project.model('m', config('on_sql_change: warn'), 'select day, 1 as n, nope as v from {{ref "raw"}}');
    const text = await project.raw('day,v', '2024-09-01,b').failingBuild();
    assert.match(text, /batch(?:es)? [\s\S]*no such column: nope[\s\S]*models\/m\.sql:9:/);
    assert.equal((await project.rows(all)).length, 1);
    await start(project).build();
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['b'],
    );
  }));

test('rows that fail a test are not published, and come again with the next run', () =>
  withGrowingProject(async (project) => {
    const tested = 'columns: [{name: v, data_tests: [not_null]}]';
    await start(project, 'lookback: 0', tested).raw('day,v', '2024-09-01,a', '2024-09-02,b').build();
    const text = await project.raw('day,v', '2024-09-02,', '2024-09-03,').failingBuild();
    assert.match(text, 'not published: 1 test failed');
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'b'],
    );
    await project.raw('day,v', '2024-09-02,B', '2024-09-03,c', '2024-10-01,d').build();
    assert.equal(
      (await project.rows(all)).map((row) => row[2]),
      ['a', 'B', 'c', 'd'],
    );
  }));

test('two rows of one key within a batch are an error', () =>
  withGrowingProject(async (project) => {
    project.write('seeds/raw.yml', 'seeds: [{name: raw, config: {event_time: day}}]');
    project.model('m', config('unique_key: [day, v]'), 'select day, v from {{ref "raw"}}');
    const text = await project.raw('day,v', '2024-09-01,a', '2024-09-01,a').failingBuild();
    assert.match(text, 'Several rows have the unique_key day = 2024-09-01, v = a');
  }));

test('months and hours are batches too; a new column builds the table anew where that is wished', () =>
  withGrowingProject(async (project) => {
    project.write('seeds/raw.yml', 'seeds: [{name: raw, config: {event_time: at}}]');
    const sql = 'select at, v from {{ref "raw"}}';
    const lines = [
      'materialized: incremental',
      'incremental_strategy: microbatch',
      'event_time: at',
      'begin: 2024-09-01',
    ];
    project.model('m', [...lines, 'batch_size: hour'], sql);
    await project.raw('at,v', '2024-09-01 05:59:59,a', '2024-09-01 06:00:00,b').build();
    await project
      .raw('at,v', '2024-09-01 05:59:59,A', '2024-09-01 06:00:00,B')
      .build(...window('2024-09-01 06:00', '2024-09-01 07:00'));
    assert.equal((await project.rows('select v from m order by at')).flat(), ['a', 'B']);
    const month = [...lines, 'batch_size: month', 'on_schema_change: full_refresh'];
    project.model('m', month, 'select at, v, 1 as w from {{ref "raw"}}');
    await project.build();
    assert.equal(await project.rows('select v, w from m order by at'), [
      ['A', 1],
      ['B', 1],
    ]);
  }));

test('a window is checked before anything runs', () =>
  withGrowingProject(async (project) => {
    start(project).raw('day,v', '2024-09-01,a');
    const bad = await project.sp('build', '--event-time-start', '2024-09-01');
    assert.is(bad.exitCode, 2);
    assert.match(bad.stderr, '--event-time-start needs --event-time-end');
    const order = await project.sp('build', ...window('2024-09-02', '2024-09-01'));
    assert.match(order.stderr, '--event-time-start must be before --event-time-end');
    const text = await project.sp('build', ...window('yesterday', '2024-09-01'));
    assert.match(text.stderr, '--event-time-start takes a date or a time in UTC, not "yesterday"');
  }));

test.run();
