import * as arrow from 'apache-arrow';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toArrowBatch } from '../../../testing/spark-connect/arrow-batch.js';
import { readArrow } from './read-arrow.js';
import { writeArrow } from './write-arrow.js';

const column = (type: arrow.DataType, ...values: unknown[]): { type: string | undefined; values: unknown[] } => {
  const { columns, rows } = readArrow(arrow, toArrowBatch([{ name: 'x', type, values }]));
  return { type: columns[0]?.type, values: rows.map(([value]) => value) };
};
const { Map_: ArrowMap } = arrow;
const int = new arrow.Field('item', new arrow.Int32(), true);
const decimalField = new arrow.Field('item', new arrow.Decimal(2, 10, 128), true);

test('numbers are numbers, big integers keep their digits', () => {
  assert.equal(column(new arrow.Int8(), -1, null), { type: 'tinyint', values: [-1, null] });
  assert.equal(column(new arrow.Int16(), 300), { type: 'smallint', values: [300] });
  assert.equal(column(new arrow.Int64(), 2n ** 53n - 1n, 2n ** 53n, -(2n ** 63n), null), {
    type: 'bigint',
    values: [9_007_199_254_740_991, 9_007_199_254_740_992n, -9_223_372_036_854_775_808n, null],
  });
  assert.equal(column(new arrow.Float64(), 0.1, -0, Infinity, null), {
    type: 'double',
    values: [0.1, -0, Infinity, null],
  });
  assert.equal(column(new arrow.Float32(), 1.5), { type: 'float', values: [1.5] });
  assert.ok(Number.isNaN(column(new arrow.Float64(), NaN).values[0]));
  assert.equal(column(new arrow.Bool(), true, false, null), { type: 'boolean', values: [true, false, null] });
});

test('decimals are exact text', () => {
  const words = (value: number): Uint32Array =>
    Uint32Array.from([value, value < 0 ? -1 : 0, value < 0 ? -1 : 0, value < 0 ? -1 : 0]);
  assert.equal(column(new arrow.Decimal(2, 10, 128), words(1234), null, words(-5)), {
    type: 'decimal(10,2)',
    values: ['12.34', null, '-0.05'],
  });
});

test('text is as it was written', () => {
  const values = ['', 'ü😀', 'a\0b', null];
  assert.equal(column(new arrow.Utf8(), ...values), { type: 'string', values });
});

test('dates and timestamps of both kinds are ISO text', () => {
  assert.equal(column(new arrow.DateDay(), new Date('2024-02-29'), null), {
    type: 'date',
    values: ['2024-02-29', null],
  });
  assert.equal(column(new arrow.TimestampMicrosecond('UTC'), 1, null), {
    type: 'timestamp',
    values: ['1970-01-01 00:00:00.001', null],
  });
  assert.equal(column(new arrow.TimestampMicrosecond(), -86_400_000), {
    type: 'timestamp_ntz',
    values: ['1969-12-31 00:00:00'],
  });
});

test('bytes are a copy of their own', () => {
  const { values, type } = column(new arrow.Binary(), Uint8Array.of(0, 255), null);
  assert.is(type, 'binary');
  const [bytes, none] = values;
  assert.is(none, null);
  assert.ok(bytes instanceof Uint8Array);
  assert.equal([...bytes], [0, 255]);
  assert.is(bytes.buffer.byteLength, 2);
});

test('nothing but NULL', () => {
  assert.equal(column(new arrow.Null(), null, null), { type: 'void', values: [null, null] });
});

test('nested values are JSON text', () => {
  assert.equal(column(new arrow.List(int), [1, null, 3], [], null), {
    type: 'array<int>',
    values: ['[1,null,3]', '[]', null],
  });
  assert.equal(column(new arrow.List(decimalField), [Uint32Array.of(1230, 0, 0, 0)]), {
    type: 'array<decimal(10,2)>',
    values: ['[12.30]'],
  });
  const struct = new arrow.Struct([
    new arrow.Field('a b', new arrow.Utf8(), true),
    new arrow.Field('n', new arrow.Int64(), true),
    new arrow.Field('f', new arrow.Float64(), true),
    new arrow.Field('b', new arrow.Binary(), true),
  ]);
  assert.equal(
    column(struct, { 'a b': 'q"\n', n: 2n ** 60n, f: NaN, b: Uint8Array.of(1) }, null, {
      'a b': null,
      n: null,
      f: 0.5,
      b: null,
    }),
    {
      type: 'struct<`a b`:string,n:bigint,f:double,b:binary>',
      values: [
        '{"a b":"q\\"\\n","n":1152921504606846976,"f":"NaN","b":"AQ=="}',
        null,
        '{"a b":null,"n":null,"f":0.5,"b":null}',
      ],
    },
  );
  const entry = new arrow.Field(
    'entries',
    new arrow.Struct([
      new arrow.Field('key', new arrow.Int32(), false),
      new arrow.Field('value', new arrow.List(int), true),
    ]),
    false,
  );
  assert.equal(
    column(
      new ArrowMap(entry),
      new Map([
        [7, [1]],
        [8, null],
      ]),
      null,
    ),
    {
      type: 'map<int,array<int>>',
      values: ['{"7":[1],"8":null}', null],
    },
  );
});

test('columns of one name stay apart', () => {
  const { columns, rows } = readArrow(
    arrow,
    toArrowBatch([
      { name: 'a', type: new arrow.Int32(), values: [1] },
      { name: 'a', type: new arrow.Int32(), values: [2] },
    ]),
  );
  assert.equal(
    columns.map(({ name }) => name),
    ['a', 'a'],
  );
  assert.equal(rows, [[1, 2]]);
});

test('an empty result has columns', () => {
  const { columns, rows } = readArrow(arrow, toArrowBatch([{ name: 'a', type: new arrow.Int32(), values: [] }]));
  assert.equal([columns, rows], [[{ name: 'a', type: 'int', nullable: true }], []]);
});

test('rows to upload are plain strings, never codes of a dictionary', () => {
  const data = writeArrow(
    arrow,
    ['a', 'a'],
    [
      ['x', null],
      ['x', 'ü😀'],
      ['', 'x'],
    ],
  );
  const types = arrow.tableFromIPC(data).schema.fields.map(({ type }) => String(type));
  assert.equal(types, ['Utf8', 'Utf8']);
  assert.equal(readArrow(arrow, data).rows, [
    ['x', null],
    ['x', 'ü😀'],
    ['', 'x'],
  ]);
  assert.equal(readArrow(arrow, writeArrow(arrow, ['a'], [])).rows, []);
});

test.run();
