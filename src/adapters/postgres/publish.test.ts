import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { Publication, Staged } from '../adapter.js';
import { engineError, numbers } from '../../testing/adapter-contract/session-driver.js';
import { missingPostgres } from '../../testing/servers/postgres-server.js';
import { withPostgres, type PostgresTarget } from '../../testing/servers/postgres-target.js';

const reason = missingPostgres();
const tests = suite(`publishing on postgres${reason === undefined ? '' : ` (${reason})`}`);
const test = (name: string, body: (target: PostgresTarget) => Promise<void>): void =>
  reason === undefined ? tests(name, () => withPostgres(body)) : tests.skip(name);

function publication(staged: Staged, rest: Partial<Publication> = {}): Publication {
  return { relation: staged.relation, staged: [staged], mode: { kind: 'replace' }, statements: [], ...rest };
}

async function stageMaterialized({ driver }: PostgresTarget, select: string): Promise<Staged> {
  const relation = driver.relation('m');
  const statements = [{ sql: driver.session.dialect.createViewAs(relation, select) }];
  return driver.session.stage({ kind: 'view', relation, reads: [], statements, select, isMaterialized: true });
}

test('indexes have their names after every build, with their method', async ({ driver, database }) => {
  const { dialect } = driver.session;
  const statements = [
    { columns: ['i'], unique: true },
    { columns: ['k'], unique: false, type: 'hash' },
  ].map((index) => ({ sql: dialect.createIndex(driver.relation('t'), index) }));
  for (let round = 0; round < 2; round += 1) {
    const staged = await driver.stageTable('t', numbers(10));
    await driver.session.publish(publication(staged, { statements }));
    assert.equal(await database.query("select indexdef from pg_indexes where tablename = 't' order by indexname"), [
      ['CREATE UNIQUE INDEX t_i_key ON public.t USING btree (i)'],
      ['CREATE INDEX t_k_hash_idx ON public.t USING hash (k)'],
    ]);
  }
});

test('a unique index that the rows break keeps the old version', async ({ driver, database }) => {
  const { dialect } = driver.session;
  const statements = [{ sql: dialect.createIndex(driver.relation('t'), { columns: ['k'], unique: true }) }];
  await driver.table('t', 'select 7 as k');
  const staged = await driver.stageTable('t', 'select 1 as k union all select 1');
  const error = await engineError(driver.session.publish(publication(staged, { statements })));
  assert.is(error.message, 'could not create unique index "t_k_key": Key (k)=(1) is duplicated');
  assert.equal(await database.query('select k from t'), [[7]]);
});

test('grants are what the config says, and what others granted stays', async ({ driver, database }) => {
  await database.query('create role sp_a; create role sp_b; create role sp_other; create role sp_admin superuser');
  const granted =
    "select grantee::regrole::text || ' ' || lower(privilege_type) from pg_class, aclexplode(relacl) where relname = 't' and grantee <> relowner order by 1";
  try {
    const first = await driver.stageTable('t', 'select 1 as x');
    await driver.session.publish(publication(first, { grants: { select: ['sp_a', 'sp_b'], insert: ['sp_a'] } }));
    assert.equal(await database.query(granted), [['sp_a insert'], ['sp_a select'], ['sp_b select']]);
    await driver.table('t', 'select 2 as x');
    assert.equal((await database.query(granted)).length, 3, 'without the config nothing changes');
    const third = await driver.stageTable('t', 'select 3 as x');
    await driver.session.publish(publication(third, { grants: { select: ['sp_b'] } }));
    assert.equal(await database.query(granted), [['sp_b select']]);
    const fourth = await driver.stageTable('t', 'select 4 as x');
    const error = await engineError(driver.session.publish(publication(fourth, { grants: { select: ['sp_nobody'] } })));
    assert.is(error.message, 'role "sp_nobody" does not exist');
    assert.equal(await database.query('select x from t'), [[3]]);
  } finally {
    await database.query('drop owned by sp_a, sp_b, sp_other; drop role sp_a, sp_b, sp_other, sp_admin');
  }
});

