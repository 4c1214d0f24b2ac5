// What only Spark's session does, on a real server.

import { randomBytes } from 'node:crypto';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineError, SessionDriver, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { createTempProject } from '../../testing/temp-project.js';
import { parseSparkRemote } from './connect/parse-spark-remote.js';
import { SparkClient } from './connect/spark-client.js';
import { SessionLock } from './session-lock.js';
import { sparkAdapter } from './spark.js';
import { StagingNames } from './staging-names.js';
import { readTargetOptions } from './target-options.js';

const url = process.env['SP_SPARK_REMOTE'] ?? '';
const schema = `sp_test_${randomBytes(4).toString('hex')}`;

function onServer(name: string, body: () => Promise<void>): void {
  if (url === '') test.skip(name, body);
  else test(name, body);
}

async function withClient<T>(work: (client: SparkClient) => Promise<T>): Promise<T> {
  const parsed = parseSparkRemote(url);
  if (!parsed.ok) throw new Error(parsed.problem);
  const client = await SparkClient.connect(parsed.options);
  try {
    return await work(client);
  } finally {
    await client.close();
  }
}

async function withSession(
  work: (driver: SessionDriver) => Promise<void>,
  options: Readonly<Record<string, unknown>> = {},
  project = createTempProject({}),
): Promise<void> {
  const session = await sparkAdapter.open({ url, ...options }, testOpenOptions(project, { schema }));
  try {
    await work(new SessionDriver(session, project, undefined, schema));
  } finally {
    await session.close();
  }
}

onServer(
  'state is kept between sessions, and written anew when most of it is outdated (needs SP_SPARK_REMOTE)',
  async () => {
    const project = createTempProject({});
    const row = (id: string, value: string) => ({ table: 'nodes', id, key: '', value }) as const;
    await withSession(
      async ({ session }) => {
        await session.writeState?.({ remove: [], put: [row('a', '1'), row('b', '{"x":"ü\'\\""}')] });
        await session.save();
        await session.writeState?.({ remove: [{ table: 'nodes', id: 'a' }], put: [row('c', '3')] });
        await session.save();
      },
      {},
      project,
    );
    await withSession(
      async (driver) => {
        const state = (await driver.session.readState?.()) ?? [];
        assert.equal(
          [...state].sort((a, b) => (a.id < b.id ? -1 : 1)),
          [row('b', '{"x":"ü\'\\""}'), row('c', '3')],
        );
        assert.equal(await driver.relations(), []);
      },
      {},
      project,
    );
  },
);

onServer(
  'equal rows have equal hashes in any order, other rows and NULLs elsewhere others (needs SP_SPARK_REMOTE)',
  () =>
    withSession(async (driver) => {
      const hashOf = async (select: string, by?: string): Promise<readonly string[]> => {
        await driver.table('h', select);
        const request = { relation: driver.relation('h'), reads: [], ...(by !== undefined && { by }) };
        const hashes = (await driver.session.hash?.(request)) ?? [];
        return hashes.map(({ key, rows, hash }) => `${String(key)} ${rows} ${hash}`).sort();
      };
      const both = await hashOf("select 1 as k, 'a' as v union all select 2, null");
      assert.equal(await hashOf("select 2 as k, cast(null as string) as v union all select 1, 'a'"), both);
      assert.not.equal(await hashOf("select 1 as k, 'b' as v union all select 2, null"), both);
      assert.not.equal(await hashOf("select 1 as v, 'a' as k union all select 2, null"), both);
      assert.not.equal(await hashOf('select 1 as a, null as b'), await hashOf('select null as a, 1 as b'));
      assert.is((await hashOf("select 1 as k, 'a' as v union all select 2, null", 'k')).length, 2);
    }),
);

onServer('what a dead run left is put right by the next one (needs SP_SPARK_REMOTE)', async () => {
  const project = createTempProject({});
  await withSession((driver) => driver.table('t', 'select 1 as x'), {}, project);
  // It had set `t` aside, and its new version had not taken its place.
  const open = testOpenOptions(project, { schema });
  const lock = await SessionLock.acquire(readTargetOptions({ url }, open), open);
  const names = new StagingNames();
  lock.claim(names.session);
  lock.release(false);
  const nameOf = (kind: 'new' | 'old'): string => names.next({ identifier: 't' }, kind).identifier;
  await withClient(async (client) => {
    await client.execute(`create table ${schema}.${nameOf('new')} using parquet as select 2 as x`);
    await client.execute(`alter table ${schema}.t rename to ${schema}.${nameOf('old')}`);
  });
  await withSession(
    async (driver) => {
      assert.equal(await driver.rows('select x from t', ['t']), [[1]]);
    },
    {},
    project,
  );
  const tables = await withClient(async (client) => (await client.execute(`show tables in ${schema}`)).rows);
  assert.equal(
    tables.map((row) => String(row[1])).filter((name) => name.includes('__sp_')),
    [],
  );
});

onServer('a statement that takes too long is stopped and says so (needs SP_SPARK_REMOTE)', () =>
  withSession(
    async (driver) => {
      const slow =
        "select count(s) as c from (select reflect('java.lang.Thread', 'sleep', 100L) as s from range(0, 600, 1, 2))";
      const error = await engineError(driver.stageTable('slow', slow));
      assert.is(error.message, 'the statement was stopped after 3 s');
    },
    { statement_timeout: 3 },
  ),
);

test.after(async () => {
  if (url !== '') await withClient((client) => client.execute(`drop schema if exists ${schema} cascade`));
});

test.run();
