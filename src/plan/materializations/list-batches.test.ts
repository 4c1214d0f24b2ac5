import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { batchId, endOfRows, formatTime, listBatches, type BatchWindow } from './list-batches.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const config = { eventTime: 'day', begin: '2024-09-01', size: 'day', lookback: 1 } as const;
const window = (changes: Partial<BatchWindow>): BatchWindow => ({
  config,
  now: at('2024-09-05T12:00'),
  isFull: false,
  failed: [],
  ...changes,
});
const days = (changes: Partial<BatchWindow>): readonly string[] =>
  listBatches(window(changes)).map(({ start, end }) => `${formatTime(start)}…${formatTime(end)}`);

test('from nothing there is a batch for every day since begin, the current one included', () => {
  assert.equal(days({ isFull: true }), [
    '2024-09-01…2024-09-02',
    '2024-09-02…2024-09-03',
    '2024-09-03…2024-09-04',
    '2024-09-04…2024-09-05',
    '2024-09-05…2024-09-06',
  ]);
});

test('on top the newest batch and lookback before it; exactly on a boundary the one that just ended is the newest', () => {
  assert.equal(days({}), ['2024-09-04…2024-09-05', '2024-09-05…2024-09-06']);
  assert.equal(days({ now: at('2024-09-05T00:00') }), ['2024-09-03…2024-09-04', '2024-09-04…2024-09-05']);
  assert.equal(days({ config: { ...config, lookback: 0 } }), ['2024-09-05…2024-09-06']);
});

test('no time is left out, however long ago the last run was', () => {
  assert.equal(days({ until: at('2024-09-03T00:00'), config: { ...config, lookback: 0 } }), [
    '2024-09-02…2024-09-03',
    '2024-09-03…2024-09-04',
    '2024-09-04…2024-09-05',
    '2024-09-05…2024-09-06',
  ]);
});

test('batches that failed come again, unless a window was asked for', () => {
  const failed = [at('2024-09-01T00:00')];
  assert.equal(days({ failed })[0], '2024-09-01…2024-09-02');
  assert.equal(days({ failed }).length, 3);
  const asked = { start: at('2024-09-02T06:00'), end: at('2024-09-03T12:00') };
  assert.equal(days({ failed, ...asked }), ['2024-09-02…2024-09-03', '2024-09-03…2024-09-03 12:00:00']);
});

test('a window may begin before begin', () => {
  assert.equal(days({ start: at('2024-08-30T00:00'), end: at('2024-08-31T00:00') }), ['2024-08-30…2024-08-31']);
});

test('times in which no input has rows and no earlier run left any need no batch', () => {
  const extent = { first: at('2024-09-02T03:00'), last: at('2024-09-03T00:00') };
  assert.equal(days({ isFull: true, extent }), ['2024-09-02…2024-09-03', '2024-09-03…2024-09-04']);
  assert.equal(days({ extent, until: at('2024-09-02T00:00'), config: { ...config, lookback: 0 } }), [
    '2024-09-01…2024-09-02',
    '2024-09-02…2024-09-03',
    '2024-09-03…2024-09-04',
  ]);
});

test('rows end with the newest input, or with the newest batch', () => {
  const batches = listBatches(window({}));
  assert.is(endOfRows(batches, { config }), at('2024-09-06T00:00'));
  const extent = { first: at('2024-09-01T00:00'), last: at('2024-09-03T10:00') };
  assert.is(endOfRows(batches, { config, extent }), at('2024-09-04T00:00'));
  assert.is(endOfRows([], { config, until: at('2024-09-05T00:00'), extent }), at('2024-09-05T00:00'));
});

test('hours, months and years are cut in UTC', () => {
  const of = (size: 'hour' | 'month' | 'year', begin: string): readonly string[] =>
    listBatches(window({ isFull: true, config: { ...config, size, begin } })).map((batch) => batchId(batch, size));
  assert.equal(of('month', '2024-07-15'), ['202407', '202408', '202409']);
  assert.equal(of('year', '2022-03-01'), ['2022', '2023', '2024']);
  assert.equal(of('hour', '2024-09-05T10:30'), ['20240905T10', '20240905T11']);
});

test.run();
