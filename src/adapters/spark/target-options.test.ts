import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../../errors/sp-error.js';
import type { OpenOptions } from '../adapter.js';
import { describeServer, readTargetOptions, type SparkTarget } from './target-options.js';

const open: OpenOptions = {
  projectRoot: '/project',
  targetPath: '/project/target',
  threads: 2,
  readOnly: false,
  lockTimeoutMs: 1000,
  runId: 'test',
  command: 'build',
  onNotice: () => {},
  place: { file: { path: 'project.yml', text: '' }, start: { line: 3, column: 3 } },
  schema: 'School',
};

function problemsOf(options: Readonly<Record<string, unknown>>): readonly string[] {
  try {
    readTargetOptions(options, open);
  } catch (error) {
    if (!(error instanceof SpError)) throw error;
    return error.diagnostics.map(({ code, message, hint }) => `${code}: ${message} | ${hint ?? ''}`);
  }
  return [];
}

const read = (options: Readonly<Record<string, unknown>>): SparkTarget =>
  readTargetOptions({ url: 'sc://spark.example.org:443', ...options }, open);

test('a url alone makes a target of parquet tables, in sessions that read SQL in one way', () => {
  const { connect, ...target } = read({});
  assert.equal(target, {
    server: 'Spark at spark.example.org:443',
    format: 'parquet',
    schema: 'school',
    tableProperties: {},
  });
  assert.is(connect.tls, false);
  assert.equal(connect.confs, {
    'spark.sql.session.timeZone': 'UTC',
    'spark.sql.ansi.enabled': 'true',
    'spark.sql.ansi.doubleQuotedIdentifiers': 'true',
    'spark.sql.storeAssignmentPolicy': 'ANSI',
    'spark.sql.sources.partitionOverwriteMode': 'dynamic',
  });
});

test('session_conf comes on top, and a catalog is the default of the session', () => {
  const { connect } = read({ catalog: 'lake', session_conf: { 'spark.sql.shuffle.partitions': 8 } });
  assert.is(connect.confs?.['spark.sql.defaultCatalog'], 'lake');
  assert.is(connect.confs?.['spark.sql.shuffle.partitions'], '8');
});

test('a token travels encrypted, unless it stays on this machine or somebody insists', () => {
  assert.is(read({ token: 't' }).connect.tls, true);
  assert.is(read({ url: 'sc://127.0.0.1:15002', token: 't' }).connect.tls, false);
  const insisting = read({ token: 't', insecure_token: true }).connect;
  assert.is(insisting.tls, false);
  assert.is(insisting.insecureToken, true);
});

test('a missing url says how to get one', () => {
  const hint =
    'Set SP_SPARK_REMOTE to a Spark Connect endpoint, e.g. SP_SPARK_REMOTE=sc://127.0.0.1:15002; `bash scripts/spark-server.sh start` starts one here and prints the line.';
  assert.equal(problemsOf({ url: '' }), [`SP3140: the url of a spark target is empty | ${hint}`]);
  assert.equal(problemsOf({}), [`SP3140: a spark target needs a url | ${hint}`]);
});

test('everything that is wrong is said at once', () => {
  assert.equal(
    problemsOf({
      url: 'https://spark.example.org',
      file_fromat: 'delta',
      file_format: 'orc',
      insecure_token: 'yes',
      session_conf: ['a'],
      statement_timeout: -1,
      ca: 'missing.pem',
    }),
    [
      'SP3105: a spark target has no key "file_fromat" | did you mean "file_format"?',
      'SP3141: the url of a spark target cannot be used: it is not of the form sc://host:15002/;key=value;key=value | It is written sc://host:15002/;key=value, e.g. sc://spark.example.org:443/;use_ssl=true.',
      'SP3107: "file_format" of a spark target must be one of parquet, delta, iceberg | Change it in project.yml.',
      'SP3107: "insecure_token" of a spark target must be true or false | Change it in project.yml.',
      'SP3107: "ca" of a spark target must be a PEM file, and missing.pem cannot be read: the folder is gone | Change it in project.yml.',
      'SP3107: "statement_timeout" of a spark target must be a number of seconds above 0 | Change it in project.yml.',
      'SP3107: "session_conf" of a spark target must be a mapping of names to values | Change it in project.yml.',
    ],
  );
});

test('a server is described without its secrets', () => {
  assert.is(describeServer({ url: 'sc://spark.example.org/;token=secret' }), 'spark.example.org:15002');
  assert.is(describeServer({ url: 'spark.example.org' }), undefined);
});

test.run();
