import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createFqnMatcher } from './match-fqn.js';

const fqn = ['shop', 'marts', 'school', 'mart_grades'];
const matches = (value: string, of: readonly string[] = fqn): boolean => createFqnMatcher(value)(of);

test('the last segment alone is enough', () => {
  assert.ok(matches('mart_grades'));
  assert.not.ok(matches('grades'));
  assert.not.ok(matches('school'));
});

test('first segments select a folder, with or without the package', () => {
  for (const value of ['shop', 'shop.marts', 'marts', 'marts.school', 'shop.marts.school.mart_grades']) {
    assert.ok(matches(value), value);
  }
  for (const value of ['mart', 'school.mart_grades', 'marts.mart_grades', 'shop.marts.school.mart_grades.v1']) {
    assert.not.ok(matches(value), value);
  }
});

test('a wildcard must fit all the rest', () => {
  for (const value of ['marts.*', 'marts.school.mart_*', 'shop.*.mart_grades', 'marts.*grades', '*.school.*']) {
    assert.ok(matches(value), value);
  }
  for (const value of ['marts.*.school', 'staging.*', 'shop.*.mart_x']) assert.not.ok(matches(value), value);
});

test('a pattern without a dot may fit the last segment alone', () => {
  assert.ok(matches('mart_*'));
  assert.ok(matches('mart_grade[a-z]'));
  assert.not.ok(matches('*_students'));
});

test('dots in names separate segments', () => {
  const dotted = ['shop', 'api', 'users.v2'];
  for (const value of ['users.v2', 'api.users', 'api.users.v2', 'api.users.*', 'shop.api.users.v2']) {
    assert.ok(matches(value, dotted), value);
  }
  assert.not.ok(matches('v2', dotted));
});

test.run();
