import { SparkClient } from '../../adapters/spark/connect/spark-client.js';
import { SparkError } from '../../adapters/spark/connect/spark-error.js';
import type { SparkConnectOptions } from '../../adapters/spark/connect/spark-options.js';
import { FakeSparkServer } from './fake-spark-server.js';
import type { FakeServerOptions } from './fake-spark-server.js';

/** A server, and a client connected to it, for the time of `run`. The server's log starts after the connect. */
export async function withFakeSpark(
  run: (client: SparkClient, server: FakeSparkServer) => Promise<void>,
  options: Partial<SparkConnectOptions> = {},
  serverOptions: FakeServerOptions = {},
): Promise<void> {
  const server = await FakeSparkServer.start(serverOptions);
  try {
    const client = await SparkClient.connect({ host: '127.0.0.1', port: server.port, tls: false, ...options });
    server.calls.length = 0;
    try {
      await run(client, server);
    } finally {
      await client.close();
    }
  } finally {
    server.stop();
  }
}

/** @throws what is not a SparkError, or that it did not fail. */
export async function sparkErrorOf(promise: Promise<unknown>): Promise<SparkError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof SparkError) return error;
  throw error instanceof Error ? error : new Error('it did not fail');
}
