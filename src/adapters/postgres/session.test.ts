// Locks, leftovers, lost connections and what is remembered.

import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../../errors/sp-error.js';
import { engineError, numbers, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { missingPostgres } from '../../testing/servers/postgres-server.js';
import { withPostgres, type PostgresTarget } from '../../testing/servers/postgres-target.js';
import { createTempProject } from '../../testing/temp-project.js';
import type { Session, StateKeeper, StateRow } from '../adapter.js';
import { postgresAdapter } from './postgres.js';

const reason = missingPostgres();
const tests = suite(`sessions on postgres${reason === undefined ? '' : ` (${reason})`}`);
const test = (name: string, body: (target: PostgresTarget) => Promise<void>, options = {}): void =>
  reason === undefined ? tests(name, () => withPostgres(body, options)) : tests.skip(name);

const lost = 'Nothing of this was published. When the server is back, run the command again.';
const backends = "select pid from pg_stat_activity where datname = current_database() and application_name like 'sp %'";

test('a second run waits, says once for whom, and gives up', async ({ driver, open, database }) => {
  const notices: string[] = [];
  try {
    await open({ lockTimeoutMs: 500, runId: 'other', onNotice: (notice) => notices.push(notice) });
    assert.unreachable();
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    const [problem] = error.diagnostics;
    assert.is(error.exitCode, 2);
    const server = new URL(database.url).host;
    const who = `backend \\d+ \\(sp build, pid ${process.pid}, run test, user postgres\\)`;
    assert.match(
      problem?.message ?? '',
      new RegExp(`^${server}/${database.name}, schema public is in use: ${who} has had it for \\d+ s$`),
    );
    assert.match(
      problem?.hint ?? '',
      /^Waited 1 s; --lock-timeout sets how long\. If that run is stuck, end it: select pg_terminate_backend\(\d+\)$/,
    );
    assert.is(notices.length, 1);
    assert.match(notices[0] ?? '', new RegExp(`^waiting for .*: ${who} has been using it for \\d+ s$`));
  }
  await driver.session.close();
  await open({ lockTimeoutMs: 500 });
});

test('readers and other schemas do not wait', async ({ driver, open }) => {
  await driver.table('t', 'select 1 as x');
  const reader = await open({ readOnly: true, lockTimeoutMs: 0 });
  assert.equal((await reader.query({ sql: 'select x from "public"."t"', reads: [] })).rows, [[1]]);
  const other = await open({ schema: 'elsewhere', lockTimeoutMs: 0 });
  assert.equal((await other.relations()).length, 1);
});

test('what a dead run left staged is dropped by the next one, and nothing of a living one', async ({
  driver,
  open,
  database,
}) => {
  await driver.stageTable('t', 'select 1 as x');
  await driver.stageView('v', 'select 1 as x');
  const other = await open({ schema: 'elsewhere' });
  const relation = { schema: 'elsewhere', identifier: 'u' };
  const sql = other.dialect.createTableAs(other.dialect.stagingRelation(relation, 'x'), 'select 1 as x');
  const alive = await other.stage({ kind: 'table', relation, reads: [], statements: [{ sql }] });
  const staged = "select count(*)::int from pg_class where relname ~ '__sp_[0-9a-f]{12}$'";
  assert.equal(await database.query(staged), [[3]]);
  await driver.session.close();
  await open();
  assert.equal(await database.query(staged), [[1]]);
  await other.publish({ relation, staged: [alive], mode: { kind: 'replace' }, statements: [] });
  assert.equal(await database.query('select x from elsewhere.u'), [[1]]);
});

test('a connection that is ended fails its task alone; the session goes on and keeps its lock', async ({
  driver,
  database,
  open,
}) => {
  await driver.table('t', 'select 1 as x');
  const slow = engineError(driver.stageTable('t', 'select 2 as x from pg_sleep(60)'));
  for (let found = 0; found === 0;) {
    found = (
      await database.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where query like '%pg_sleep%' and application_name like 'sp %'",
      )
    ).length;
  }
  const error = await slow;
  assert.match(error.message, /^the connection to the server was lost: /);
  assert.is(error.hint, lost);
  await database.query(`select pg_terminate_backend(pid) from (${backends}) sp`);
  await driver.table('t', 'select 3 as x');
  assert.equal(await driver.rows('select x from t', ['t']), [[3]]);
  try {
    await open({ lockTimeoutMs: 0 });
    assert.unreachable();
  } catch (failure) {
    assert.instance(failure, SpError);
  }
});

