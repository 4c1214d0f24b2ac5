import { parseSparkRemote } from '../../adapters/spark/connect/parse-spark-remote.js';
import { SparkClient } from '../../adapters/spark/connect/spark-client.js';
import type { EngineName } from '../../dialects/dialect.js';
import type { SqlValue } from '../../dialects/relation.js';

/** An engine that answers one statement at a time; its driver alone, without the adapter of it. */
export interface Engine {
  readonly name: EngineName;
  firstColumn(sql: string): Promise<readonly SqlValue[]>;
  close(): Promise<void>;
}

export interface Engines {
  readonly engines: readonly Engine[];
  readonly skipped: readonly { readonly name: EngineName; readonly reason: string }[];
}

/** DuckDB where its driver is installed, PostgreSQL where SP_POSTGRES_URL says, Spark where SP_SPARK_REMOTE says. */
export async function openEngines(): Promise<Engines> {
  const engines: Engine[] = [];
  const skipped: { readonly name: EngineName; readonly reason: string }[] = [];
  const duckdb = await openDuckdb();
  if (duckdb === undefined) skipped.push({ name: 'duckdb', reason: '@duckdb/node-api is not installed' });
  else engines.push(duckdb);
  const url = process.env['SP_POSTGRES_URL'] ?? '';
  if (url === '') skipped.push({ name: 'postgres', reason: 'SP_POSTGRES_URL is not set' });
  else engines.push(await openPostgres(url));
  const remote = process.env['SP_SPARK_REMOTE'] ?? '';
  if (remote === '') skipped.push({ name: 'spark', reason: 'SP_SPARK_REMOTE is not set' });
  else engines.push(await openSpark(remote));
  return { engines, skipped };
}

async function openDuckdb(): Promise<Engine | undefined> {
  const driver = await import('@duckdb/node-api').catch(() => undefined);
  if (driver === undefined) return undefined;
  const instance = await driver.DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  return {
    name: 'duckdb',
    firstColumn: async (sql) => {
      const reader = await connection.runAndReadAll(sql);
      const isDay = reader.columnTypeId(0) === driver.DuckDBTypeId.DATE;
      return (reader.getColumnsJS()[0] ?? []).map((value) => toSqlValue(value, isDay));
    },
    close: () => {
      connection.closeSync();
      instance.closeSync();
      return Promise.resolve();
    },
  };
}

async function openPostgres(url: string): Promise<Engine> {
  const { Client, types } = (await import('pg')).default;
  const asText = (text: string): string => text;
  // Numbers as numbers, days and moments as the text that the server sends.
  const parsers = new Map<number, (text: string) => SqlValue>([
    [types.builtins.INT8, BigInt],
    [types.builtins.NUMERIC, Number],
    [types.builtins.DATE, asText],
    [types.builtins.TIMESTAMP, asText],
  ]);
  const client = new Client({
    connectionString: url,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') => parsers.get(oid) ?? types.getTypeParser(oid, format),
    },
  });
  await client.connect();
  return {
    name: 'postgres',
    firstColumn: async (sql) => {
      const { rows } = await client.query<SqlValue[]>({ text: sql, rowMode: 'array' });
      return rows.map((row) => row[0] ?? null);
    },
    close: () => client.end(),
  };
}

async function openSpark(remote: string): Promise<Engine> {
  const parsed = parseSparkRemote(remote);
  if (!parsed.ok) throw new Error(`SP_SPARK_REMOTE: ${parsed.problem}`);
  const confs = {
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.ansi.enabled': 'true',
    'spark.sql.ansi.doubleQuotedIdentifiers': 'true',
  };
  const client = await SparkClient.connect({ ...parsed.options, confs });
  return {
    name: 'spark',
    firstColumn: async (sql) => {
      const { columns, rows } = await client.query(sql);
      const isDecimal = columns[0]?.type.startsWith('decimal') === true;
      return rows.map(([value = null]) => (isDecimal && value !== null ? Number(value) : value));
    },
    close: () => client.close(),
  };
}

/** DuckDB's JavaScript values: moments are Dates that stand for UTC. */
function toSqlValue(value: unknown, isDay: boolean): SqlValue {
  if (value instanceof Date) {
    const [day = '', time = ''] = value.toISOString().split('T');
    return isDay ? day : `${day} ${time.replace(/(?:\.000)?Z$/, '')}`;
  }
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint') return value;
  return typeof value === 'boolean' ? value : Number(value);
}
