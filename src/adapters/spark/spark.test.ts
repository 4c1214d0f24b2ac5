// The contract of engines on a real server: SP_SPARK_REMOTE names it, SP_SPARK_FORMATS (parquet unless set) what tables it
// is to keep, e.g. parquet,delta.

import { randomBytes } from 'node:crypto';
import { testAdapterContract, type TestTarget } from '../../testing/adapter-contract/adapter-contract.js';
import { createTempProject } from '../../testing/temp-project.js';
import { parseSparkRemote } from './connect/parse-spark-remote.js';
import { SparkClient } from './connect/spark-client.js';
import { sparkAdapter } from './spark.js';

const url = process.env['SP_SPARK_REMOTE'] ?? '';
const formats = (process.env['SP_SPARK_FORMATS'] ?? 'parquet').split(',');

const missing = url === '' ? 'SP_SPARK_REMOTE names no server' : undefined;
for (const format of formats) testAdapterContract('spark', () => createTarget(format), missing);

function createTarget(format: string): TestTarget {
  const project = createTempProject({});
  const schema = `sp_test_${randomBytes(4).toString('hex')}`;
  return {
    adapter: sparkAdapter,
    options: { url, file_format: format },
    project,
    schema,
    sql: {
      numbers: (count) => `select cast(id as int) as i, cast(id % 3 as int) as k from range(1, ${count + 1})`,
      slowSelect: `select count(s) as c from (select reflect('java.lang.Thread', 'sleep', 100L) as s from range(0, 1200, 1, 2))`,
    },
    cleanup: async () => {
      project.cleanup();
      const parsed = parseSparkRemote(url);
      if (!parsed.ok) return;
      const client = await SparkClient.connect(parsed.options);
      await client.execute(`drop schema if exists ${schema} cascade`);
      await client.close();
    },
  };
}
