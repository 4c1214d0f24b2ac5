import * as arrow from 'apache-arrow';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CuttingProxy } from '../../../testing/spark-connect/cutting-proxy.js';
import { sparkErrorOf, withFakeSpark } from '../../../testing/spark-connect/with-fake-spark.js';
import {
  firstColumn,
  insert,
  manyBatches,
  select,
  streamsOf,
  upTo,
} from '../../../testing/spark-connect/with-table.js';
import { SparkClient } from './spark-client.js';

test('a cut connection in the middle of a result loses no row', async () => {
  await withFakeSpark(async (_direct, server) => {
    const text = { name: 's', type: new arrow.Utf8(), values: upTo(100).map(() => 'x'.repeat(5000)) };
    server.on(select, { isQuery: true, batches: manyBatches.map((batch) => [...batch, text]) });
    const proxy = await CuttingProxy.start({ host: '127.0.0.1', port: server.port });
    const client = await SparkClient.connect({ host: '127.0.0.1', port: proxy.port, tls: false });
    const values: unknown[] = [];
    for await (const batch of client.stream(select)) {
      values.push(...firstColumn(batch));
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

test.run();
