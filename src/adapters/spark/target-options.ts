// The keys of a spark target in project.yml, checked.

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { sparkFormats, type SparkFormat } from '../../dialects/spark/spark-dialect.js';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { SpError } from '../../errors/sp-error.js';
import { didYouMean } from '../../errors/suggest.js';
import type { OpenOptions } from '../adapter.js';
import { describeDiskError } from '../describe-disk-error.js';
import { badTargetOption, unknownTargetOption } from '../errors.js';
import { isLoopback, parseSparkRemote } from './connect/parse-spark-remote.js';
import type { SparkConnectOptions } from './connect/spark-options.js';
import { badRemote, missingRemote } from './errors.js';

export interface SparkTarget {
  readonly connect: SparkConnectOptions;
  /** `host:port`, for messages. */
  readonly server: string;
  readonly format: SparkFormat;
  /** The catalog in names of relations; a target's `catalog` is the session's default instead. */
  readonly database?: string;
  readonly schema: string;
  /** New schemas are made in folders below it, so that their tables lie there. */
  readonly locationRoot?: string;
  readonly tableProperties: Readonly<Record<string, string>>;
  readonly statementTimeoutSeconds?: number;
}

type Options = Readonly<Record<string, unknown>>;

const knownKeys = [
  'url',
  'catalog',
  'file_format',
  'location_root',
  'token',
  'insecure_token',
  'ca',
  'cert',
  'key',
  'user_id',
  'headers',
  'session_conf',
  'table_properties',
  'statement_timeout',
  'connect_timeout',
] as const;

/** What gives SQL one meaning on every server; a target's session_conf comes on top. */
const sessionConfs: Readonly<Record<string, string>> = {
  'spark.sql.session.timeZone': 'UTC',
  'spark.sql.ansi.enabled': 'true',
  'spark.sql.ansi.doubleQuotedIdentifiers': 'true',
  'spark.sql.storeAssignmentPolicy': 'ANSI',
  'spark.sql.sources.partitionOverwriteMode': 'dynamic',
};

/** `host:port` of a target's url, or undefined when there is none that can be read. */
export function describeServer(options: Options): string | undefined {
  const url = options['url'];
  const parsed = typeof url === 'string' ? parseSparkRemote(url) : undefined;
  return parsed?.ok ? `${parsed.options.host}:${parsed.options.port}` : undefined;
}

/** @throws SpError with everything that is wrong with the target. */
export function readTargetOptions(options: Options, open: OpenOptions): SparkTarget {
  const { place } = open;
  const problems: Diagnostic[] = [];
  const fail = (key: string, wanted: string): undefined => {
    problems.push(badTargetOption('spark', key, wanted, place));
    return undefined;
  };
  const isPresent = (key: string): boolean =>
    options[key] !== undefined && options[key] !== null && options[key] !== '';
  const text = (key: string): string | undefined => {
    if (!isPresent(key)) return undefined;
    const value = options[key];
    return typeof value === 'string' ? value : fail(key, 'a text');
  };
  const seconds = (key: string): number | undefined => {
    if (!isPresent(key)) return undefined;
    const value = Number(options[key]);
    return Number.isFinite(value) && value > 0 ? value : fail(key, 'a number of seconds above 0');
  };
  const pairs = (key: string): Readonly<Record<string, string>> => {
    const value = options[key];
    if (!isPresent(key)) return {};
    const entries = typeof value === 'object' && value !== null ? Object.entries(value) : undefined;
    if (entries === undefined || Array.isArray(value) || entries.some(([, each]) => typeof each === 'object')) {
      fail(key, 'a mapping of names to values');
      return {};
    }
    return Object.fromEntries(entries.map(([name, each]) => [name, String(each)]));
  };
  const file = (key: string): Uint8Array | undefined => {
    const path = text(key);
    if (path === undefined) return undefined;
    try {
      return readFileSync(resolve(open.projectRoot, path));
    } catch (error) {
      return fail(key, `a PEM file, and ${path} cannot be read: ${describeDiskError(error)}`);
    }
  };

  for (const key of Object.keys(options)) {
    if ((knownKeys as readonly string[]).includes(key)) continue;
    const hint =
      didYouMean(key, knownKeys) ?? `Its keys are: type, threads, schema, database, ${knownKeys.join(', ')}.`;
    problems.push(unknownTargetOption('spark', key, hint, place));
  }
  const remote = readRemote(options, open, problems);
  const format = text('file_format') ?? 'parquet';
  const knownFormat = sparkFormats.find((each) => each === format);
  if (knownFormat === undefined) fail('file_format', `one of ${sparkFormats.join(', ')}`);
  const insecure = options['insecure_token'] ?? false;
  if (typeof insecure !== 'boolean') fail('insecure_token', 'true or false');
  const [ca, cert, key] = [file('ca'), file('cert'), file('key')];
  const token = text('token') ?? remote?.token;
  const [userId, catalog, locationRoot] = [text('user_id') ?? remote?.userId, text('catalog'), text('location_root')];
  const connectTimeout = seconds('connect_timeout');
  const statementTimeoutSeconds = seconds('statement_timeout');
  const headers = pairs('headers');
  const tableProperties = pairs('table_properties');
  const confs = {
    ...sessionConfs,
    ...(catalog !== undefined && { 'spark.sql.defaultCatalog': catalog }),
    ...pairs('session_conf'),
  };
  if (problems.length > 0 || remote === undefined) throw new SpError(problems);
  const isEncrypted = remote.tls || (text('token') !== undefined && !isLoopback(remote.host) && insecure !== true);
  return {
    connect: {
      ...remote,
      tls: isEncrypted,
      confs,
      headers: { ...remote.headers, ...headers },
      userAgent: 'sp',
      ...(token !== undefined && { token }),
      ...(insecure === true && { insecureToken: true }),
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(userId !== undefined && { userId }),
      ...(connectTimeout !== undefined && { connectTimeoutMs: connectTimeout * 1000 }),
    },
    server: `Spark at ${remote.host}:${remote.port}`,
    format: knownFormat ?? 'parquet',
    schema: (open.schema ?? 'default').toLowerCase(),
    tableProperties,
    ...(open.database !== undefined && open.database !== '' && { database: open.database }),
    ...(locationRoot !== undefined && { locationRoot: locationRoot.replace(/\/+$/, '') }),
    ...(statementTimeoutSeconds !== undefined && { statementTimeoutSeconds }),
  };
}

function readRemote(options: Options, { place }: OpenOptions, problems: Diagnostic[]): SparkConnectOptions | undefined {
  const url = options['url'];
  if (url === undefined || url === null || url === '') {
    problems.push(missingRemote('url' in options, place));
    return undefined;
  }
  if (typeof url !== 'string') {
    problems.push(badTargetOption('spark', 'url', 'a text', place));
    return undefined;
  }
  const parsed = parseSparkRemote(url);
  if (parsed.ok) return parsed.options;
  problems.push(badRemote(parsed.problem, place));
  return undefined;
}
