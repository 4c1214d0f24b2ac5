import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compareRows } from './compare-rows.js';

const key = ['id'];
const columns = ['id', 'name'];

test('equal rows in another order and numbers as text make no difference', () => {
  const actual = [
    { id: 2, name: 'b', more: 1 },
    { id: 1, name: null },
  ];
  const expected = [
    { id: '1', name: null },
    { id: '2', name: 'b' },
  ];
  assert.is(compareRows({ actual, expected, key, columns }), '');
});

test('differences are counted and the first five are told apart', () => {
  const actual = [
    { id: 1, name: 'a' },
    { id: 2, name: '' },
    { id: 4, name: 'd' },
    { id: 4, name: 'd' },
    { id: 9, name: 'z' },
  ];
  const expected = [1, 2, 3, 4, 5, 6].map((id) => ({ id, name: id === 2 ? null : 'abcdef'.charAt(id - 1) }));
  assert.is(
    compareRows({ actual, expected, key, columns }),
    [
      '6 differences between 5 rows and the 6 expected ones',
      'different  id="2": name is "" instead of NULL',
      'missing    id="3" name="c"',
      '2 times instead of 1: id="4"',
      'missing    id="5" name="e"',
      'missing    id="6" name="f"',
      '… and 1 more',
    ].join('\n'),
  );
});

test('a column that is not there is a difference', () => {
  const problems = compareRows({ actual: [{ id: 1 }], expected: [{ id: 1, name: null }], key, columns });
  assert.match(problems, 'name is (no such column) instead of NULL');
});

test.run();
