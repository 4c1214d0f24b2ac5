import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderRows } from './rows.js';

const columns = ['id', 'name', 'score'];
const rows = [
  [1, 'Anna', 92.5],
  [20, '李雷', null],
  [9_007_199_254_740_993n, '', 7],
];

test('a table lines up by terminal cells, numbers to the right', () => {
  assert.is(
    renderRows(columns, rows, 'table'),
    [
      '              id  name  score',
      '────────────────  ────  ─────',
      '               1  Anna   92.5',
      '              20  李雷   NULL',
      '9007199254740993            7',
      '',
    ].join('\n'),
  );
});

test('a table keeps every row on one line and cannot steer the terminal', () => {
  assert.is(
    renderRows(['note'], [['a\nb\u001b[31m'], ['x'.repeat(12)]], 'table', { maxCellWidth: 8 }),
    ['note', '────────', 'a⏎b␛[31m', 'xxxxxxx…', ''].join('\n'),
  );
});

test('a table without rows has its head', () => {
  assert.is(renderRows(['a', 'b'], [], 'table'), 'a  b\n─  ─\n');
});

test('json keeps every digit of an integer and the order of columns', () => {
  assert.is(
    renderRows(columns, rows, 'json'),
    [
      '[',
      '  {"id": 1, "name": "Anna", "score": 92.5},',
      '  {"id": 20, "name": "李雷", "score": null},',
      '  {"id": 9007199254740993, "name": "", "score": 7}',
      ']',
      '',
    ].join('\n'),
  );
  assert.is(renderRows(['a'], [], 'json'), '[]\n');
  assert.is(
    renderRows(['x', 'y', 'z'], [[Infinity, new Uint8Array([10, 255]), true]], 'json'),
    '[\n  {"x": "Infinity", "y": "0aff", "z": true}\n]\n',
  );
});

test('csv is RFC 4180, and NULL differs from the empty text', () => {
  assert.is(
    renderRows(
      ['a', 'b,c'],
      [
        ['x "y"', 'two\nlines'],
        [null, ''],
        [1, ' pad'],
      ],
      'csv',
    ),
    'a,"b,c"\r\n"x ""y""","two\nlines"\r\n,""\r\n1," pad"\r\n',
  );
});

test('md escapes what would end a cell', () => {
  assert.is(
    renderRows(['a|b', 'c'], [['x|y\\', 'two\nlines']], 'md'),
    '| a\\|b | c |\n| --- | --- |\n| x\\|y\\\\ | two<br>lines |\n',
  );
});

test('every text comes back from csv', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.string(), fc.string({ unit: 'binary' })), { minLength: 1 }), (texts) => {
      assert.equal(parse(renderRows(['a', 'b'], texts, 'csv')).slice(1), texts);
    }),
  );
});

test('every value comes back from json', () => {
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
  );
  fc.assert(
    fc.property(fc.array(value), (values) => {
      const text = renderRows(
        ['x'],
        values.map((item) => [item]),
        'json',
      );
      assert.equal(
        JSON.parse(text),
        values.map((x) => ({ x })),
      );
    }),
  );
});

test.run();
