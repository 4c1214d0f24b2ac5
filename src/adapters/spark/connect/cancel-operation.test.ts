import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { sparkErrorOf } from '../../../testing/spark-connect/with-fake-spark.js';
import { insert, manyBatches, select, withTable } from '../../../testing/spark-connect/with-table.js';

test('a signal interrupts the statement on the server', () =>
  withTable(async (client, server) => {
    server.on('slow', { isEndless: true, progress: [{}] });
    const abort = new AbortController();
    const error = await sparkErrorOf(client.execute('slow', { signal: abort.signal, onProgress: () => abort.abort() }));
    assert.equal([error.kind, error.message], ['cancelled', 'the statement was cancelled']);
    assert.is(server.runningOperations, 0);
    assert.ok(server.calls.includes('Interrupt'));
  }));

test('an aborted signal sends nothing', () =>
  withTable(async (client, server) => {
    const error = await sparkErrorOf(client.execute(insert, { signal: AbortSignal.abort() }));
    assert.is(error.kind, 'cancelled');
    assert.equal(server.calls, []);
  }));

test('a signal ends the wait for a server that is away', () =>
  withTable(
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
  withTable(async (client, server) => {
    server.on(select, { isQuery: true, batches: manyBatches, isEndless: true });
    for await (const batch of client.stream(select)) {
      assert.is(batch.rows.length, 100);
      break;
    }
    while (server.runningOperations > 0) await new Promise((resolve) => setTimeout(resolve, 1));
    assert.ok(server.calls.includes('Interrupt'));
  }));

test('somebody else’s interrupt cancels the statement', () =>
  withTable(async (client, server) => {
    server.on('slow', { isEndless: true });
    const failing = sparkErrorOf(client.execute('slow'));
    while (server.runningOperations === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    await client.interruptAll();
    const error = await failing;
    assert.equal([error.kind, error.errorClass], ['cancelled', 'OPERATION_CANCELED']);
    assert.is(error.message, 'the statement was cancelled on the server');
  }));

test('statements of one session run at once', () =>
  withTable(async (client, server) => {
    server.on('slow', { isEndless: true });
    const slow = sparkErrorOf(client.execute('slow'));
    await client.execute(insert);
    assert.is(server.runningOperations, 1);
    await client.interruptAll();
    assert.is((await slow).kind, 'cancelled');
  }));

test.run();
