import * as arrow from 'apache-arrow';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { numbers } from '../../../testing/spark-connect/arrow-batch.js';
import { CuttingProxy } from '../../../testing/spark-connect/cutting-proxy.js';
import type { FakeSparkServer } from '../../../testing/spark-connect/fake-spark-server.js';
import type { StreamFault } from '../../../testing/spark-connect/fake-statement.js';
import { sparkErrorOf, withFakeSpark } from '../../../testing/spark-connect/with-fake-spark.js';
import { SparkClient } from './spark-client.js';
import type { SparkRows } from './spark-client.js';
import type { SparkConnectOptions } from './spark-options.js';

const unavailable = 14;
const insert = 'insert into t values (1)';
const select = 'select n from t';
const manyBatches = Array.from({ length: 20 }, (_, place) => numbers(place * 100, 100));

function withServer(
  run: (client: SparkClient, server: FakeSparkServer) => Promise<void>,
  options: Partial<SparkConnectOptions> = {},
): Promise<void> {
  return withFakeSpark(async (client, server) => {
    server.on(insert, {}).on(select, { isQuery: true, batches: manyBatches });
    await run(client, server);
  }, options);
}

const column = ({ rows }: SparkRows): unknown[] => rows.map(([value]) => value);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** Calls of the statement itself: releases come whenever they come. */
const streamsOf = (server: FakeSparkServer): string[] =>
  server.calls.filter((call) => /^(ExecutePlan|ReattachExecute)/.test(call));

test('a command is one call, a query two', () =>
  withServer(async (client, server) => {
    assert.equal(await client.execute(insert), { columns: [], rows: [] });
    assert.equal(streamsOf(server), ['ExecutePlan']);
    assert.equal(column(await client.execute(select)), upTo(2000));
    assert.equal(streamsOf(server), ['ExecutePlan', 'ExecutePlan', 'ExecutePlan']);
  }));

const drops: readonly (readonly [string, StreamFault, readonly string[]])[] = [
  [
    'that never arrived is sent again',
    { kind: 'refuse', code: unavailable },
    ['ExecutePlan', 'ReattachExecute', 'ExecutePlan'],
  ],
  [
    'that broke before a word is attached to',
    { kind: 'drop', after: 0, code: unavailable },
    ['ExecutePlan', 'ReattachExecute'],
  ],
  [
    'that ended without completion is attached to after the last response',
    { kind: 'end', after: 1 },
    ['ExecutePlan', 'ReattachExecute after a response'],
  ],
  [
    'that a proxy reset is attached to',
    { kind: 'drop', after: 1, code: 13, message: 'Received RST_STREAM with code 2 (Internal server error)' },
    ['ExecutePlan', 'ReattachExecute after a response'],
  ],
  [
    'that a proxy timed out is attached to',
    { kind: 'drop', after: 1, code: 4, message: 'stream timeout' },
    ['ExecutePlan', 'ReattachExecute after a response'],
  ],
];
for (const [what, fault, calls] of drops) {
  test(`an INSERT ${what}, and runs once`, () =>
    withServer(async (client, server) => {
      server.on(insert, { progress: [{}] });
      server.breakStreams(fault);
      await client.execute(insert);
      assert.equal(server.runs.get(insert), 1);
      assert.equal(streamsOf(server), calls);
    }));
}

test('a broken stream goes on where it stopped: no row is lost or doubled', () =>
  withServer(async (client, server) => {
    server.breakStreams(
      { kind: 'drop', after: 7, code: unavailable },
      { kind: 'refuse', code: unavailable },
      { kind: 'end', after: 3 },
      { kind: 'drop', after: 0, code: unavailable },
      { kind: 'drop', after: 5, code: unavailable },
    );
    assert.equal(column(await client.query(select)), upTo(2000));
    assert.is(server.runs.get(select), 1);
    assert.is(streamsOf(server).length, 6);
  }));

