import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { displayWidth } from './display-width.js';

test('letters take one cell, CJK and emoji two, combining marks none', () => {
  assert.is(displayWidth('abc äß'), 6);
  assert.is(displayWidth('学生'), 4);
  assert.is(displayWidth('😀'), 2);
  assert.is(displayWidth('e\u0301'), 1);
  assert.is(displayWidth('Ａ'), 2);
  assert.is(displayWidth(''), 0);
});

test.run();
