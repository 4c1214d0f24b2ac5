import * as arrow from 'apache-arrow';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numbers } from '../../../testing/spark-connect/arrow-batch.js';
import { FakeSparkServer } from '../../../testing/spark-connect/fake-spark-server.js';
import { sparkErrorOf, withFakeSpark } from '../../../testing/spark-connect/with-fake-spark.js';
import { readArrow } from './read-arrow.js';
import { SparkClient } from './spark-client.js';
import type { SparkProgress } from './spark-client.js';

const select = 'select n from t';

test('a session opens with its confs', () =>
  withFakeSpark(
    async (client, server) => {
      assert.is(client.serverVersion, '4.1.4');
      assert.equal(Object.fromEntries(server.confs), {
        'spark.sp.session': '0f8fad5b-d9cb-469f-a165-70867728950e',
        'spark.sql.execution.arrow.compression.codec': 'none',
        'spark.sql.session.timeZone': 'UTC',
      });
      await client.configure({ a: 'b' });
      assert.is(server.confs.get('a'), 'b');
    },
    { confs: { 'spark.sql.session.timeZone': 'UTC' }, sessionId: '0f8fad5b-d9cb-469f-a165-70867728950e' },
  ));

test('headers and the token go with every call', () =>
  withFakeSpark(
    async (client, server) => {
      server.on('show x', {});
      await client.execute('show x');
      assert.is(server.headers['x-cluster'], 'c1');
      assert.is(server.headers['authorization'], 'Bearer secret');
    },
    { token: 'secret', headers: { 'x-cluster': 'c1' } },
    { token: 'secret' },
  ));

test('a wrong token, or none, is said', async () => {
  const server = await FakeSparkServer.start({ token: 'secret' });
  const options = { host: '127.0.0.1', port: server.port, tls: false };
  for (const token of [{ token: 'wrong' }, {}]) {
    const error = await sparkErrorOf(SparkClient.connect({ ...options, ...token }));
    assert.is(error.kind, 'unauthenticated');
    assert.is(error.message, 'the Spark endpoint did not accept the token, or wants one: Invalid authentication token');
  }
  server.stop();
});

test('a token does not cross a network in plain text, unless it is allowed', async () => {
  const far = { host: 'spark.invalid', port: 15_002, tls: false, token: 'secret', retryForMs: 0 };
  const error = await sparkErrorOf(SparkClient.connect(far));
  assert.is(error.kind, 'connection');
  assert.is(
    error.message,
    'the token would go to spark.invalid in plain text: use TLS (use_ssl=true), or allow it with insecure_token',
  );
  const allowed = await sparkErrorOf(SparkClient.connect({ ...far, insecureToken: true }));
  assert.match(allowed.message, /^the Spark endpoint cannot be reached: Name resolution failed/);
});

test('nobody at the endpoint is said at once', async () => {
  const server = await FakeSparkServer.start();
  server.stop();
  const error = await sparkErrorOf(
    SparkClient.connect({ host: '127.0.0.1', port: server.port, tls: false, retryForMs: 100 }),
  );
  assert.equal(
    [error.kind, error.message],
    ['connection', `the Spark endpoint cannot be reached: connect ECONNREFUSED 127.0.0.1:${server.port}`],
  );
});

test('an old server is refused', async () => {
  const server = await FakeSparkServer.start({ version: '3.4.2' });
  const error = await sparkErrorOf(SparkClient.connect({ host: '127.0.0.1', port: server.port, tls: false }));
  assert.equal([error.kind, error.message], ['connection', 'the server has Spark 3.4.2; sp needs 3.5 or newer']);
  server.stop();
});

test('a call that failed on the way is made again', () =>
  withFakeSpark(async (client, server) => {
    server.breakCalls({ code: 14, message: 'restarting' }, { code: 14, message: 'restarting' });
    assert.equal(await client.analyze(select), [{ name: 'n', type: 'int', nullable: false }]);
    assert.equal(server.calls, ['AnalyzePlan', 'AnalyzePlan', 'AnalyzePlan']);
  }));

test('rows of commands come with the command, in batches or none', () =>
  withFakeSpark(async (client, server) => {
    server.on('show x', { batches: [numbers(7, 2)] }).on('drop x', {});
    assert.equal(await client.execute('show x'), {
      columns: [{ name: 'n', type: 'int', nullable: true }],
      rows: [[7], [8]],
    });
    assert.equal((await client.execute('show x', { limit: 1 })).rows, [[7]]);
    assert.equal(await client.execute('drop x'), { columns: [], rows: [] });
  }));