test('a cut connection in the middle of a result loses no row', async () => {
  await withFakeSpark(async (_direct, server) => {
    const text = { name: 's', type: new arrow.Utf8(), values: upTo(100).map(() => 'x'.repeat(5000)) };
    server.on(select, { isQuery: true, batches: manyBatches.map((batch) => [...batch, text]) });
    const proxy = await CuttingProxy.start({ host: '127.0.0.1', port: server.port });
    const client = await SparkClient.connect({ host: '127.0.0.1', port: proxy.port, tls: false });
    const values: unknown[] = [];
    for await (const batch of client.stream(select)) {
      values.push(...column(batch));
      if (values.length % 500 === 0) proxy.cut();
    }
    assert.equal(values, upTo(2000));
    assert.is(server.runs.get(select), 1);
    assert.ok(streamsOf(server).includes('ReattachExecute after a response'));
    await client.close();
    proxy.stop();
  });
});

test('an INSERT whose connection is cut while it runs goes on, once', async () => {
  await withFakeSpark(async (_direct, server) => {
    server.on(insert, { isEndless: true, progress: [{}] });
    const proxy = await CuttingProxy.start({ host: '127.0.0.1', port: server.port });
    const client = await SparkClient.connect({ host: '127.0.0.1', port: proxy.port, tls: false });
    let isCut = false;
    const cut = (): void => {
      if (isCut) return;
      isCut = true;
      proxy.cut();
      setTimeout(() => server.finish(), 20);
    };
    await client.execute(insert, { onProgress: cut });
    assert.is(server.runs.get(insert), 1);
    await client.close();
    proxy.stop();
  });
});

test('a connection that a router forgot is replaced', async () => {
  await withFakeSpark(async (_direct, server) => {
    server.on(insert, {});
    const proxy = await CuttingProxy.start({ host: '127.0.0.1', port: server.port });
    const options = { silenceMs: 50, probeMs: 100 };
    const client = await SparkClient.connect({ host: '127.0.0.1', port: proxy.port, tls: false, ...options });
    proxy.stall(true);
    await client.execute(insert);
    assert.is(server.runs.get(insert), 1);
    await client.close();
    proxy.stop();
  });
});

test('a network that swallows everything ends as a failure of the connection', async () => {
  await withFakeSpark(async (_direct, server) => {
    server.on(insert, { isEndless: true, progress: [{}] });
    const proxy = await CuttingProxy.start({ host: '127.0.0.1', port: server.port });
    const options = { silenceMs: 50, probeMs: 100, retryForMs: 200 };
    const client = await SparkClient.connect({ host: '127.0.0.1', port: proxy.port, tls: false, ...options });
    const error = await sparkErrorOf(client.execute(insert, { onProgress: () => proxy.stall() }));
    assert.equal(
      [error.kind, error.message, error.mayHaveRun],
      ['connection', 'the Spark endpoint did not answer in time', true],
    );
    proxy.stop();
    await client.close();
  });
});

test('a silent stream is attached to again', () =>
  withServer(
    async (client, server) => {
      server.breakStreams({ kind: 'silence', after: 4 });
      assert.equal(column(await client.query(select)), upTo(2000));
      assert.is(server.runs.get(select), 1);
      assert.match(streamsOf(server).at(-1) ?? '', /^ReattachExecute/);
    },
    { silenceMs: 300 },
  ));

test('a silent stream of a server that is gone ends as a failure of the connection', () =>
  withServer(
    async (client, server) => {
      server.breakStreams({ kind: 'silence', after: 4 });
      const failing = sparkErrorOf(client.query(select));
      server.breakCalls({ code: unavailable, message: 'no route' });
      server.breakStreams(...upTo(20).map(() => ({ kind: 'refuse', code: unavailable, message: 'no route' }) as const));
      const { kind, message, mayHaveRun } = await failing;
      assert.equal([kind, message, mayHaveRun], ['connection', 'the Spark endpoint cannot be reached: no route', true]);
    },
    { silenceMs: 50, retryForMs: 300 },
  ));