test('a run that lost its lock to another one publishes nothing any more', async ({ driver, database, open }) => {
  const staged = await driver.stageTable('t', 'select 1 as x');
  await database.query(`select pg_terminate_backend(pid) from (${backends}) sp`);
  await open({ lockTimeoutMs: 5000 });
  const error = await engineError(driver.publish(staged));
  assert.is(error.message, 'the connection that held the lock of the target was lost, and another run has taken it');
  assert.equal(await database.query("select count(*)::int from pg_class where relname = 't'"), [[0]]);
});

test(
  'a statement that takes too long is ended, with the option that says so',
  async ({ driver }) => {
    const error = await engineError(driver.stageTable('t', 'select 1 as x from pg_sleep(60)'));
    assert.is(error.message, 'canceling statement due to statement timeout');
    assert.is(error.hint, '`statement_timeout` of the target is in seconds; 0 means none.');
    assert.equal(await driver.rows('select 1'), [[1]]);
  },
  { statement_timeout: 1 },
);

test('places of errors count UTF-16 units, behind characters of any size', async ({ driver }) => {
  const sql = "select '🙂ü' as a, nope";
  const error = await engineError(driver.query(sql));
  assert.is(sql.slice(error.offset, (error.offset ?? 0) + (error.length ?? 0)), 'nope');
});

test('a user without privileges is told which, before anything runs', async ({ database, open }) => {
  await database.query('create role sp_guest login; create schema closed');
  try {
    const url = new URL(database.url);
    url.username = 'sp_guest';
    const texts: string[] = [];
    const fixes: (string | undefined)[] = [];
    const project = createTempProject({});
    for (const schema of ['closed', 'fresh']) {
      const report = await postgresAdapter.debug({ url: url.href }, testOpenOptions(project, { schema }));
      fixes.push(...report.checks.filter(({ ok }) => !ok).map(({ fix }) => fix));
      const refused = await open({ schema }, { url: url.href }).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(refused instanceof SpError)) throw refused;
      texts.push(...refused.diagnostics.map(({ code, message, hint }) => `${code} ${message}: ${hint}`));
    }
    project.cleanup();
    assert.equal(fixes, [
      'An administrator can change that: grant usage, create on schema "closed" to "sp_guest"',
      'An administrator can change that: create schema "fresh" authorization "sp_guest"',
    ]);
    assert.equal(texts, [
      `SP3126 sp_guest may not create anything in schema closed of ${database.name}: An administrator can change that: grant usage, create on schema "closed" to "sp_guest"`,
      `SP3126 schema fresh does not exist, and sp_guest may not create schemas in ${database.name}: An administrator can change that: create schema "fresh" authorization "sp_guest"`,
    ]);
  } finally {
    await database.query('drop role sp_guest');
  }
});

test('values that the server refuses are a problem at their line of the file', async ({ driver }) => {
  const rows = Array.from(
    { length: 3000 },
    (_, index) => `${index},${index === 2500 ? 'odd' : '00000000-0000-0000-0000-000000000000'}\n`,
  );
  const seed = { columnTypes: { id: 'uuid' } };
  const error = await engineError(driver.stageSeed('s', { 's.csv': `n,id\n${rows.join('')}` }, seed));
  assert.equal(
    error.diagnostics?.map(({ message, place }) => `${place?.start.line}: ${message}`),
    ['2502: record 2501 of seeds/s.csv: invalid input syntax for type uuid: "odd" (column id)'],
  );
});

