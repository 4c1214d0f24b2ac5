import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { StreamFault } from '../../../testing/spark-connect/fake-statement.js';
import { sparkErrorOf } from '../../../testing/spark-connect/with-fake-spark.js';
import { firstColumn, insert, select, streamsOf, upTo, withTable } from '../../../testing/spark-connect/with-table.js';

const unavailable = 14;

test('a command is one call, a query two', () =>
  withTable(async (client, server) => {
    assert.equal(await client.execute(insert), { columns: [], rows: [] });
    assert.equal(streamsOf(server), ['ExecutePlan']);
    assert.equal(firstColumn(await client.execute(select)), upTo(2000));
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
    withTable(async (client, server) => {
      server.on(insert, { progress: [{}] });
      server.breakStreams(fault);
      await client.execute(insert);
      assert.equal(server.runs.get(insert), 1);
      assert.equal(streamsOf(server), calls);
    }));
}

test('a broken stream goes on where it stopped: no row is lost or doubled', () =>
  withTable(async (client, server) => {
    server.breakStreams(
      { kind: 'drop', after: 7, code: unavailable },
      { kind: 'refuse', code: unavailable },
      { kind: 'end', after: 3 },
      { kind: 'drop', after: 0, code: unavailable },
      { kind: 'drop', after: 5, code: unavailable },
    );
    assert.equal(firstColumn(await client.query(select)), upTo(2000));
    assert.is(server.runs.get(select), 1);
    assert.is(streamsOf(server).length, 6);
  }));

test('a silent stream is attached to again', () =>
  withTable(
    async (client, server) => {
      server.breakStreams({ kind: 'silence', after: 4 }, { kind: 'silence', after: 0 }, { kind: 'silence', after: 2 });
      assert.equal(firstColumn(await client.query(select)), upTo(2000));
      assert.is(server.runs.get(select), 1);
      assert.match(streamsOf(server).at(-1) ?? '', /^ReattachExecute/);
    },
    { silenceMs: 300 },
  ));

test('a silent stream of a server that is gone ends as a failure of the connection', () =>
  withTable(
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
  withTable(async (client, server) => {
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
  withTable(async (client, server) => {
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
  withTable(async (client, server) => {
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
  withTable(
    async (client, server) => {
      server.breakStreams({ kind: 'refuse', code: 8, message: 'busy', retryAfterMs: 30 });
      await client.execute(insert);
      assert.is(server.runs.get(insert), 1);
    },
    { retryForMs: 1 },
  ));

test('an endpoint that stays away ends as a failure of the connection, with what may have happened', () =>
  withTable(
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
  withTable(
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
  withTable(async (client, server) => {
    const values: unknown[] = [];
    for await (const batch of client.stream(select)) {
      if (values.length === 0) {
        server.stop();
        await server.listen();
      }
      values.push(...firstColumn(batch));
    }
    assert.equal(values, upTo(2000));
    assert.is(server.runs.get(select), 1);
  }));

for (const version of ['4.1.4', '3.5.9']) {
  test(`a restarted server is a lost session, and the statement is not sent again (${version})`, () =>
    withTable(
      async (client, server) => {
        server.breakStreams({ kind: 'drop', after: 0, code: unavailable });
        const failing = sparkErrorOf(client.execute(insert));
        while (server.runs.get(insert) === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
        server.forget();
        const error = await failing;
        assert.is(error.kind, 'session-lost');
        assert.is(error.message, 'the Spark server was restarted; its session is gone');
        assert.is(error.mayHaveRun, true);
        assert.is(server.runs.get(insert), 1);
      },
      {},
      { version },
    ));
}

test('between statements, a restarted server or a closed session refuses the next one', async () => {
  await withTable(async (client, server) => {
    server.forget();
    const error = await sparkErrorOf(client.execute(insert));
    assert.equal([error.kind, error.mayHaveRun], ['session-lost', false]);
    assert.is(server.runs.get(insert), undefined);
    assert.is((await sparkErrorOf(client.analyze(select))).kind, 'session-lost');
  });
  await withTable(async (client, server) => {
    server.closeSessions();
    const error = await sparkErrorOf(client.execute(insert));
    assert.equal(
      [error.kind, error.message, error.errorClass],
      ['session-lost', 'the Spark server closed the session', 'INVALID_HANDLE.SESSION_CLOSED'],
    );
  });
});

test('an answer that the server gave away is an unknown outcome', () =>
  withTable(async (client, server) => {
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
  withTable(async (client, server) => {
    server.on('bad', { error: { message: 'no', errorClass: 'X' } });
    await client.execute(insert);
    await sparkErrorOf(client.execute('bad'));
    await client.close();
    assert.is(server.calls.filter((call) => call === 'ReleaseExecute').length, 2);
  }));

test.run();
