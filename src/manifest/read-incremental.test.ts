import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTempManifest, explainTempManifest } from '../testing/build-temp-manifest.js';
import type { IncrementalConfig, NodeId } from './manifest.js';
import { parseEventTime } from './read-incremental.js';

async function read(...lines: readonly string[]): Promise<IncrementalConfig | undefined> {
  const text = ['---', 'materialized: incremental', ...lines, '---', 'select 1 as k'].join('\n');
  const { nodes } = await buildTempManifest({ 'models/m.sql': text });
  const node = nodes.get('model.shop.m' as NodeId);
  return node?.resourceType === 'model' ? node.incremental : undefined;
}

function explain(...lines: readonly string[]): Promise<string> {
  const text = ['---', 'materialized: incremental', ...lines, '---', 'select 1 as k'].join('\n');
  return explainTempManifest({ 'models/m.sql': text });
}

test('the strategy is delete+insert with a key and append without', async () => {
  assert.is((await read())?.strategy, 'append');
  assert.is((await read('unique_key: k'))?.strategy, 'delete+insert');
  assert.is((await read('unique_key: [a, b]', 'incremental_strategy: merge'))?.strategy, 'merge');
  assert.is((await read('incremental_strategy: delete_insert'))?.strategy, 'delete+insert');
  assert.is((await read('incremental_strategy: default'))?.strategy, 'append');
});

test('keys, predicates and columns may be one or several', async () => {
  const config = await read(
    'unique_key: [a, lower(b)]',
    'incremental_predicates: DBT_INTERNAL_DEST.a > 1',
    'merge_exclude_columns: c',
    'on_schema_change: sync_all_columns',
    'on_sql_change: fail',
    'full_refresh: false',
    'partition_by: month',
  );
  assert.equal(config, {
    strategy: 'delete+insert',
    uniqueKey: ['a', 'lower(b)'],
    predicates: ['DBT_INTERNAL_DEST.a > 1'],
    mergeUpdateColumns: [],
    mergeExcludeColumns: ['c'],
    partitionBy: 'month',
    onSchemaChange: 'sync_all_columns',
    onSqlChange: 'fail',
    fullRefresh: false,
  });
});

test('a microbatch model says what its batches are', async () => {
  const config = await read(
    'incremental_strategy: microbatch',
    'event_time: day',
    'begin: 2024-09-01',
    'batch_size: month',
    'lookback: 2',
    'concurrent_batches: false',
  );
  const expected = { eventTime: 'day', begin: '2024-09-01', size: 'month', lookback: 2, concurrent: false };
  assert.equal(config?.batch, expected);
  assert.is(
    (await read('incremental_strategy: microbatch', 'event_time: day', 'begin: 2024-09-01', 'batch_size: day'))?.batch
      ?.lookback,
    1,
  );
});

test('what is wrong with an incremental model is said where it is written', async () => {
  const unknown = await explain('incremental_strategy: merg');
  assert.match(unknown, /SP1041: There is no strategy "merg"\n *╭─ models\/m.sql:3:1/);
  assert.match(
    unknown,
    'did you mean "merge"? The strategies are append, delete+insert, merge, insert_overwrite, microbatch.',
  );
  assert.match(
    await explain('merge_update_columns: a', 'merge_exclude_columns: b'),
    'SP1042: merge_update_columns and merge_exclude_columns cannot be used together',
  );
  const missing = await explain('incremental_strategy: microbatch', 'event_time: day');
  assert.match(missing, 'SP1043: A microbatch model needs begin and batch_size');
  assert.match(missing, 'For example: event_time: recorded_on, begin: 2024-09-01, batch_size: day');
  assert.match(
    await explain('incremental_strategy: microbatch', 'event_time: d', 'batch_size: day', 'begin: 2024-02-30'),
    'SP1044: begin must be a date or a time in UTC, but it is "2024-02-30"',
  );
});

test('event times are dates and times in UTC', () => {
  assert.is(parseEventTime('2024-09-01'), Date.UTC(2024, 8, 1));
  assert.is(parseEventTime('2024-09-01 06:30'), Date.UTC(2024, 8, 1, 6, 30));
  assert.is(parseEventTime('2024-09-01T06:30:15Z'), Date.UTC(2024, 8, 1, 6, 30, 15));
  for (const text of ['2024-13-01', '2024-02-30', '09/01/2024', '2024-09-01T06:30+02:00', '2024-09-01 24:00', '']) {
    assert.is(parseEventTime(text), undefined, text);
  }
});

test.run();