test('an operation that the server did not find at first is the same one when it is sent again', () =>
  withServer(async (client, server) => {
    server.on(insert, { progress: [{}] });
    server.breakStreams(
      { kind: 'drop', after: 0, code: unavailable },
      { kind: 'refuse', code: 13, errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND' },
    );
    await client.execute(insert);
    assert.is(server.runs.get(insert), 1);
    assert.equal(streamsOf(server), ['ExecutePlan', 'ReattachExecute', 'ExecutePlan']);
  }));

test('an operation that vanished after it was heard is an unknown outcome, and is not sent again', () =>
  withServer(async (client, server) => {
    server.on(insert, { progress: [{}] });
    server.breakStreams(
      { kind: 'drop', after: 1, code: unavailable },
      { kind: 'refuse', code: 13, errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND' },
    );
    const error = await sparkErrorOf(client.execute(insert));
    assert.equal([error.kind, error.mayHaveRun], ['unknown-outcome', true]);
    assert.equal(streamsOf(server), ['ExecutePlan', 'ReattachExecute after a response']);
  }));

test('a second send that 3.5 refuses as a duplicate attaches to the first', () =>
  withServer(async (client, server) => {
    server.breakStreams(
      { kind: 'drop', after: 0, code: unavailable },
      { kind: 'refuse', code: 13, errorClass: 'INVALID_HANDLE.OPERATION_NOT_FOUND' },
      { kind: 'refuse', code: 13, errorClass: 'INVALID_HANDLE.OPERATION_ALREADY_EXISTS' },
    );
    await client.execute(insert);
    assert.is(server.runs.get(insert), 1);
    assert.equal(streamsOf(server), ['ExecutePlan', 'ReattachExecute', 'ExecutePlan', 'ReattachExecute']);
  }));

test('a server that asks for patience gets it', () =>
  withServer(
    async (client, server) => {
      server.breakStreams({ kind: 'refuse', code: 8, message: 'busy', retryAfterMs: 30 });
      await client.execute(insert);
      assert.is(server.runs.get(insert), 1);
    },
    { retryForMs: 1 },
  ));

test('an endpoint that stays away ends as a failure of the connection, with what may have happened', () =>
  withServer(
    async (client, server) => {
      server.breakStreams({ kind: 'drop', after: 0, code: unavailable, message: 'gone' });
      server.breakStreams(...upTo(20).map(() => ({ kind: 'refuse', code: unavailable, message: 'gone' }) as const));
      const error = await sparkErrorOf(client.execute(insert));
      assert.is(error.kind, 'connection');
      assert.is(error.message, 'the Spark endpoint cannot be reached: gone');
      assert.is(error.mayHaveRun, true);
    },
    { retryForMs: 200 },
  ));

test('a killed server is a failure of the connection; nothing was sent, so nothing ran', () =>
  withServer(
    async (client, server) => {
      server.stop();
      await sparkErrorOf(client.analyze(select)); // What goes into a dying connection may still arrive.
      const error = await sparkErrorOf(client.execute(insert));
      assert.is(error.kind, 'connection');
      assert.is(error.message, `the Spark endpoint cannot be reached: connect ECONNREFUSED 127.0.0.1:${server.port}`);
      assert.is(error.mayHaveRun, false);
    },
    { retryForMs: 200 },
  ));

test('a server killed in the middle and back in time, with all it knew, finishes the statement', () =>
  withServer(async (client, server) => {
    const values: unknown[] = [];
    for await (const batch of client.stream(select)) {
      if (values.length === 0) {
        server.stop();
        await server.listen();
      }
      values.push(...column(batch));
    }
    assert.equal(values, upTo(2000));
    assert.is(server.runs.get(select), 1);
  }));

test('a restarted server is a lost session, and the statement is not sent again', () =>
  withServer(async (client, server) => {
    server.breakStreams({ kind: 'drop', after: 0, code: unavailable });
    const failing = sparkErrorOf(client.execute(insert));
    while (server.runs.get(insert) === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    server.forget();
    const error = await failing;
    assert.is(error.kind, 'session-lost');
    assert.is(error.message, 'the Spark server was restarted; its session is gone');
    assert.is(error.mayHaveRun, true);
    assert.is(server.runs.get(insert), 1);
  }));

test('between statements, a restarted server or a closed session refuses the next one', async () => {
  await withServer(async (client, server) => {
    server.forget();
    const error = await sparkErrorOf(client.execute(insert));
    assert.equal([error.kind, error.mayHaveRun], ['session-lost', false]);
    assert.is(server.runs.get(insert), undefined);
    assert.is((await sparkErrorOf(client.analyze(select))).kind, 'session-lost');
  });
  await withServer(async (client, server) => {
    server.closeSessions();
    const error = await sparkErrorOf(client.execute(insert));
    assert.equal(
      [error.kind, error.message, error.errorClass],
      ['session-lost', 'the Spark server closed the session', 'INVALID_HANDLE.SESSION_CLOSED'],
    );
  });
});

test('an answer that the server gave away is an unknown outcome', () =>
  withServer(async (client, server) => {
    server.on(insert, { error: { message: 'x', errorClass: 'INVALID_HANDLE.OPERATION_ABANDONED' } });
    const error = await sparkErrorOf(client.execute(insert));
    assert.is(error.kind, 'unknown-outcome');
    assert.is(
      error.message,
      'the answer to the statement was lost, it may have taken effect (INVALID_HANDLE.OPERATION_ABANDONED)',
    );
    assert.is(error.mayHaveRun, true);
  }));

test('an operation is released, whatever became of it', () =>
  withServer(async (client, server) => {
    server.on('bad', { error: { message: 'no', errorClass: 'X' } });
    await client.execute(insert);
    await sparkErrorOf(client.execute('bad'));
    await client.close();
    assert.is(server.calls.filter((call) => call === 'ReleaseExecute').length, 2);
  }));

test('a signal interrupts the statement on the server', () =>
  withServer(async (client, server) => {
    server.on('slow', { isEndless: true, progress: [{}] });
    const abort = new AbortController();
    const error = await sparkErrorOf(client.execute('slow', { signal: abort.signal, onProgress: () => abort.abort() }));
    assert.equal([error.kind, error.message], ['cancelled', 'the statement was cancelled']);
    assert.is(server.runningOperations, 0);
    assert.ok(server.calls.includes('Interrupt'));
  }));

test('an aborted signal sends nothing', () =>
  withServer(async (client, server) => {
    const error = await sparkErrorOf(client.execute(insert, { signal: AbortSignal.abort() }));
    assert.is(error.kind, 'cancelled');
    assert.equal(server.calls, []);
  }));

test('a signal ends the wait for a server that is away', () =>
  withServer(
    async (client, server) => {
      server.stop();
      const abort = new AbortController();
      setTimeout(() => abort.abort(), 60);
      const error = await sparkErrorOf(client.execute(insert, { signal: abort.signal }));
      assert.is(error.kind, 'cancelled');
    },
    { retryForMs: 600_000 },
  ));

test('leaving a stream early interrupts it', () =>
  withServer(async (client, server) => {
    server.on(select, { isQuery: true, batches: manyBatches, isEndless: true });
    for await (const batch of client.stream(select)) {
      assert.is(batch.rows.length, 100);
      break;
    }
    while (server.runningOperations > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.ok(server.calls.includes('Interrupt'));
  }));

test('somebody else’s interrupt cancels the statement', () =>
  withServer(async (client, server) => {
    server.on('slow', { isEndless: true });
    const failing = sparkErrorOf(client.execute('slow'));
    while (server.runningOperations === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await client.interruptAll();
    const error = await failing;
    assert.equal([error.kind, error.errorClass], ['cancelled', 'OPERATION_CANCELED']);
    assert.is(error.message, 'the statement was cancelled on the server');
  }));

test('statements of one session run at once', () =>
  withServer(async (client, server) => {
    server.on('slow', { isEndless: true });
    const slow = sparkErrorOf(client.execute('slow'));
    await client.execute(insert);
    assert.is(server.runningOperations, 1);
    await client.interruptAll();
    assert.is((await slow).kind, 'cancelled');
  }));

test.run();