test('a query comes batch by batch, an empty one with its columns', () =>
  withFakeSpark(async (client, server) => {
    server.on(select, { isQuery: true, batches: [numbers(0, 3), numbers(3, 2)] });
    const sizes: number[] = [];
    for await (const { rows } of client.stream(select)) sizes.push(rows.length);
    assert.equal(sizes, [3, 2]);
    server.on(select, { isQuery: true, batches: [numbers(0, 0)] });
    assert.equal(await client.query(select), { columns: [{ name: 'n', type: 'int', nullable: true }], rows: [] });
  }));

test('a big result arrives whole', () =>
  withFakeSpark(async (client, server) => {
    const batches = Array.from({ length: 40 }, (_, place) => [
      ...numbers(place * 100, 100),
      { name: 's', type: new arrow.Utf8(), values: Array.from({ length: 100 }, () => 'x'.repeat(10_000)) },
    ]);
    server.on(select, { isQuery: true, batches });
    const { rows } = await client.query(select);
    assert.is(rows.length, 4000);
    assert.equal(rows.at(-1)?.[0], 3999);
    assert.is(
      rows.every(([n, text], index) => n === index && text === 'x'.repeat(10_000)),
      true,
    );
  }));

test('a message beyond the limit is refused', () =>
  withFakeSpark(
    async (client, server) => {
      server.on(select, { isQuery: true, batches: [numbers(0, 10_000)] });
      const error = await sparkErrorOf(client.query(select));
      assert.is(error.kind, 'statement');
      assert.match(error.message, /^Received message larger than max \(\d+ vs 1000\)$/);
    },
    { maxMessageBytes: 1000 },
  ));

test('progress counts tasks of all stages', () =>
  withFakeSpark(async (client, server) => {
    server.on('insert', {
      progress: [
        {},
        {
          stages: [
            { stage_id: 1, num_tasks: 4, num_completed_tasks: 4, input_bytes_read: 100, done: true },
            { stage_id: 2, num_tasks: 8, num_completed_tasks: 1, input_bytes_read: 10 },
          ],
          num_inflight_tasks: 2,
        },
      ],
    });
    const seen: SparkProgress[] = [];
    await client.execute('insert', { onProgress: (progress) => seen.push(progress) });
    assert.equal(seen, [
      { doneTasks: 0, totalTasks: 0, runningTasks: 0, doneStages: 0, totalStages: 0, readBytes: 0 },
      { doneTasks: 5, totalTasks: 12, runningTasks: 2, doneStages: 1, totalStages: 2, readBytes: 110 },
    ]);
  }));

for (const [version, calls] of [
  ['4.1.4', ['ExecutePlan']],
  ['3.5.9', ['ExecutePlan', 'ExecutePlan', 'ExecutePlan']],
] as const) {
  test(`rows travel with a statement to Spark ${version}`, () =>
    withFakeSpark(
      async (client, server) => {
        const sql = 'create table t as select * from `seed``s`';
        server.on(sql, {}).on('DROP VIEW IF EXISTS `seed``s`', {});
        await client.executeWithRows(
          sql,
          'seed`s',
          ['a', 'b'],
          [
            ['1', null],
            ['', 'ü😀'],
          ],
        );
        assert.equal(
          server.calls.filter((call) => call === 'ExecutePlan'),
          calls,
        );
        const data = server.uploads.get('seed`s') ?? new Uint8Array();
        assert.equal(readArrow(arrow, data).rows, [
          ['1', null],
          ['', 'ü😀'],
        ]);
      },
      {},
      { version },
    ));
}

test('the calls that Spark 3.5 has are enough', () =>
  withFakeSpark(
    async (client, server) => {
      server.on('insert', {}).on(select, { isQuery: true, batches: [numbers(0, 1)] });
      await client.execute('insert');
      assert.equal((await client.execute(select)).rows, [[0]]);
    },
    {},
    { version: '3.5.9', lacks: ['ReleaseSession', 'FetchErrorDetails'] },
  ));

test('closing waits for nobody who is gone', async () => {
  const server = await FakeSparkServer.start();
  const client = await SparkClient.connect({ host: '127.0.0.1', port: server.port, tls: false });
  server.stop();
  await client.close();
});

test.run();
