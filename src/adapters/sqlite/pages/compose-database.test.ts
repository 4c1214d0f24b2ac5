import * as fc from 'fast-check';
import type { Database, SqlJsStatic } from 'sql.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileEngine, startEngine } from '../engine.js';
import { createEmptyDatabase, pageSize } from '../image.js';
import { readSchema } from '../schema-object.js';
import { composeDatabase, openDatabaseBytes, type Part } from './compose-database.js';
import { DamagedDatabase, walkTree } from './b-tree.js';
import { offsets, readDatabaseHeader } from './database-header.js';

const { sql } = await startEngine(await compileEngine());
const options = { userVersion: 7, applicationId: 9, changeCounter: 42 };

function create(engine: SqlJsStatic, statements: string): Part & { readonly database: Database } {
  const database = new engine.Database(createEmptyDatabase());
  database.run(statements);
  const schema = readSchema(database);
  return { database, bytes: database.export(), schema, objects: schema };
}

function compose(parts: readonly Part[]): Uint8Array {
  let bytes = new Uint8Array();
  composeDatabase(sql, parts, options, {
    begin: (pageCount) => {
      bytes = new Uint8Array(pageCount * pageSize);
    },
    page: (number) => bytes.subarray((number - 1) * pageSize, number * pageSize),
  });
  return bytes;
}

function readAll(database: Database, table: string): unknown {
  return database.exec(`select * from "${table}" order by rowid`);
}

function checked(bytes: Uint8Array): Database {
  const database = new sql.Database(bytes);
  assert.equal(database.exec('pragma integrity_check')[0]?.values, [['ok']]);
  return database;
}

const manyRows = (count: number, value: string): string =>
  `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${count}) select i, ${value} as v from n`;

test('the empty database is what SQLite makes of nothing', () => {
  const database = checked(createEmptyDatabase());
  assert.equal(
    database.exec('pragma page_size; pragma page_count; pragma encoding').map(({ values }) => values[0]?.[0]),
    [pageSize, 1, 'UTF-8'],
  );
  assert.equal(checked(compose([])).exec('select * from sqlite_master'), []);
});

test('tables, indexes and views of several databases stand in one, which SQLite finds sound', () => {
  const a = create(sql, `create table a as ${manyRows(20_000, "'row ' || i")}; create index a_v on a (v desc)`);
  const b = create(
    sql,
    `create table b (id integer primary key, v text unique); insert into b ${manyRows(5000, 'i * 3')}`,
  );
  const c = create(sql, 'create view c as select a.v, b.id from a join b on a.i = b.id; create table empty (x, y)');
  const whole = checked(compose([a, b, c]));
  assert.equal(readAll(whole, 'a'), readAll(a.database, 'a'));
  assert.equal(readAll(whole, 'b'), readAll(b.database, 'b'));
  assert.is(whole.exec('select count(*) from c')[0]?.values[0]?.[0], 5000);
  assert.equal(whole.exec("select i from a indexed by a_v where v = 'row 777'")[0]?.values, [[777]]);
  whole.run('insert into b values (6000, null); delete from a where i % 2 = 0; create table later as select * from a');
  assert.equal(whole.exec('pragma integrity_check')[0]?.values, [['ok']]);
});

test('values that are longer than a page come along, also those of views and indexes', () => {
  const long = create(
    sql,
    `create table t as ${manyRows(60, `printf('%.*c', i * 3001, 'x')`)}; create index t_v on t (v);
     create view v as select '${'y'.repeat(200_000)}' as y from t`,
  );
  const whole = checked(compose([long]));
  assert.equal(readAll(whole, 't'), readAll(long.database, 't'));
  assert.is(whole.exec('select length(y) from v')[0]?.values[0]?.[0], 200_000);
});

test('a schema of many pages is kept', () => {
  const names = Array.from({ length: 400 }, (_, index) => `table_with_a_name_${index}`);
  const parts = names.map((name) =>
    create(sql, `create table ${name} (${'a_column_of_some_length text, '.repeat(1)}c${name})`),
  );
  const whole = checked(compose(parts));
  assert.equal(
    readSchema(whole).map(({ name }) => name),
    names,
  );
});

