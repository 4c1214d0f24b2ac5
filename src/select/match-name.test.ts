import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createNameMatcher } from './match-name.js';

const matches = (pattern: string, name: string): boolean => createNameMatcher(pattern)(name);

test('without a wildcard a name is itself, letter for letter', () => {
  assert.ok(matches('a.b', 'a.b'));
  assert.not.ok(matches('a.b', 'axb'));
  assert.not.ok(matches('a', 'A'));
  assert.not.ok(matches('a', 'ab'));
});

test('"*" is any text, dots and line breaks included, and "?" one character', () => {
  assert.ok(matches('stg_*', 'stg_'));
  assert.ok(matches('*', ''));
  assert.ok(matches('a*z', 'a.b/\nz'));
  assert.ok(matches('a**b', 'ab'));
  assert.ok(matches('a?c', 'aéc'));
  assert.ok(matches('a?c', 'a😀c'));
  assert.not.ok(matches('a?c', 'ac'));
});

test('sets hold characters and ranges, and "!" turns them round', () => {
  assert.ok(matches('m[1-3]', 'm2'));
  assert.not.ok(matches('m[1-3]', 'm4'));
  assert.ok(matches('m[!1-3]', 'm4'));
  assert.not.ok(matches('m[!1-3]', 'm'));
  assert.ok(matches('[]x]', ']'));
  assert.ok(matches('[^a]', '^'));
  assert.ok(matches('[a&&b]', '&'));
});

test('a set that is not closed is text, and one that runs backwards is empty', () => {
  assert.ok(matches('a[b', 'a[b'));
  assert.ok(matches('a]', 'a]'));
  assert.not.ok(matches('[z-a]', 'm'));
  assert.ok(matches('[!z-a]', 'm'));
});

test('signs of regular expressions are text', () => {
  assert.ok(matches('a+(b)|{c}$^\\*', 'a+(b)|{c}$^\\x'));
});

test.run();
