import initSqlJs from 'sql.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { SqlValue } from '../relation.js';
import { sqliteDialect } from './sqlite-dialect.js';

const engine = await initSqlJs({ useOldExtensionFunctions: false });
const database = new engine.Database();

const hostileNames = [
  'plain',
  'With Space',
  'select',
  'a"b',
  '"',
  '""',
  'a`b',
  '`',
  "a'b",
  'a;--b',
  '[x]',
  'ä€𝄞',
  'a.b',
  '\\',
  '%s',
  '{{x}}',
];

test('hostile names survive as tables and columns, byte for byte', () => {
  for (const name of hostileNames) {
    const relation = { identifier: `t ${name}` };
    database.run(sqliteDialect.createTable(relation, [{ name, type: 'text' }]));
    database.run(sqliteDialect.insertSelect(relation, `select 'v' as ${sqliteDialect.quoteIdentifier(name)}`));
    const [result] = database.exec(
      `select ${sqliteDialect.quoteColumn(name)} from ${sqliteDialect.renderRelation(relation)}`,
    );
    assert.equal(result, { columns: [name], values: [['v']] }, name);
    database.run(sqliteDialect.dropTable(relation));
  }
  assert.equal(database.exec('select name from sqlite_master'), []);
});

test('a column that does not exist is an error, never a text', () => {
  assert.throws(() => database.exec(`select ${sqliteDialect.quoteColumn('nope')}`), /no such column: nope/);
});

test('names with NUL are refused', () => {
  assert.throws(() => sqliteDialect.quoteIdentifier('a\0b'), /cannot contain NUL/);
});

test('every value comes back from its literal as it was', () => {
  const values: readonly (readonly [SqlValue, unknown, string])[] = [
    ["it's", "it's", 'text'],
    ['', '', 'text'],
    ['\\ " % ; -- \n', '\\ " % ; -- \n', 'text'],
    ['ä€𝄞', 'ä€𝄞', 'text'],
    ['a\0b', 'a\0b', 'text'],
    [0, 0, 'integer'],
    [-0, 0, 'integer'],
    [1.5, 1.5, 'real'],
    [0.1 + 0.2, 0.1 + 0.2, 'real'],
    [1e21, 1e21, 'real'],
    [5e-324, 5e-324, 'real'],
    [-9007199254740991, -9007199254740991, 'integer'],
    [true, 1, 'integer'],
    [false, 0, 'integer'],
    [null, null, 'null'],
    [new Uint8Array([0, 255, 39]), new Uint8Array([0, 255, 39]), 'blob'],
    [new Uint8Array(), new Uint8Array(), 'blob'],
  ];
  for (const [value, expected, type] of values) {
    const literal = sqliteDialect.renderLiteral(value);
    const [row] = database.exec(`select typeof(${literal}), hex(${literal}), ${literal}`)[0]?.values ?? [];
    assert.is(row?.[0], type, literal);
    if (typeof expected === 'string') assert.is(Buffer.from(String(row?.[1]), 'hex').toString(), expected);
    else assert.equal(row?.[2], expected, literal);
  }
});

test('integers of 64 bits are exact to both ends, larger ones are refused', () => {
  for (const value of [2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 0n]) {
    const [row] =
      database.exec(
        `select cast(${sqliteDialect.renderLiteral(value)} as text), typeof(${sqliteDialect.renderLiteral(value)})`,
      )[0]?.values ?? [];
    assert.equal(row, [String(value), 'integer']);
  }
  assert.throws(() => sqliteDialect.renderLiteral(2n ** 63n), /does not fit 64 bits/);
  assert.throws(() => sqliteDialect.renderLiteral(Number.NaN), /NaN has no SQL literal/);
});

test('a key finds its rows, NULL and texts with quotes included', () => {
  database.run(`create table keys as select 'a''b' as k union all select null union all select 7 union all select 0.1`);
  for (const key of ["a'b", null, 7, 0.1]) {
    const found = database.exec(`select count(*) from keys where ${sqliteDialect.renderKeyPredicate('k', key)}`);
    assert.equal(found[0]?.values, [[1]], String(key));
  }
  database.run('drop table keys');
});

test('a custom schema becomes a prefix of the name', () => {
  assert.equal(sqliteDialect.resolveRelation({ alias: 'm', schema: 'main' }), { identifier: 'm' });
  assert.equal(sqliteDialect.resolveRelation({ alias: 'm', customSchema: 's' }), { identifier: 's__m' });
  const relation = { identifier: 'm' };
  assert.is(sqliteDialect.stagingRelation(relation, 'run'), relation);
});

test('objects are made, filled, indexed and dropped', () => {
  const relation = { identifier: 'made' };
  database.run(sqliteDialect.createTableAs(relation, 'select 1 as a, 2 as b'));
  database.run(sqliteDialect.createIndex(relation, { columns: ['a', 'b'], unique: true }));
  assert.throws(() => database.run(sqliteDialect.insertSelect(relation, 'select 1, 2')), /UNIQUE constraint failed/);
  database.run(sqliteDialect.createViewAs({ identifier: 'seen' }, 'select a from made'));
  assert.equal(database.exec('select * from seen')[0]?.values, [[1]]);
  assert.equal(database.exec("select name from sqlite_master where type = 'index'")[0]?.values, [['made_a_b_key']]);
  database.run(sqliteDialect.dropView({ identifier: 'seen' }));
  database.run(sqliteDialect.dropTable(relation));
  database.run(sqliteDialect.dropTable(relation));
});

test('an index in an attached database carries the name of the database itself', () => {
  database.run("attach ':memory:' as other");
  const relation = { schema: 'other', identifier: 't' };
  database.run(sqliteDialect.createTableAs(relation, 'select 1 as a'));
  database.run(sqliteDialect.createIndex(relation, { columns: ['a'], unique: false }));
  assert.equal(database.exec("select name from other.sqlite_master where type = 'index'")[0]?.values, [['t_a_idx']]);
  database.run('detach other');
});

test('portable types have their sqlite form, others stay as they are', () => {
  const types = ['text', 'integer', 'double', 'decimal(10,2)', 'boolean', 'date', 'timestamp', 'BIGINT', 'any'];
  assert.equal(
    types.map((type) => sqliteDialect.renderType(type)),
    ['text', 'integer', 'real', 'real', 'integer', 'text', 'text', 'integer', 'any'],
  );
});

test.run();