test('objects that are not wanted are left out, and their pages with them', () => {
  const both = create(
    sql,
    `create table big as ${manyRows(50_000, "'some text ' || i")}; create table small (x); insert into small values (1)`,
  );
  const bytes = compose([{ ...both, objects: both.objects.filter(({ name }) => name === 'small') }]);
  assert.is(bytes.length, 2 * pageSize);
  assert.equal(readAll(checked(bytes), 'small'), readAll(both.database, 'small'));
});

test('virtual tables, triggers, sequences and tables without row ids survive', () => {
  const part = create(
    sql,
    `create virtual table f using fts3(body); insert into f values ('alpha beta'), ('gamma');
     create table s (id integer primary key autoincrement, x); insert into s (x) values (1), (2);
     create table w (k text primary key, v) without rowid; insert into w ${manyRows(3000, "'v' || i")};
     create trigger t after insert on s begin update w set v = new.x where k = '1'; end`,
  );
  const whole = checked(compose([part]));
  assert.equal(whole.exec("select body from f where f match 'beta'")[0]?.values, [['alpha beta']]);
  whole.run("insert into s (x) values ('new')");
  assert.equal(whole.exec('select max(id) from s')[0]?.values, [[3]]);
  assert.equal(whole.exec("select v from w where k = '1'")[0]?.values, [['new']]);
});

test('the header tells pages, change and the numbers of the owner', () => {
  const bytes = compose([create(sql, 'create table t (x)')]);
  const header = readDatabaseHeader(bytes);
  assert.is(header?.pageCount, bytes.length / pageSize);
  assert.is(header?.freePages, 0);
  assert.is(header?.userVersion, 7);
  assert.is(header?.applicationId, 9);
  assert.is(new DataView(bytes.buffer).getUint32(offsets.changeCounter), 42);
});

test('the same parts give the same bytes', () => {
  const parts = (): readonly Part[] => [
    create(sql, `create table a as ${manyRows(9000, "'x' || i")}`),
    create(sql, 'create view v as select * from a'),
  ];
  assert.equal(Buffer.compare(compose(parts()), compose(parts())), 0);
});

test('any rows, after any deletions, come through unchanged', () => {
  const value = fc.oneof(
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string({ maxLength: 40 }).map((text) => text.replaceAll('\0', '')),
    fc.integer({ min: 1, max: 70_000 }).map((length) => 'z'.repeat(length)),
    fc.uint8Array({ maxLength: 30_000 }),
    fc.constant(null),
  );
  const row = fc.tuple(value, value);
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), fc.nat(3), (rows, deleteEvery) => {
      const part = create(sql, 'create table t (a, b); create index t_ab on t (a, b)');
      for (const values of rows) part.database.run('insert into t values (?, ?)', values);
      if (deleteEvery > 0) part.database.run(`delete from t where rowid % ${deleteEvery + 1} = 0`);
      const bytes = part.database.export();
      const schema = readSchema(part.database);
      const whole = checked(compose([{ bytes, schema, objects: schema }]));
      assert.equal(readAll(whole, 't'), readAll(part.database, 't'));
      const table = schema.find(({ name }) => name === 't');
      const walked = walkTree(openDatabaseBytes(bytes), table?.rootPage ?? 0, { overflow: true });
      assert.is(walked.entries, Number(whole.exec('select count(*) from t')[0]?.values[0]?.[0]));
      part.database.close();
      whole.close();
    }),
    { numRuns: 60 },
  );
});

test('a damaged database is recognised', () => {
  const { bytes, schema } = create(sql, `create table t as ${manyRows(50_000, "'text ' || i")}`);
  const root = schema[0]?.rootPage ?? 0;
  const damage = (change: (copy: Uint8Array) => Uint8Array | undefined): (() => unknown) => {
    const copy = bytes.slice();
    const changed = change(copy) ?? copy;
    return () => walkTree(openDatabaseBytes(changed), root, { overflow: true });
  };
  const isDamaged = (error: unknown): boolean => error instanceof DamagedDatabase;
  assert.throws(
    damage((copy) => copy.subarray(0, copy.length - pageSize)),
    isDamaged,
  );
  assert.throws(
    damage((copy) => void copy.fill(0, pageSize, 2 * pageSize)),
    isDamaged,
  );
  assert.throws(
    damage((copy) => void copy.fill(0xff, 5 * pageSize, 6 * pageSize)),
    isDamaged,
  );
  assert.throws(
    damage((copy) => void copy.fill(3, 0, 16)),
    isDamaged,
  );
});

test.run();
