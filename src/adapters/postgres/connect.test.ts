// What is wrong with a target that cannot be opened. Needs no server.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Diagnostic } from '../../errors/diagnostic.js';
import { SpError } from '../../errors/sp-error.js';
import { testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { startScriptedPostgres, type Script } from '../../testing/servers/scripted-postgres.js';
import { createTempProject } from '../../testing/temp-project.js';
import type { OpenOptions } from '../adapter.js';
import { postgresAdapter } from './postgres.js';

type Options = Readonly<Record<string, unknown>>;

async function problemsOf(options: Options, changes: Partial<OpenOptions> = {}): Promise<readonly Diagnostic[]> {
  const project = createTempProject({});
  try {
    await (await postgresAdapter.open(options, testOpenOptions(project, changes))).close();
  } catch (error) {
    if (error instanceof SpError) return error.diagnostics;
    throw error;
  } finally {
    project.cleanup();
  }
  throw new Error('it could be opened');
}

async function textsOf(options: Options, changes: Partial<OpenOptions> = {}): Promise<readonly string[]> {
  return (await problemsOf(options, changes)).map(({ code, message, hint }) => `${code} ${message}: ${hint ?? ''}`);
}

async function withScript(script: Script, more: Options = {}): Promise<readonly string[]> {
  const server = await startScriptedPostgres(script);
  try {
    const texts = await textsOf({ url: `postgresql://ann:s3cret@127.0.0.1:${server.port}/school`, ...more });
    return texts.map((text) => text.replaceAll(String(server.port), 'PORT'));
  } finally {
    await server.close();
  }
}

test('unknown keys, of the target and of its url, get the nearest one', async () => {
  assert.equal(await textsOf({ url: 'postgresql://localhost/x?sslmod=require', sheme: 'a', statement_timout: 3 }), [
    'SP3120 a postgres target has no key "sheme": Its keys are: type, threads, schema, database, url, host, port, user, password, dbname, sslmode, sslrootcert, sslcert, sslkey, search_path, role, statement_timeout, connect_timeout, keepalives_idle.',
    'SP3120 a postgres target has no key "statement_timout": did you mean "statement_timeout"?',
    'SP3120 a postgres target has no key "sslmod": did you mean "sslmode"?',
  ]);
});

test('an empty url names the variable that would fill it', async () => {
  const text = `targets:\n  dev: { type: sqlite }\n  pg: { type: postgres, url: "{{env_var 'SCHOOL_PG' ''}}" }\n`;
  const place = { file: { path: 'project.yml', text }, start: { line: 3, column: 3 } };
  assert.equal(await textsOf({ url: '' }, { place }), [
    'SP3121 the url of a postgres target is empty: Set the environment variable SCHOOL_PG, e.g. SCHOOL_PG=postgresql://user@localhost:5432/school. A password can stand in PGPASSWORD.',
  ]);
  const [problem] = await problemsOf({ url: '' }, { place });
  assert.is(problem?.place?.start.line, 3);
});

test('values that do not fit are named, and no secret is shown', async () => {
  const options = {
    host: 'localhost',
    port: 'many',
    password: { a: 1 },
    sslmode: 'requir',
    connect_timeout: -1,
    dbname: 'a',
  };
  assert.equal(await textsOf(options, { database: 'b' }), [
    'SP3122 port of a postgres target must be a whole number from 1 to 65535: ',
    'SP3122 password of a postgres target must be a text: ',
    'SP3122 dbname of a postgres target is "a", but database is "b": A connection reads one database: name one.',
    'SP3122 sslmode of a postgres target is "requir": did you mean "require"?',
    'SP3122 connect_timeout of a postgres target must be a whole number of seconds from 1 to 3600: ',
  ]);
  assert.equal(await textsOf({ url: 'mysql://bob:hunter2@db/x' }), [
    'SP3122 url of a postgres target is no URL: E.g. postgresql://user@localhost:5432/school',
  ]);
});

test('a target is described by host, port and database alone', () => {
  const describe = (options: Options): string => postgresAdapter.describe(options);
  assert.is(
    describe({ url: 'postgresql://ann:s3cret@db.example:6543/school?sslmode=require' }),
    'postgres: db.example:6543/school',
  );
  assert.is(describe({ host: 'db', dbname: 'school', user: 'ann', password: 's3cret' }), 'postgres: db:5432/school');
});

test('nothing listens there', async () => {
  const server = await startScriptedPostgres({ kind: 'silence' });
  await server.close();
  assert.equal(await textsOf({ url: `postgresql://127.0.0.1:${server.port}/school` }), [
    `SP3124 cannot connect to 127.0.0.1:${server.port}/school: nothing listens there: Start the server, or correct host and port.`,
  ]);
});

test('a host that does not exist', async () => {
  assert.equal(await textsOf({ host: 'no-such-host.invalid', dbname: 'x' }), [
    'SP3124 cannot connect to no-such-host.invalid:5432/x: the name of the host is not known: Correct the host, or look at the network.',
  ]);
});

test('a server that never answers is given up after connect_timeout', async () => {
  assert.equal(await withScript({ kind: 'silence' }, { connect_timeout: 1 }), [
    'SP3124 cannot connect to 127.0.0.1:PORT/school: it does not answer: Look at host, port and firewall; `connect_timeout` is in seconds.',
  ]);
});

test('a wrong password, an unknown database, a refused host and a full server are told apart', async () => {
  const refuse = (code: string, message: string) => withScript({ kind: 'refuse', code, message });
  const place = 'SP3124 cannot connect to 127.0.0.1:PORT/school:';
  assert.equal(await refuse('28P01', 'password authentication failed for user "ann"'), [
    `${place} the password for user "ann" is wrong: Correct it in the url, in \`password\`, or in PGPASSWORD.`,
  ]);
  assert.equal(await refuse('3D000', 'database "school" does not exist'), [
    `${place} database "school" does not exist: Create it: createdb school`,
  ]);
  assert.equal(await refuse('28000', 'no pg_hba.conf entry for host "127.0.0.1"'), [
    `${place} no pg_hba.conf entry for host "127.0.0.1": Correct the user, or let the server accept it in pg_hba.conf.`,
  ]);
  assert.equal(await refuse('53300', 'sorry, too many clients already'), [
    `${place} sorry, too many clients already: Use fewer --threads, or raise max_connections of the server.`,
  ]);
});

test('a server that is too old says so', async () => {
  assert.equal(await withScript({ kind: 'version', number: 110_022, name: '11.22 (Debian 11.22-1)' }), [
    'SP3125 127.0.0.1:PORT/school is PostgreSQL 11.22, which is too old: sp needs PostgreSQL 12 or later.',
  ]);
});

test('sp debug shows what is wrong and what to do', async () => {
  const project = createTempProject({});
  try {
    const report = await postgresAdapter.debug({ url: '' }, testOpenOptions(project));
    assert.equal(
      report.checks.map(({ name, ok, detail }) => [name, ok, detail]),
      [['connection', false, 'the url of a postgres target is empty']],
    );
    assert.match(report.checks[0]?.fix ?? '', 'Write url: postgresql://');
  } finally {
    project.cleanup();
  }
});

test.run();
