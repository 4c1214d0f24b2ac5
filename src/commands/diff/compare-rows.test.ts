import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { columnKind, toCell, toCells, type Cell } from './cell.js';
import { compareRows, type RowComparison } from './compare-rows.js';

const counts = ({ equal, different, onlyHere, onlyThere }: RowComparison): readonly number[] => [
  equal,
  different,
  onlyHere,
  onlyThere,
];
const compare = (
  here: readonly (readonly Cell[])[],
  there: readonly (readonly Cell[])[],
  key: readonly number[] = [],
) => compareRows({ here, there, key }, 5);

test('values are compared in the form that all engines have in common', () => {
  assert.is(toCell(true, 'other'), 1);
  assert.is(toCell(7n, 'other'), 7);
  assert.is(toCell(2n ** 60n, 'other'), 2n ** 60n);
  assert.is(toCell('12.50', 'number'), 12.5);
  assert.is(toCell('9007199254740993', 'number'), 9007199254740993n);
  assert.is(toCell('012', 'other'), '012');
  assert.is(toCell('2024-02-29T10:11:12.500Z', 'timestamp'), '2024-02-29 10:11:12.5');
  assert.is(toCell('2024-02-29 10:11:12.000000', 'timestamp'), '2024-02-29 10:11:12');
  assert.is(toCell('2024-02-29', 'timestamp'), '2024-02-29');
  assert.is(toCell(new Uint8Array([1, 255]), 'other'), '01ff');
  assert.equal(toCells([null, '1'], ['number', 'number']), [null, 1]);
  assert.equal(
    ['DECIMAL(18,3)', 'double precision', 'timestamp without time zone', 'VARCHAR', 'integer'].map(columnKind),
    ['number', 'number', 'timestamp', 'other', 'other'],
  );
});

test('fractions may differ by a billionth of their size, integers and texts not at all', () => {
  assert.equal(counts(compare([['a', 0.1 + 0.2]], [['a', 0.3]], [0])), [1, 0, 0, 0]);
  assert.equal(counts(compare([['a', 1.00000001]], [['a', 1]], [0])), [0, 1, 0, 0]);
  assert.equal(counts(compare([['a', 10 ** 12]], [['a', 10 ** 12 + 1]], [0])), [0, 1, 0, 0]);
  assert.equal(counts(compare([['a', 'x']], [['a', 'x ']], [0])), [0, 1, 0, 0]);
  assert.equal(counts(compare([['a', null]], [['a', '']], [0])), [0, 1, 0, 0]);
  assert.equal(counts(compare([['a', null]], [['a', null]], [0])), [1, 0, 0, 0]);
});

test('rows belong together by their key, whatever their order', () => {
  const result = compare(
    [
      ['a', 1, 'x'],
      ['b', 2, 'y'],
      ['c', 3, 'z'],
    ],
    [
      ['d', 4, 'w'],
      ['b', 2, 'Y'],
      ['a', 1, 'x'],
    ],
    [0],
  );
  assert.equal(counts(result), [1, 1, 1, 1]);
  assert.equal([...result.columns], [[2, 1]]);
  assert.equal(result.sample, [
    { here: ['b', 2, 'y'], there: ['b', 2, 'Y'], columns: [2] },
    { here: ['c', 3, 'z'], columns: [] },
    { there: ['d', 4, 'w'], columns: [] },
  ]);
});

test('a text that looks like a number or like nothing is no key of one', () => {
  assert.equal(counts(compare([['1', 'v']], [[1, 'v']], [0])), [0, 0, 1, 1]);
  assert.equal(counts(compare([['∅', 'v']], [[null, 'v']], [0])), [0, 0, 1, 1]);
});

test('rows of one key are paired equal ones first, and counted', () => {
  const here = [
    ['a', 1],
    ['a', 2],
    ['a', 2],
  ];
  assert.equal(
    counts(
      compare(
        here,
        [
          ['a', 2],
          ['a', 1],
          ['a', 2],
        ],
        [0],
      ),
    ),
    [3, 0, 0, 0],
  );
  assert.equal(
    counts(
      compare(
        here,
        [
          ['a', 2],
          ['a', 3],
        ],
        [0],
      ),
    ),
    [1, 1, 1, 0],
  );
});

test('without a key whole rows are compared as often as they are there', () => {
  assert.equal(
    counts(
      compare(
        [
          ['a', 1.5],
          ['a', 1.5],
        ],
        [['a', 1.5]],
      ),
    ),
    [1, 0, 1, 0],
  );
  assert.equal(
    counts(
      compare(
        [
          ['a', 0.1 + 0.2],
          ['b', 1],
        ],
        [
          ['b', 1],
          ['a', 0.3],
        ],
      ),
    ),
    [2, 0, 0, 0],
  );
  assert.equal(counts(compare([['a', 1.5]], [['a', 1.6]])), [0, 1, 0, 0]);
  assert.equal(counts(compare([['a', 1]], [['a', 2]])), [0, 0, 1, 1]);
  assert.equal(counts(compare([], [])), [0, 0, 0, 0]);
});

test('thousands of rows of one key are merged in their order', () => {
  const rows = Array.from({ length: 3000 }, (_, index) => ['a', index % 1000, index / 7]);
  assert.equal(counts(compare(rows, [...rows].reverse(), [0])), [3000, 0, 0, 0]);
  const changed = rows.map((row, index) => (index === 1500 ? ['a', 5000, 1] : row));
  assert.equal(counts(compare(rows, changed, [0])), [2999, 1, 0, 0]);
});

test('only the first rows of each sort are kept, all are counted', () => {
  const rows = Array.from({ length: 9 }, (_, index) => [index, 'x']);
  const other = Array.from({ length: 9 }, (_, index) => [index + 2, 'y']);
  const result = compareRows({ here: rows, there: other, key: [0] }, 1);
  assert.equal(counts(result), [0, 7, 2, 2]);
  assert.is(result.sample.length, 3);
});

test.run();
