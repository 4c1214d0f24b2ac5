// Apache Spark as an Adapter, over Spark Connect: any server of version 3.5 or later.

import { getSparkDialect, sparkDialect } from '../../dialects/spark/spark-dialect.js';
import { SpError } from '../../errors/sp-error.js';
import type { Adapter, ConnectionReport, OpenOptions, Session } from '../adapter.js';
import { missingDriver } from '../errors.js';
import { SparkClient } from './connect/spark-client.js';
import { SparkError } from './connect/spark-error.js';
import { cannotConnect } from './errors.js';
import { repairLeftovers } from './repair-leftovers.js';
import { SessionLock } from './session-lock.js';
import { SparkSession } from './session.js';
import { SparkCatalog } from './spark-catalog.js';
import { SparkConnection } from './spark-connection.js';
import type { StageContext } from './stage-context.js';
import { StagingNames } from './staging-names.js';
import { describeServer, readTargetOptions, type SparkTarget } from './target-options.js';

type Options = Readonly<Record<string, unknown>>;

export const sparkAdapter: Adapter = {
  dialect: sparkDialect,
  describe: (options) => `spark: ${describeServer(options) ?? 'no url'}`,
  open: openSession,
  debug,
};

async function openSession(options: Options, open: OpenOptions): Promise<Session> {
  const target = readTargetOptions(options, open);
  const names = new StagingNames();
  const lock = open.readOnly ? undefined : await SessionLock.acquire(target, open);
  try {
    const context = await connect(target, names, open);
    try {
      if (lock) {
        await repairLeftovers(context, lock.deadSession);
        lock.claim(names.session);
      }
      return new SparkSession({ context, slots: open.threads, lock });
    } catch (error) {
      await context.connection.close();
      throw error;
    }
  } catch (error) {
    lock?.release(false);
    throw error;
  }
}

/** @throws SpError when there is no server, no access, or no driver. */
async function connect(target: SparkTarget, names: StagingNames, { place }: OpenOptions): Promise<StageContext> {
  let client: SparkClient;
  try {
    client = await SparkClient.connect(target.connect);
  } catch (error) {
    if (!(error instanceof SparkError)) throw error;
    if (error.kind === 'not-installed') throw new SpError([missingDriver('spark', error.missingPackages, place)]);
    throw new SpError([cannotConnect(target.server, error, place)]);
  }
  const dialect = getSparkDialect(target.format);
  const connection = new SparkConnection(target, client);
  const catalog = new SparkCatalog({ dialect, target, connection });
  return { dialect, target, connection, catalog, names, leftovers: new Map() };
}

async function debug(options: Options, open: OpenOptions): Promise<ConnectionReport> {
  const description = sparkAdapter.describe(options);
  try {
    const target = readTargetOptions(options, open);
    const context = await connect(target, new StagingNames(), open);
    try {
      const { connection, catalog } = context;
      const relations = await catalog.relations();
      return {
        description,
        checks: [
          {
            name: 'engine',
            ok: true,
            detail: `Spark ${await connection.serverVersion()} at ${describeServer(options) ?? ''}`,
          },
          { name: 'schema', ok: true, detail: `${target.schema}: ${relations.length} relations` },
          await checkFormat(context),
          { name: 'threads', ok: true, detail: `${open.threads} statements at once` },
        ],
      };
    } finally {
      await context.connection.close();
    }
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    return {
      description,
      checks: error.diagnostics.map(({ message, hint }) => ({
        name: 'target',
        ok: false,
        detail: message,
        ...(hint !== undefined && { fix: hint }),
      })),
    };
  }
}

/** Delta and Iceberg are extensions that the server was started with, or not. */
async function checkFormat({ connection, target }: StageContext): Promise<ConnectionReport['checks'][number]> {
  const { format } = target;
  if (format === 'parquet') return { name: 'file_format', ok: true, detail: 'parquet' };
  const { rows } = await connection.execute('set spark.sql.extensions');
  const extensions = String(rows[0]?.[1] ?? '').toLowerCase();
  if (extensions.includes(format)) return { name: 'file_format', ok: true, detail: `${format} (${extensions})` };
  return {
    name: 'file_format',
    ok: false,
    detail: `the server does not list an extension for ${format}: spark.sql.extensions is ${extensions || 'empty'}`,
    fix: `Start the server with ${format}, e.g. bash scripts/spark-server.sh start --${format}`,
  };
}
