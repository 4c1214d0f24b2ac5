// The engines that tests of whole projects run on: sqlite and DuckDB in the project's own folder, PostgreSQL and Spark where
// there is a server.

import { randomBytes } from 'node:crypto';
import type { EngineName } from '../dialects/dialect.js';
import { parseSparkRemote } from '../adapters/spark/connect/parse-spark-remote.js';
import { SparkClient } from '../adapters/spark/connect/spark-client.js';
import { missingDuckdb } from './servers/missing-duckdb.js';
import { missingPostgres, openTestServer } from './servers/postgres-server.js';

export interface EngineTarget {
  readonly engine: EngineName;
  /** Why it cannot be tested here. */
  readonly missing?: string;
  /** What stands in project.yml, with an empty schema or file behind it. */
  readonly open: () => Promise<OpenedTarget>;
}

export interface OpenedTarget {
  /** `targets: {…}` */
  readonly yaml: string;
  /** Where relations without a schema of their own are; absent on sqlite. */
  readonly schema?: string;
  readonly close: () => Promise<void>;
}

const postgres = openTestServer();
const sparkUrl = process.env['SP_SPARK_REMOTE'] ?? '';

export const engineTargets: readonly EngineTarget[] = [
  { engine: 'sqlite', open: () => inFile('sqlite') },
  { engine: 'duckdb', ...because(missingDuckdb), open: () => inFile('duckdb') },
  { engine: 'postgres', ...because(missingPostgres()), open: openPostgres },
  { engine: 'spark', ...because(sparkUrl === '' ? 'SP_SPARK_REMOTE is not set' : undefined), open: openSpark },
];

function because(missing: string | undefined): Pick<EngineTarget, 'missing'> {
  return missing === undefined ? {} : { missing };
}

function targetYaml(options: Readonly<Record<string, unknown>>): string {
  return `targets: ${JSON.stringify({ dev: options })}\n`;
}

function inFile(type: 'sqlite' | 'duckdb'): Promise<OpenedTarget> {
  const yaml = targetYaml({ type, path: `target/w.${type}` });
  return Promise.resolve({ yaml, ...(type === 'duckdb' && { schema: 'main' }), close: () => Promise.resolve() });
}

async function openPostgres(): Promise<OpenedTarget> {
  const database = await (await postgres()).createDatabase();
  const yaml = targetYaml({ type: 'postgres', url: database.url });
  return { yaml, schema: 'public', close: () => database.drop() };
}

async function openSpark(): Promise<OpenedTarget> {
  const schema = `sp_test_${randomBytes(4).toString('hex')}`;
  const close = async (): Promise<void> => {
    const parsed = parseSparkRemote(sparkUrl);
    if (!parsed.ok) return;
    const client = await SparkClient.connect(parsed.options);
    for (const each of [schema, `${schema}_dbt_test__audit`]) {
      await client.execute(`drop schema if exists ${each} cascade`);
    }
    await client.close();
  };
  return { yaml: targetYaml({ type: 'spark', url: sparkUrl, schema }), schema, close };
}
