import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createPathMatcher } from './match-path.js';

const node = { originalFilePath: 'models/marts/school/grades.sql', patchPath: 'models/marts/schema.yml' };
const matches = (value: string, root = '/home/ann/shop'): boolean => createPathMatcher(value, root)(node);

test('a file, and every folder above it', () => {
  for (const value of ['models/marts/school/grades.sql', 'models/marts/school', 'models/marts', 'models', 'models/']) {
    assert.ok(matches(value), value);
  }
  for (const value of ['model', 'models/mart', 'marts', 'grades.sql']) assert.not.ok(matches(value), value);
});

test('"*" stays within a folder, "**" does not', () => {
  for (const value of ['models/**/grades.sql', 'models/m*', '**/school', 'models/**', '*', 'models/marts/*/gr?des.*']) {
    assert.ok(matches(value), value);
  }
  for (const value of ['models/*/grades.sql', '*.sql']) assert.not.ok(matches(value), value);
});

test('the properties file that describes it, but not that file’s folder by itself', () => {
  const elsewhere = { originalFilePath: 'models/a.sql', patchPath: 'models/docs/a.yml' };
  assert.ok(createPathMatcher('models/docs/a.yml', '/')(elsewhere));
  assert.not.ok(createPathMatcher('models/docs', '/')(elsewhere));
});

test('"./", backslashes and absolute paths mean the same', () => {
  for (const value of [
    './models/marts',
    'models\\marts',
    '/home/ann/shop/models',
    '/home/ann/shop',
    './',
    '.\\models',
  ]) {
    assert.ok(matches(value), value);
  }
  assert.not.ok(matches('/home/ann/shop2/models'));
  assert.ok(matches('C:\\shop\\models', 'C:\\shop'));
});

test.run();
