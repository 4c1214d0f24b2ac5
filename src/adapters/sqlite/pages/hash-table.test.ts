import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sql } from '../../../testing/sqlite-warehouse.js';
import { openDatabaseBytes } from './compose-database.js';
import { hashRuns, hashTable, hashTableBy, type HashedTable } from './hash-table.js';
import { readColumn, readPayloads, readRecord } from './read-rows.js';

function table(...statements: readonly string[]): HashedTable {
  const database = new sql.Database();
  for (const statement of statements) database.run(statement);
  const root = Number(database.exec("select rootpage from sqlite_master where name = 't'")[0]?.values[0]?.[0]);
  const bytes = openDatabaseBytes(database.export());
  database.close();
  return { database: bytes, root, columns: 'x', hasOverflow: true };
}

const fill = (from: number, to: number, change = ''): string =>
  `insert into t with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to}) select i, 'row ' || i || '${change}' from n`;

test('records are read as the engine reads them, whatever their types and lengths', () => {
  const long = 'é'.repeat(30_000);
  const { database, root } = table(
    'create table t (a, b, c)',
    `insert into t values (null, 0, 1), (-1, 127, 128), (-129, 32768, -8388609), (140737488355328, -2147483649, 1.5), ` +
      `(9007199254740993, 'text', x'00ff'), ('${long}', '', -0.0)`,
    'alter table t add column d',
  );
  const rows = [...readPayloads(database, root)].map(readRecord);
  assert.equal(rows, [
    [null, 0, 1],
    [-1, 127, 128],
    [-129, 32768, -8388609],
    [140737488355328, -2147483649, 1.5],
    [9007199254740993n, 'text', new Uint8Array([0, 255])],
    [long, '', 0],
  ]);
  const [first] = readPayloads(database, root);
  assert.equal(
    [0, 1, 2, 3].map((column) => first && readColumn(first, column)),
    [null, 0, 1, null],
  );
});

test('equal rows have equal hashes, other rows, values of other types and other columns do not', () => {
  const create = 'create table t (i, s)';
  const whole = hashTable({ ...table(create, fill(1, 5000)), hasOverflow: false });
  assert.is(whole.rows, 5000);
  assert.equal(hashTable({ ...table('create table u (z)', create, fill(1, 5000)), hasOverflow: false }), whole);
  const others = [
    table(create, fill(1, 4999)),
    table(create, fill(1, 5000), "update t set s = s || '!' where i = 4321"),
    table(create, fill(1, 5000), 'update t set i = cast(i as text) where i = 4321'),
    { ...table(create, fill(1, 5000)), columns: 'y' },
  ];
  const hashes = others.map((each) => hashTable({ ...each, hasOverflow: false }).hash);
  assert.is(new Set([whole.hash, ...hashes]).size, 5);
});

test('long values count where they are stored apart', () => {
  const make = (end: string, ...before: readonly string[]): string =>
    hashTable(table(...before, 'create table t (s)', `insert into t values ('${'x'.repeat(50_000)}${end}')`)).hash;
  assert.is(make('a'), make('a', 'create table u (z)', `insert into u values ('${'y'.repeat(90_000)}')`));
  assert.is.not(make('a'), make('b'));
});

test('a column divides the rows into groups, NULL being one, that have hashes of their own', () => {
  const create = 'create table t (i, k)';
  const rows = "(1, 'a'), (2, null), (3, 'a'), (4, 'b'), (5, null)";
  const groups = (values: string): Map<unknown, string> =>
    new Map(hashTableBy(table(create, `insert into t values ${values}`), 1).map(({ key, hash }) => [key, hash]));
  const before = groups(rows);
  assert.equal([...before.keys()], ['a', null, 'b']);
  const after = groups(rows.replace('(4,', '(40,'));
  assert.equal(
    [...before].filter(([key, hash]) => after.get(key) !== hash).map(([key]) => key),
    ['b'],
  );
});

test('runs of neighbouring rows have hashes of their own', () => {
  const create = 'create table t (i, s)';
  const before = hashRuns(table(create, fill(1, 300)), [100, 0, 150, 50]);
  const after = hashRuns(table(create, fill(1, 300), "update t set s = 'other' where i = 101"), [100, 0, 150, 50]);
  assert.equal(
    before.map((hash, index) => hash === after[index]),
    [true, true, false, true],
  );
});

test.run();
