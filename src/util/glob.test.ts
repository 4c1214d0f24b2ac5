import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { globToRegExp } from './glob.js';

const matches = (pattern: string, path: string): boolean => globToRegExp(pattern).test(path);

test('a star stops at a slash, two stars do not', () => {
  assert.ok(matches('attendance/*.csv', 'attendance/a.csv'));
  assert.not.ok(matches('attendance/*.csv', 'attendance/2024/a.csv'));
  assert.ok(matches('attendance/**/*.csv', 'attendance/2024/a.csv'));
  assert.ok(matches('attendance/**/*.csv', 'attendance/a.csv'));
});

test('question marks and classes stand for one character', () => {
  assert.ok(matches('m?.csv', 'm1.csv'));
  assert.not.ok(matches('m?.csv', 'm12.csv'));
  assert.ok(matches('m[0-9].csv', 'm7.csv'));
  assert.not.ok(matches('m[!0-9].csv', 'm7.csv'));
  assert.not.ok(matches('m[!0-9].csv', 'm/.csv'));
  assert.ok(matches('m[^a].csv', 'm^.csv'));
});

test('a range that runs backwards holds nothing, and what is no range stands for itself', () => {
  assert.not.ok(matches('m[z-a].csv', 'mb.csv'));
  assert.ok(matches('m[!z-a].csv', 'mb.csv'));
  assert.ok(matches('m[].csv', 'm[].csv'));
});

test('everything else stands for itself', () => {
  assert.ok(matches('a+b (1).csv', 'a+b (1).csv'));
  assert.not.ok(matches('a.csv', 'aXcsv'));
});

test.run();
