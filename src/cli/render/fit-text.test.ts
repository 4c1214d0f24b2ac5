import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { displayWidth } from '../../util/display-width.js';
import { cutEnd, cutMiddle, padLeft, padRight } from './fit-text.js';

test('texts are cut by terminal cells, not letters', () => {
  assert.is(cutEnd('mart_attendance', 8), 'mart_at…');
  assert.is(cutEnd('学生学生', 5), '学生…');
  assert.is(cutEnd('学生学生', 4), '学…');
  assert.is(cutEnd('abc', 3), 'abc');
  assert.is(cutEnd('abc', 0), '');
});

test('long names keep both ends', () => {
  assert.is(cutMiddle('unique_stg_students_student_id', 15), 'unique_…dent_id');
  assert.is(cutMiddle('abcdef', 2), 'a…');
});

test('padding counts cells', () => {
  assert.is(padRight('学', 4), '学  ');
  assert.is(padLeft('7', 3), '  7');
  assert.is(padLeft('long', 2), 'long');
});

test('no cut text is wider than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, width) => {
      assert.ok(displayWidth(cutEnd(text, width)) <= width);
      assert.ok(displayWidth(cutMiddle(text, width)) <= width);
    }),
  );
});

test.run();
