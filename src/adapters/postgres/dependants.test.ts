import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { engineError } from '../../testing/adapter-contract/session-driver.js';
import { missingPostgres } from '../../testing/servers/postgres-server.js';
import { withPostgres, type PostgresTarget } from '../../testing/servers/postgres-target.js';

const reason = missingPostgres();
const tests = suite(`what depends on a replaced relation${reason === undefined ? '' : ` (${reason})`}`);
const test = (name: string, body: (target: PostgresTarget) => Promise<void>): void =>
  reason === undefined ? tests(name, () => withPostgres(body)) : tests.skip(name);

const oidOf = async ({ database }: PostgresTarget, name: string): Promise<unknown> =>
  (await database.query(`select '${name}'::regclass::oid::int`))[0]?.[0];

test("other people's views stay as they are and show the new rows, also those of further schemas", async (target) => {
  const { driver, database } = target;
  await driver.table('t', 'select 1 as id, 10 as v');
  await database.query(
    `create role sp_reader_a; create schema bi;
     create view bi.direct with (security_barrier = true) as select id, v from public.t;
     create view bi.above as select sum(v) as total from bi.direct;
     comment on view bi.direct is 'for the board'; grant select on bi.direct to sp_reader_a;
     alter view bi.direct owner to sp_reader_a; grant usage on schema bi to sp_reader_a; grant select on public.t to sp_reader_a`,
  );
  const before = [await oidOf(target, 'bi.direct'), await oidOf(target, 'bi.above')];
  try {
    await driver.table('t', 'select 1 as id, 20 as v union all select 2, 30');
    assert.equal(await database.query('select total from bi.above'), [['50']]);
    assert.equal([await oidOf(target, 'bi.direct'), await oidOf(target, 'bi.above')], before);
    const facts = `select pg_get_userbyid(relowner), obj_description(oid), array_to_string(reloptions, ',') from pg_class where oid = ${String(before[0])}`;
    assert.equal(await database.query(facts), [['sp_reader_a', 'for the board', 'security_barrier=true']]);
    assert.equal(await database.query("select has_table_privilege('sp_reader_a', 'public.t', 'select')"), [[true]]);
  } finally {
    await database.query('drop schema bi cascade; drop owned by sp_reader_a; drop role sp_reader_a');
  }
});

test('a view whose column changes its type is made anew, with what is built on it', async ({ driver, database }) => {
  await driver.table('t', 'select 1 as id, 10 as v');
  await database.query(
    `create view direct as select id, v from t; create view above as select v from direct where id > 0;
     comment on column direct.v is 'points'; grant select on above to public;
     create materialized view kept as select v from above; create unique index kept_v on kept (v)`,
  );
  await driver.table('t', 'select 1 as id, 2.5 as v');
  assert.equal(await database.query('select v from above'), [['2.5']]);
  assert.equal(await database.query('select v from kept'), [['2.5']]);
  assert.equal(await database.query("select col_description('direct'::regclass, 2)"), [['points']]);
  assert.equal(await database.query("select has_table_privilege('public', 'above', 'select')"), [[true]]);
  assert.equal(await database.query("select count(*) from pg_indexes where indexname = 'kept_v'"), [['1']]);
});

test('a view that could no longer work keeps the old version, and is named', async ({ driver, database }) => {
  await driver.table('t', 'select 1 as id, 10 as v');
  await database.query('create view report as select v from t');
  const error = await engineError(driver.table('t', 'select 1 as id'));
  assert.is(
    error.message,
    't cannot be replaced: the view "public"."report" of postgres reads it and would no longer work: column t.v does not exist',
  );
  assert.is(error.hint, 'Change that view, or drop it: drop view "public"."report"');
  assert.equal(await database.query('select v from report'), [[10]]);
});

test('a view that this run builds later may be gone until then', async ({ driver, database }) => {
  await driver.table('t', 'select 1 as id, 10 as v');
  await driver.view('w', 'select v from t', ['t']);
  const staged = await driver.stageTable('t', 'select 1 as id');
  const publication = {
    relation: staged.relation,
    staged: [staged],
    mode: { kind: 'replace' },
    statements: [],
  } as const;
  await driver.session.publish({ ...publication, later: [driver.relation('w')] });
  assert.equal(await driver.relations(), ['table t']);
  assert.equal(await database.query('select * from t'), [[1]]);
});

test('a table that a foreign key points at keeps its place, with new rows', async (target) => {
  const { driver, database } = target;
  await driver.table('t', 'select 1 as id union all select 2');
  await database.query(
    'alter table t add primary key (id); create table child (id int references t deferrable initially deferred)',
  );
  const before = await oidOf(target, 't');
  await driver.table('t', 'select 2 as id union all select 3');
  assert.equal(await database.query('select id from t order by id'), [[2], [3]]);
  assert.is(await oidOf(target, 't'), before);
  assert.match((await engineError(driver.table('t', "select 'x' as id"))).message, /^t cannot be replaced: .*child/);
});

test('a view is replaced in place, and made anew when its columns change', async (target) => {
  const { driver, database } = target;
  await driver.view('v', 'select 1 as a');
  await database.query('create view above as select a from v');
  const before = await oidOf(target, 'v');
  await driver.view('v', 'select 2 as a, 3 as b');
  assert.is(await oidOf(target, 'v'), before);
  await driver.view('v', "select 'x' as a");
  assert.equal(await database.query('select a from above'), [['x']]);
});

test('publications side by side that touch one view do not wait for each other forever', async ({
  driver,
  database,
}) => {
  const names = ['a', 'b', 'c', 'd'];
  for (const name of names) await driver.table(name, 'select 1 as x');
  await database.query(
    `create view all_of_them as ${names.map((name) => `select x from ${name}`).join(' union all ')}`,
  );
  for (let round = 2; round < 6; round += 1) {
    await Promise.all(names.map((name) => driver.table(name, `select ${round} as x`)));
    assert.equal(await database.query('select sum(x)::int from all_of_them'), [[round * 4]]);
  }
});

tests.run();
