import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { countOf, formatCount, formatDuration } from './humane.js';

test('durations keep two or three telling digits', () => {
  const table: readonly (readonly [number, string])[] = [
    [0, '0ms'],
    [0.4, '0ms'],
    [12.4, '12ms'],
    [999.4, '999ms'],
    [999.6, '1.0s'],
    [1840, '1.8s'],
    [12_345, '12.3s'],
    [59_949, '59.9s'],
    [59_950, '1m 00s'],
    [65_000, '1m 05s'],
    [3_599_600, '1h 00m'],
    [3_725_000, '1h 02m'],
  ];
  for (const [durationMs, text] of table) assert.is(formatDuration(durationMs), text);
});

test('thousands are apart and one is singular', () => {
  assert.is(formatCount(0), '0');
  assert.is(formatCount(999), '999');
  assert.is(formatCount(1204), '1,204');
  assert.is(formatCount(1_234_567), '1,234,567');
  assert.is(countOf(1, 'row'), '1 row');
  assert.is(countOf(370_955, 'row'), '370,955 rows');
  assert.is(countOf(2, 'analysis', 'analyses'), '2 analyses');
});

test.run();
