import { test } from 'uvu';
import * as assert from 'uvu/assert';

import { formatCount, formatDuration, formatPlural, formatShare, shorten } from './format.js';

test('durations read at a glance', () => {
  const shown = [0, 12.4, 999, 1000, 9949, 12_000, 59_949, 59_960, 125_000].map(formatDuration);
  assert.equal(shown, ['0 ms', '12 ms', '999 ms', '1.0 s', '9.9 s', '12 s', '60 s', '1 min 00 s', '2 min 05 s']);
});

test('counts have thousands separators and plurals', () => {
  assert.is(formatCount(1234567), '1,234,567');
  assert.is(formatPlural(1, 'seed'), '1 seed');
  assert.is(formatPlural(0, 'analysis'), '0 analyses');
  assert.is(formatPlural(2, 'query'), '2 queries');
});

test('a share is complete or empty only when it is', () => {
  assert.equal(
    [formatShare(0, 0), formatShare(0, 9), formatShare(1, 999), formatShare(999, 1000), formatShare(3, 3)],
    ['–', '0 %', '1 %', '99 %', '100 %'],
  );
});

test('long names are cut in the middle, between characters', () => {
  assert.is(shorten('mart_attendance_by_weekday', 15), 'mart_at…weekday');
  assert.is(shorten('short', 15), 'short');
  assert.is(shorten('😀😀😀😀😀', 3), '😀…😀');
});

test.run();
