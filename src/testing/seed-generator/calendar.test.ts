import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { civilOf, dayOf, daysOff, isoOf, sessionAt, sessions, weekdayOf } from './calendar.js';
import { monthFirst, readSlashDate } from './date-forms.js';

test('the school year has 177 sessions, 59 per term, on the days that the terms begin and end', () => {
  assert.is(sessions.length, 177);
  const bounds = [0, 58, 59, 117, 118, 176].map((index) => sessionAt(index).iso);
  assert.equal(bounds, ['2024-09-03', '2024-11-26', '2024-12-02', '2025-03-14', '2025-03-17', '2025-06-13']);
  assert.is(sessions.length + daysOff.length, dayOf(2025, 6, 13) - dayOf(2024, 9, 3) + 1);
});

test('days and civil dates convert into each other as Date does in UTC', () => {
  for (let day = -30000; day < 60000; day += 37) {
    const date = new Date(day * 86400000);
    assert.equal(civilOf(day), {
      year: date.getUTCFullYear(),
      month: date.getUTCMonth() + 1,
      day: date.getUTCDate(),
    });
    assert.is(isoOf(day), date.toISOString().slice(0, 10));
    assert.is(weekdayOf(day), ((date.getUTCDay() + 6) % 7) + 1);
  }
});

test('a slash date is taken when only one reading exists, both are equal, or one is an instructional day', () => {
  assert.is(readSlashDate('09/25/2024'), dayOf(2024, 9, 25));
  assert.is(readSlashDate('25/09/2024'), dayOf(2024, 9, 25));
  assert.is(readSlashDate('10/10/2024'), dayOf(2024, 10, 10));
  // 2 March 2025 is a Sunday, 3 February a Monday.
  assert.is(readSlashDate(monthFirst(dayOf(2025, 3, 2), '/')), dayOf(2025, 2, 3));
  assert.is(readSlashDate('10/09/2024'), 'ambiguous');
  assert.is(readSlashDate('13/45/2024'), 'unparseable');
});

test.run();
