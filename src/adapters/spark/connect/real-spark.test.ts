// The client against the server that SP_SPARK_REMOTE names (`scripts/spark-server.sh start`).

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CuttingProxy } from '../../../testing/spark-connect/cutting-proxy.js';
import { sparkErrorOf } from '../../../testing/spark-connect/with-fake-spark.js';
import { parseSparkRemote } from './parse-spark-remote.js';
import { SparkClient } from './spark-client.js';
import type { SparkConnectOptions } from './spark-options.js';

const remote = process.env['SP_SPARK_REMOTE'] ?? '';
const confs = { 'spark.sql.session.timeZone': 'UTC', 'spark.sql.ansi.enabled': 'true' };
/** A tenth of a second a row, without work. */
const slowQuery = (rows: number): string =>
  `select count(*) from (select reflect('java.lang.Thread', 'sleep', 100L) as s from range(0, ${rows}, 1, 2)) where s = 'null'`;

function readRemote(): SparkConnectOptions {
  const parsed = parseSparkRemote(remote);
  if (!parsed.ok) throw new Error(`SP_SPARK_REMOTE: ${parsed.problem}`);
  return { ...parsed.options, confs };
}

/** Spark 3.5 knows no SQL states, no ends of positions, no progress and no end of sessions. */
const isOld = ({ serverVersion }: SparkClient): boolean => serverVersion.startsWith('3.');

function spark(name: string, run: (client: SparkClient) => Promise<void>): void {
  if (remote === '') {
    test.skip(`${name} (SP_SPARK_REMOTE is not set)`, () => {});
    return;
  }
  test(name, async () => {
    const client = await SparkClient.connect(readRemote());
    try {
      await run(client);
    } finally {
      await client.close();
    }
  });
}

/** Through a network that can be cut; only plain connections can go through. */
function sparkThroughProxy(name: string, run: (client: SparkClient, proxy: CuttingProxy) => Promise<void>): void {
  spark(name, async () => {
    const options = readRemote();
    const proxy = await CuttingProxy.start(options);
    const client = await SparkClient.connect({ ...options, host: '127.0.0.1', port: proxy.port, insecureToken: true });
    try {
      await run(client, proxy);
    } finally {
      await client.close();
      proxy.stop();
    }
  });
}

spark('values of every type arrive as they are', async (client) => {
  const { rows, columns } = await client.execute(
    `select 1 as i, 9007199254740993 as b, cast(-0.05 as decimal(4,2)) as d, cast('nan' as double) as n, true as t,
            'ü😀' as s, x'00ff' as x, null as v, date'0001-01-01' as d1, timestamp'9999-12-31 23:59:59.999999' as t1,
            timestamp_ntz'1969-12-31 23:59:59.75' as t2, array(1, null) as a, map('k', 1.50) as m,
            named_struct('x', 1, 'y', date'2024-02-29') as r, interval '1 02:03:04.5' day to second as di,
            interval '-1-2' year to month as ym, array(cast(-0.05 as decimal(4,2))) as ad, 2 as i`,
  );
  assert.equal(
    columns.map(({ type }) => type),
    [
      ['int', 'bigint', 'decimal(4,2)', 'double', 'boolean', 'string', 'binary', 'void', 'date', 'timestamp'],
      ['timestamp_ntz', 'array<int>', 'map<string,decimal(3,2)>', 'struct<x:int,y:date>'],
      ['interval day to second', 'interval year to month', 'array<decimal(4,2)>', 'int'],
    ].flat(),
  );
  assert.equal(rows, [
    [
      [1, 9_007_199_254_740_993n, '-0.05', NaN, true, 'ü😀', Uint8Array.of(0, 255), null, '0001-01-01'],
      ['9999-12-31 23:59:59.999999', '1969-12-31 23:59:59.75', '[1,null]', '{"k":1.50}', '{"x":1,"y":"2024-02-29"}'],
      ['1 02:03:04.5', '-1-2', '[-0.05]', 2],
    ].flat(),
  ]);
});

spark('columns of a query are known without running it', async (client) => {
  assert.equal(
    await client.analyze("select 1 / 0 as a, array(named_struct('b c', 'x')) as z, cast(null as date) as d"),
    [
      { name: 'a', type: 'double', nullable: true },
      { name: 'z', type: 'array<struct<`b c`:string>>', nullable: false },
      { name: 'd', type: 'date', nullable: true },
    ],
  );
});

