import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineError, SessionDriver, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { createTempProject } from '../../testing/temp-project.js';
import { sqliteAdapter } from './sqlite.js';

async function withSession(body: (driver: SessionDriver) => Promise<void>, threads = 2): Promise<void> {
  const project = createTempProject({});
  const session = await sqliteAdapter.open({ path: ':memory:' }, testOpenOptions(project, { threads }));
  try {
    await body(new SessionDriver(session, project));
  } finally {
    await session.close();
    project.cleanup();
  }
}

test('a statement may read any number of relations', () =>
  withSession(async (driver) => {
    const names = Array.from({ length: 30 }, (_, index) => `t${index}`);
    for (const [index, name] of names.entries()) await driver.table(name, `select ${index} as v`);
    await driver.table('t3', 'select 1000 as v');
    await driver.view(
      'v',
      `select ${names
        .slice(0, 20)
        .map((name) => `(select v from ${name})`)
        .join(' + ')} as s`,
      names.slice(0, 20),
    );
    const sum = names.map((name) => `(select v from ${name})`).join(' + ');
    assert.equal(await driver.rows(`select ${sum}, (select s from v)`, [...names, 'v']), [
      [435 - 3 + 1000, 190 - 3 + 1000],
    ]);
  }));

test('partitions of many groups are read and published as one table', () =>
  withSession(async (driver) => {
    const stage = (key: number) => driver.stagePartitions('p', 'k', [[key, `select ${key} as k, ${key} * 10 as v`]]);
    const staged = await Promise.all(Array.from({ length: 14 }, (_, key) => stage(key)));
    assert.equal(await driver.rows('select count(*), sum(v) from p', ['p'], staged), [[14, 910]]);
    await driver.publishPartitions('p', 'k', staged);
    assert.equal(await driver.rows('select count(*), sum(v) from p', ['p']), [[14, 910]]);
  }));

test('keys are compared as text, numbers also as numbers', () =>
  withSession(async (driver) => {
    const first = await driver.stagePartitions('p', 'k', [
      [2, 'select 2.0 as k'],
      ['x', "select 'x' as k"],
      [true, 'select 1 as k'],
    ]);
    assert.equal(
      first.partitions.map(({ status }) => status),
      ['success', 'success', 'success'],
    );
    await driver.publishPartitions('p', 'k', [first]);
    await driver.publishPartitions('p', 'k', [], [2, '1']);
    assert.equal(await driver.rows('select k from p', ['p']), [['x']]);
  }));

test('functions of ours work in tables, views, tests and partitions', () =>
  withSession(async (driver) => {
    await driver.table('a', "select sp_md5('x') as h");
    await driver.view('v', 'select sp_md5(h) as hh from a', ['a']);
    assert.is(String((await driver.rows('select hh from v', ['v']))[0]?.[0]).length, 32);
    const staged = await driver.stagePartitions('p', 'k', [[1, "select 1 as k, sp_md5('x') as h"]]);
    assert.is(staged.rows, 1);
  }));

test('a result larger than its first room is whole', () =>
  withSession(async (driver) => {
    const rows = 300;
    await driver.table(
      'big',
      `with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows}) select i, zeroblob(1000000) as b from n`,
    );
    assert.equal(await driver.rows('select count(*), sum(length(b)) from big', ['big']), [[rows, rows * 1_000_000]]);
  }, 1));

test('a task that needs more memory than there is fails alone', () =>
  withSession(async (driver) => {
    await driver.table('a', 'select 1 as x');
    const tooMuch =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 60) select group_concat(hex(zeroblob(40000000))) as x from n';
    const failing = engineError(driver.stageTable('b', tooMuch));
    const other = driver.rows('select x from a', ['a']);
    assert.match((await failing).message, /too big|out of memory|the engine/);
    assert.equal(await other, [[1]]);
    assert.equal(await driver.rows('select x from a', ['a']), [[1]]);
  }));

test('cancelling a waiting task leaves the running one alone', () =>
  withSession(async (driver) => {
    const slow =
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000) select count(*) as c from n';
    const running = driver.stageTable('t', slow);
    const controller = new AbortController();
    const waiting = driver.stageTable('u', 'select 1 as x', [], controller.signal);
    controller.abort(new Error('enough'));
    try {
      await waiting;
      assert.unreachable();
    } catch (error) {
      assert.is(error, controller.signal.reason);
    }
    assert.is((await running).rows, 1);
  }, 1));

test('a table that does not exist is suggested by name', () =>
  withSession(async (driver) => {
    await driver.table('fact_attendance', 'select 1 as x');
    assert.is(
      (await engineError(driver.query('select * from fact_atendance'))).hint,
      'did you mean "fact_attendance"?',
    );
  }));

test('an error in a partition counts its offset in the SELECT', () =>
  withSession(async (driver) => {
    await driver.table('a', 'select 1 as k');
    const select = 'select k, amont from "a"';
    const { partitions } = await driver.stagePartitions('p', 'k', [[1, select]], ['a']);
    const [outcome] = partitions;
    assert.is(outcome?.status === 'error' && outcome.error.sql, select);
    assert.is(outcome?.status === 'error' && outcome.error.offset, select.indexOf('amont'));
  }));

test('closing ends what is running', async () => {
  const project = createTempProject({});
  const session = await sqliteAdapter.open({ path: ':memory:' }, testOpenOptions(project));
  const driver = new SessionDriver(session, project);
  const endless = driver.stageTable(
    't',
    'with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) as c from n',
  );
  const ended = endless.then(
    () => 'finished',
    (error: unknown) => (error instanceof Error ? error.message : ''),
  );
  await session.close();
  assert.match(await ended, /^the session (?:is|was) closed$/);
  project.cleanup();
});

test('numbers of a seed come back digit for digit', () =>
  withSession(async (driver) => {
    const values = [
      '0.1',
      '123456789012345.67',
      '0.1234567890123456',
      '2.220446049250313e-16'.length > 0 ? '0.30000000000000004' : '',
      '9007199254740991.5',
    ];
    await driver.publish(await driver.stageSeed('s', { 's.csv': `x\n1\n${values.slice(0, 4).join('\n')}\n` }));
    assert.equal(
      (await driver.session.columns(driver.relation('s'))).map(({ type }) => type),
      ['REAL'],
    );
    assert.equal((await driver.rows('select x from s', ['s'])).flat().map(String), ['1', ...values.slice(0, 4)]);
  }));

test.run();