test('what is remembered comes back, is removed by id or key, and damage counts as nothing', async ({
  driver,
  database,
}) => {
  const row = (table: StateRow['table'], id: string, key: string, value: string): StateRow => ({
    table,
    id,
    key,
    value,
  });
  const keeper = keeperOf(driver.session);
  assert.equal(await keeper.readState(), []);
  const rows = [row('nodes', 'a', '', "it's"), row('partitions', 'a', '1', 'x'), row('partitions', 'a', '2', 'y')];
  await keeper.writeState({ remove: [], put: rows });
  assert.equal(await keeper.readState(), rows);
  await keeper.writeState({
    remove: [{ table: 'partitions', id: 'a', key: '1' }],
    put: [row('nodes', 'a', '', 'new')],
  });
  assert.equal(await keeper.readState(), [row('nodes', 'a', '', 'new'), row('partitions', 'a', '2', 'y')]);
  await keeper.writeState({ remove: [{ table: 'partitions', id: 'a' }], put: [] });
  assert.is((await keeper.readState()).length, 1);
  assert.equal(await driver.relations(), []);
  await database.query('alter table _sp_nodes drop column value');
  assert.equal(await keeper.readState(), []);
});

test('what is remembered commits with the rows, or not at all', async ({ driver }) => {
  const keeper = keeperOf(driver.session);
  const staged = await driver.stageTable('t', 'select 1 as x');
  const publication = { relation: staged.relation, staged: [staged], mode: { kind: 'replace' } } as const;
  const state = { remove: [], put: [{ table: 'nodes', id: 't', key: '', value: '1' }] } as const;
  await engineError(driver.session.publish({ ...publication, statements: [{ sql: 'select nope' }], state }));
  assert.equal(await keeper.readState(), []);
  await driver.session.publish({ ...publication, statements: [], state });
  assert.is((await keeper.readState()).length, 1);
});

test('what is remembered has a schema also when nothing else lies in the schema of the target', async ({ open }) => {
  const session = await open({ schema: 'analytics', runId: 'other' });
  const relation = { schema: 'analytics_extra', identifier: 't' };
  const { dialect } = session;
  const sql = dialect.createTableAs(dialect.stagingRelation(relation, 'x'), 'select 1 as x');
  const staged = await session.stage({ kind: 'table', relation, reads: [], statements: [{ sql }] });
  const row: StateRow = { table: 'nodes', id: 'model.p.t', key: '', value: '{}' };
  const state = { remove: [], put: [row] };
  await session.publish({ relation, staged: [staged], mode: { kind: 'replace' }, statements: [], state });
  assert.equal(await session.readState?.(), [row]);
});

test('a task that is cancelled before it has a connection does not begin', async ({ driver }) => {
  const cancelled = new AbortController();
  const reason = new Error('cancelled');
  const querying = driver.session.query({ sql: 'select pg_sleep(60)', reads: [] }, cancelled.signal);
  setImmediate(() => cancelled.abort(reason));
  try {
    await querying;
    assert.unreachable();
  } catch (error) {
    assert.is(error, reason);
  }
});

test('hashes of contents do not depend on the order, and see every difference', async ({ driver }) => {
  const keeper = keeperOf(driver.session);
  const hashOf = async (select: string, by?: string) => {
    const staged = await driver.stageTable('h', select);
    const request = { relation: driver.relation('h'), reads: [], over: [staged], ...(by !== undefined && { by }) };
    const found = await keeper.hash(request);
    await driver.session.discard(staged);
    return found;
  };
  const [a] = await hashOf(numbers(5));
  const [same] = await hashOf(`select * from (${numbers(5)}) q order by i desc`);
  assert.equal(a, same);
  assert.is(a?.rows, 5);
  const others = [
    `${numbers(5)} union all select 5, 2`,
    'select 1 as i, 1 as k where false',
    `select i, k as other from (${numbers(5)}) q`,
    `select i, k::bigint as k from (${numbers(5)}) q`,
    `select i, nullif(k, 0) as k from (${numbers(5)}) q`,
  ];
  for (const other of others) assert.is.not((await hashOf(other))[0]?.hash, a?.hash, other);
  const parts = await hashOf(`${numbers(5)} union all select 9, null`, 'k');
  assert.equal(
    parts.map(({ key, rows }) => [key, rows]).sort(([x], [y]) => Number(x ?? 9) - Number(y ?? 9)),
    [
      [0, 1],
      [1, 2],
      [2, 2],
      [null, 1],
    ],
  );
});

function keeperOf(session: Session): StateKeeper {
  return {
    readState: async () => (await session.readState?.()) ?? [],
    writeState: async (change) => session.writeState?.(change),
    hash: async (request) => (await session.hash?.(request)) ?? [],
  };
}

tests.run();
