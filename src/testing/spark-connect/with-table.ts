import type { SparkClient, SparkRows } from '../../adapters/spark/connect/spark-client.js';
import type { SparkConnectOptions } from '../../adapters/spark/connect/spark-options.js';
import { numbers } from './arrow-batch.js';
import type { FakeServerOptions, FakeSparkServer } from './fake-spark-server.js';
import { withFakeSpark } from './with-fake-spark.js';

export const insert = 'insert into t values (1)';
/** 2,000 rows in 20 batches: the numbers from 0 on. */
export const select = 'select n from t';
export const manyBatches = Array.from({ length: 20 }, (_, place) => numbers(place * 100, 100));

/** A server that has the two statements, and a client of it. */
export function withTable(
  run: (client: SparkClient, server: FakeSparkServer) => Promise<void>,
  options: Partial<SparkConnectOptions> = {},
  serverOptions: FakeServerOptions = {},
): Promise<void> {
  return withFakeSpark(
    async (client, server) => {
      server.on(insert, {}).on(select, { isQuery: true, batches: manyBatches });
      await run(client, server);
    },
    options,
    serverOptions,
  );
}

export const firstColumn = ({ rows }: SparkRows): unknown[] => rows.map(([value]) => value);

export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Calls of statements: their releases come whenever they come. */
export function streamsOf(server: FakeSparkServer): string[] {
  return server.calls.filter((call) => /^(ExecutePlan|ReattachExecute)/.test(call));
}
