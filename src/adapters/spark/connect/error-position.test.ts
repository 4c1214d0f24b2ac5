import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetOfLine, rangeOfCodePoints } from './error-position.js';

test('code points become UTF-16 units, the end exclusive', () => {
  const sql = "select '😀é', foo from t";
  const range = rangeOfCodePoints(sql, 13, 15);
  assert.equal(range, { start: 14, stop: 17 });
  assert.is(sql.slice(range?.start, range?.stop), 'foo');
  assert.equal(rangeOfCodePoints('😀', 0, 0), { start: 0, stop: 2 });
});

test('a range beyond the text is none', () => {
  assert.is(rangeOfCodePoints('abc', 1, 3), undefined);
  assert.is(rangeOfCodePoints('abc', 4, 4), undefined);
  assert.is(rangeOfCodePoints('abc', 2, 1), undefined);
  assert.is(rangeOfCodePoints('abc', -1, 1), undefined);
});

test('a line counts from one, the position in it from zero', () => {
  const sql = 'select 1,\n  😀 frm\r\nt';
  assert.is(offsetOfLine(sql, 1, 0), 0);
  assert.is(sql.slice(offsetOfLine(sql, 2, 4)), 'frm\r\nt');
  assert.is(offsetOfLine(sql, 3, 1), sql.length);
  assert.is(offsetOfLine(sql, 4, 0), undefined);
  assert.is(offsetOfLine(sql, 3, 2), undefined);
});

test.run();
