import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toJsonValue } from './json-value.js';

const plain = (value: unknown) => toJsonValue(value, String);

test('what JSON knows stays as it is', () => {
  const value = { a: [1, 'x', true, null, { b: {} }] };
  assert.equal(plain(value), value);
});

test('integers beyond what a number holds become text, smaller ones numbers', () => {
  assert.equal(plain([5n, -9007199254740991n, 9007199254740993n]), [5, -9007199254740991, '9007199254740993']);
});

test('what JSON has no form for becomes text, null, or is left out', () => {
  assert.equal(plain({ a: undefined, b: () => 1, c: [undefined], d: new Date(0), e: Infinity }), {
    c: [null],
    d: '1970-01-01T00:00:00.000Z',
    e: 'Infinity',
  });
});

test('every text is masked, keys are not', () => {
  assert.equal(
    toJsonValue({ key: ['key', { deep: 'key' }] }, () => '*'),
    { key: ['*', { deep: '*' }] },
  );
});

test('a key like __proto__ is a key', () => {
  const value = plain(JSON.parse('{"__proto__": 1}'));
  assert.is(JSON.stringify(value), '{"__proto__":1}');
});

test.run();