test('a materialized view is filled, audited, swapped in, and refreshed while its SQL is the same', async (target) => {
  const { driver, database } = target;
  await driver.table('t', 'select 1 as x');
  const oid = "select 'm'::regclass::oid::int";
  const statements = [
    { sql: driver.session.dialect.createIndex(driver.relation('m'), { columns: ['n'], unique: true }) },
  ];
  const select = 'select count(*) as n from public.t';
  const first = await stageMaterialized(target, select);
  assert.equal(await driver.relations(), ['table t']);
  assert.equal((await driver.query('select n from "public"."m"', ['m'], [first])).rows, [[1]]);
  await driver.session.publish(publication(first, { statements }));
  const before = await database.query(oid);

  await driver.table('t', 'select 1 as x union all select 2');
  assert.equal(await database.query('select n from m'), [['1']]);
  const second = await stageMaterialized(target, select);
  assert.equal((await driver.query('select n from "public"."m"', ['m'], [second])).rows, [[2]]);
  await driver.session.publish(publication(second, { statements }));
  assert.equal(await database.query('select n from m'), [['2']]);

  const third = await stageMaterialized(target, 'select count(*) + 1 as n from public.t');
  await driver.session.publish(publication(third, { statements }));
  assert.equal(await database.query('select n from m'), [['3']]);
  assert.equal(await database.query("select indexname from pg_indexes where tablename = 'm'"), [['m_n_key']]);
  assert.not.equal(await database.query(oid), before);
  await driver.session.drop([{ relation: driver.relation('m'), type: 'view' }]);
  assert.equal(await driver.relations(), ['table t']);
});

test('refreshing keeps the view that readers know, and those built on it', async (target) => {
  const { driver, database } = target;
  await driver.session.publish(publication(await stageMaterialized(target, 'select now() as n')));
  await database.query('create view above as select n from m');
  const before = await database.query("select 'm'::regclass::oid::int, (select n from m)::text");
  await driver.session.publish(publication(await stageMaterialized(target, 'select now() as n')));
  const after = await database.query("select 'm'::regclass::oid::int, (select n from above)::text");
  assert.is(after[0]?.[0], before[0]?.[0]);
  assert.is.not(after[0]?.[1], before[0]?.[1]);
});

test('values of a partition that the table cannot hold are no longer rounded: the column widens, or it is an error', async ({
  driver,
}) => {
  const staged = await driver.stagePartitions('p', 'k', [
    [1, 'select 1 as k, 1 as v'],
    [2, 'select 2 as k, 2.5 as v'],
    [3, "select 3 as k, 'x' as v"],
  ]);
  const [, second, third] = staged.partitions;
  assert.is(second?.status, 'success');
  assert.is(
    third?.status === 'error' ? third.error.message : '',
    'column v of this partition is text, that of others is numeric',
  );
  await driver.publishPartitions('p', 'k', [staged]);
  const one = await driver.stagePartitions('p', 'k', [[1, 'select 1 as k, 3.25 as v']]);
  await driver.publishPartitions('p', 'k', [one]);
  assert.equal(await driver.rows('select v from p order by k', ['p']), [[3.25], [2.5]]);
});

test('names longer than 63 bytes keep their beginning and stay apart', async ({ driver, database }) => {
  const names = ['a', 'b'].map((end) => `${'ein_sehr_langer_name_mit_ümläuten_'.repeat(3)}${end}`);
  for (const [index, name] of names.entries()) {
    const { dialect } = driver.session;
    await driver.table(name, `select ${index} as x`);
    const { rows } = await driver.session.query({
      sql: `select x from ${dialect.renderRelation(driver.relation(name))}`,
      reads: [driver.relation(name)],
    });
    assert.equal(rows, [[index]]);
  }
  const found = await database.query("select octet_length(relname) from pg_class where relname like 'ein_sehr%'");
  assert.equal(found, [[63], [63]]);
});

tests.run();