const errors: readonly (readonly [sql: string, errorClass: string, sqlState: string, text: string | undefined])[] = [
  ["select '😀', foo from (select 1 as fooo)", 'UNRESOLVED_COLUMN.WITH_SUGGESTION', '42703', 'foo'],
  ['select * from nowhere', 'TABLE_OR_VIEW_NOT_FOUND', '42P01', 'nowhere'],
  ["select '😀',\n  b frm (select 1)", 'PARSE_SYNTAX_ERROR', '42601', '('],
  ['select', 'PARSE_SYNTAX_ERROR', '42601', ''],
  ['/* é😀 */ select 1 / (id - 3) from range(5)', 'DIVIDE_BY_ZERO', '22012', '1 / (id - 3)'],
  ["select cast(s as int) from values ('q') as t(s)", 'CAST_INVALID_INPUT', '22018', 'cast(s as int)'],
  ['drop table nowhere', 'TABLE_OR_VIEW_NOT_FOUND', '42P01', undefined],
];
for (const [sql, errorClass, sqlState, text] of errors) {
  spark(`an error has its class and place: ${JSON.stringify(sql)}`, async (client) => {
    const error = await sparkErrorOf(client.execute(sql));
    const found = error.start === undefined ? undefined : sql.slice(error.start, error.stop);
    if (isOld(client)) {
      assert.equal([error.kind, error.errorClass], ['statement', errorClass]);
      assert.ok(
        error.start === undefined ? text === undefined : sql.slice(error.start).startsWith(text ?? '\0'),
        found,
      );
    } else {
      assert.equal([error.kind, error.errorClass, error.sqlState], ['statement', errorClass, sqlState]);
      assert.is(found, text);
    }
    assert.not.match(error.message, /SQLSTATE|== SQL|Project/);
  });
}

spark('an unknown column has proposals', async (client) => {
  const error = await sparkErrorOf(client.execute('select nme from (select 1 as name, 2 as other)'));
  assert.is(error.hintNames[0], 'name');
});

spark('rows travel with a statement', async (client) => {
  const { rows } = await client.executeWithRows(
    'select cast(a as int) as a, `b c` from sp_seed order by a',
    'sp_seed',
    ['a', 'b c'],
    [
      ['2', null],
      ['1', 'ü😀'],
    ],
  );
  assert.equal(rows, [
    [1, 'ü😀'],
    [2, null],
  ]);
});

spark('a big result comes in batches, all of it', async (client) => {
  let sum = 0;
  let batches = 0;
  for await (const { rows } of client.stream("select id, repeat('x', 100) from range(100000)")) {
    batches += 1;
    for (const [id] of rows) sum += Number(id);
  }
  assert.is(sum, 4_999_950_000);
  assert.ok(batches >= 10, `${batches} batches`);
  assert.equal((await client.execute('select id from range(100000) order by id', { limit: 2 })).rows, [[0], [1]]);
});

sparkThroughProxy('a cut connection in the middle of a result loses no row', async (client, proxy) => {
  let sum = 0;
  let count = 0;
  for await (const { rows } of client.stream("select id, repeat('x', 500) from range(200000)")) {
    for (const [id] of rows) sum += Number(id);
    count += 1;
    if (count === 3 || count === 9) proxy.cut();
  }
  assert.is(sum, 19_999_900_000);
});

sparkThroughProxy('an INSERT whose connection is cut again and again inserts once', async (client, proxy) => {
  const table = `sp_cut_${Date.now()}`;
  await client.execute(`create table ${table} (n bigint) using parquet`);
  let cuts = 0;
  const timer = setInterval(() => {
    cuts += 1;
    if (cuts <= 4) proxy.cut();
  }, 200);
  try {
    await client.execute(
      `insert into ${table} select id from range(0, 20, 1, 2) where reflect('java.lang.Thread', 'sleep', 100L) = 'null'`,
    );
  } finally {
    clearInterval(timer);
  }
  assert.equal((await client.query(`select count(*) from ${table}`)).rows, [[20]]);
  await client.execute(`drop table ${table}`);
});

sparkThroughProxy('a connection that a router forgot is replaced', async (_, proxy) => {
  const options = readRemote();
  const patience = { silenceMs: 500, probeMs: 500, insecureToken: true };
  const client = await SparkClient.connect({ ...options, host: '127.0.0.1', port: proxy.port, ...patience });
  proxy.stall(true);
  assert.equal((await client.query('select 7')).rows, [[7]]);
  await client.close();
});

spark('a signal stops the statement on the server, and the session goes on', async (client) => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 500);
  const error = await sparkErrorOf(client.execute(slowQuery(600), { signal: abort.signal }));
  assert.equal([error.kind, error.errorClass], ['cancelled', 'OPERATION_CANCELED']);
  assert.equal((await client.query('select 1')).rows, [[1]]);
});

spark('statements of one session run at once, and say how far they are', async (client) => {
  const totals: number[] = [];
  const slow = client.execute(slowQuery(50), { onProgress: ({ totalTasks }) => totals.push(totalTasks) });
  assert.equal((await client.query('select 2')).rows, [[2]]);
  assert.equal((await slow).rows, [[50]]);
  if (!isOld(client)) assert.ok(totals.includes(2), totals.join(' '));
});

spark('a session that was closed is lost', async (client) => {
  if (isOld(client)) return;
  const sessionId = crypto.randomUUID();
  const first = await SparkClient.connect({ ...readRemote(), sessionId });
  const second = await SparkClient.connect({ ...readRemote(), sessionId });
  await first.close();
  const error = await sparkErrorOf(second.execute('select 1'));
  assert.equal([error.kind, error.mayHaveRun], ['session-lost', false]);
  await second.close();
  assert.equal((await client.query('select 1')).rows, [[1]]);
});

test.run();
