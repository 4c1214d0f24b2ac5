// What is DuckDB's own: its file and who else has it open, its types, what is remembered in it.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import type { SqlValue } from '../../dialects/relation.js';
import { SpError } from '../../errors/sp-error.js';
import { SessionDriver, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { missingDuckdb } from '../../testing/servers/missing-duckdb.js';
import { createTempProject, type TempProject } from '../../testing/temp-project.js';
import type { OpenOptions, StateRow } from '../adapter.js';
import { duckdbAdapter } from './duckdb.js';

const path = 'target/w.duckdb';
const session = suite(missingDuckdb === undefined ? 'duckdb' : `duckdb (${missingDuckdb})`);

function test(name: string, body: () => Promise<void>): void {
  if (missingDuckdb === undefined) session(name, body);
  else session.skip(name, () => {});
}

async function open(
  project: TempProject,
  changes: Partial<OpenOptions> = {},
  options: Readonly<Record<string, unknown>> = { path },
): Promise<SessionDriver> {
  return new SessionDriver(await duckdbAdapter.open(options, testOpenOptions(project, changes)), project);
}

async function inProject(use: (project: TempProject) => Promise<void>): Promise<void> {
  const project = createTempProject({});
  try {
    await use(project);
  } finally {
    project.cleanup();
  }
}

async function inMemory(use: (driver: SessionDriver) => Promise<void>): Promise<void> {
  await inProject(async (project) => {
    const driver = await open(project, {}, { path: ':memory:' });
    await use(driver);
    await driver.session.close();
  });
}

/** Messages and hints of what opening ends with. */
async function refusal(promise: Promise<unknown>): Promise<readonly (string | undefined)[]> {
  try {
    await promise;
  } catch (error) {
    if (error instanceof SpError) return error.diagnostics.flatMap(({ code, message, hint }) => [code, message, hint]);
    throw error;
  }
  return [];
}

test('what is wrong with the keys of a target is said before anything is opened', () =>
  inProject(async (project) => {
    const options = { path, memory_limt: '1GB', memory_limit: 'lots', extensions: 'httpfs' };
    assert.equal(await refusal(open(project, {}, options)), [
      'SP3105',
      'a duckdb target has no key "memory_limt"',
      'did you mean "memory_limit"?',
      'SP3107',
      '"memory_limit" of a duckdb target must be a size such as 4GB',
      'Change it in project.yml.',
      'SP3107',
      '"extensions" of a duckdb target must be a list of names such as [httpfs]',
      'Change it in project.yml.',
    ]);
    assert.equal(await refusal(open(project, {}, {})), [
      'SP3106',
      'a duckdb target needs a path',
      'E.g. path: target/warehouse.duckdb, or ":memory:" to keep nothing.',
    ]);
    assert.is(existsSync(join(project.root, 'target')), false);
  }));

test('settings of the target reach the engine', () =>
  inProject(async (project) => {
    const options = { path, memory_limit: '512MiB', temp_directory: 'target/spill' };
    const driver = await open(project, { threads: 1 }, options);
    const names = ['memory_limit', 'temp_directory', 'threads', 'TimeZone'];
    const select = `select ${names.map((name) => `current_setting('${name}')`).join(', ')}`;
    assert.equal(await driver.rows(select), [['512.0 MiB', join(project.root, 'target/spill'), 1, 'UTC']]);
    await driver.session.close();
  }));

test('a file that is no database is left alone', () =>
  inProject(async (project) => {
    project.write(path, 'id,name\n'.repeat(1000));
    assert.equal(await refusal(open(project)), [
      'SP3104',
      'target/w.duckdb is no DuckDB database',
      'Move it away, or choose another path for this target.',
    ]);
    assert.is(readFileSync(join(project.root, path), 'utf8'), 'id,name\n'.repeat(1000));
  }));

test('a second run waits for the first one, and says whom it waits for', () =>
  inProject(async (project) => {
    const first = await open(project);
    const notices: string[] = [];
    const onNotice = (message: string): void => void notices.push(message);
    const [code, message] = await refusal(open(project, { lockTimeoutMs: 150, onNotice }));
    assert.is(code, 'SP3101');
    assert.match(
      message ?? '',
      new RegExp(`^target/w\\.duckdb is in use: process ${process.pid} on .* \\(sp build\\)`),
    );
    assert.is(notices.length, 1);
    await first.session.close();
    await (await open(project)).session.close();
  }));

test('a program that has the file open is named', () =>
  inProject(async (project) => {
    await (await open(project)).session.close();
    const script =
      `import { DuckDBInstance } from ${JSON.stringify(import.meta.resolve('@duckdb/node-api'))};` +
      `globalThis.kept = await DuckDBInstance.create(${JSON.stringify(join(project.root, path))});` +
      `console.log('open'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = new Promise((resolve) => other.on('close', resolve));
    try {
      await new Promise((resolve) => other.stdout.once('data', resolve));
      const [code, message, hint] = await refusal(open(project, { lockTimeoutMs: 150 }));
      assert.is(code, 'SP3109');
      assert.match(message ?? '', new RegExp(`^target/w\\.duckdb is open in another program: .*PID ${other.pid}\\)$`));
      assert.match(hint ?? '', /^Close it there, or choose another path for this target\./);
      const [readerCode] = await refusal(open(project, { lockTimeoutMs: 150, readOnly: true }));
      assert.is(readerCode, 'SP3109');
    } finally {
      other.kill();
      await ended;
    }
    await (await open(project)).session.close();
  }));

test('who only reads makes no file and takes no lock', () =>
  inProject(async (project) => {
    const reader = await open(project, { readOnly: true });
    assert.equal(await reader.relations(), []);
    await reader.session.close();
    assert.is(existsSync(join(project.root, path)), false);
    const writer = await open(project);
    await writer.table('a', 'select 1 as x');
    await writer.session.save();
    await writer.session.close();
    const [first, second] = [await open(project, { readOnly: true }), await open(project, { readOnly: true })];
    assert.equal(await first.rows('select x from a', ['a']), await second.rows('select x from a', ['a']));
    await first.session.close();
    await second.session.close();
  }));

test('staged tables of a run that is no more are dropped by the next one', () =>
  inProject(async (project) => {
    const dead = await open(project);
    await dead.table('a', 'select 1 as x');
    const staged = dead.session.dialect.stagingRelation(dead.relation('a'), 'dead');
    const create = dead.session.dialect.createTableAs(staged, 'select 2 as x');
    await dead.session.execute({ reads: [], statements: [create] });
    await dead.session.close();
    const next = await open(project);
    assert.equal(await next.relations(), ['table a']);
    assert.equal(await next.rows('select table_name from duckdb_tables() order by 1'), [['a']]);
    await next.session.close();
  }));

test("somebody else's tables and views stay, whatever is in their names", () =>
  inProject(async (project) => {
    const first = await open(project);
    const statements = ['create table notes__sp_ideas as select 1 as x', 'create view seen__sp_x as select 1 as x'];
    await first.session.execute({ reads: [], statements });
    await first.session.close();
    const second = await open(project);
    assert.equal(await second.relations(), ['table notes__sp_ideas', 'view seen__sp_x']);
    assert.equal(await second.rows('select x from notes__sp_ideas'), [[1]]);
    await second.session.close();
  }));

test('a session that ends takes what was neither published nor discarded with it', () =>
  inProject(async (project) => {
    const first = await open(project);
    await first.stageTable('a', 'select 1 as x');
    await first.stagePartitions('p', 'k', [[1, 'select 1 as k']]);
    await first.session.close();
    const second = await open(project, { readOnly: true });
    assert.equal(await second.rows('select count(*) from duckdb_tables()'), [[0]]);
    await second.session.close();
  }));

const values: readonly (readonly [sql: string, value: SqlValue])[] = [
  ["date '2024-02-29'", '2024-02-29'],
  ["timestamp '2024-02-29 01:02:03'", '2024-02-29 01:02:03'],
  ["timestamp '2024-02-29 01:02:03.25'", '2024-02-29 01:02:03.25'],
  ["timestamptz '2024-02-29 01:02:03+02'", '2024-02-28 23:02:03+00'],
  ["timestamptz '1969-12-31 23:59:59.5+00'", '1969-12-31 23:59:59.5+00'],
  ["time '10:00:00'", '10:00:00'],
  ['true', true],
  ['sum(n)', 3],
  ['170141183460469231731687303715884105727::hugeint', 170141183460469231731687303715884105727n],
  ['18446744073709551615::ubigint', 18446744073709551615n],
  ['1.50::decimal(10, 2)', 1.5],
  ['100::decimal(10, 0)', 100],
  ['-0.1::decimal(3, 2)', -0.1],
  ['12345678901234567.89::decimal(30, 2)', '12345678901234567.89'],
  ['9007199254740993::decimal(30, 0)', 9007199254740993n],
  ['1.5::float', 1.5],
  ["'ab'::blob", new Uint8Array([97, 98])],
  ["'a' || chr(10)", 'a\n'],
  ["'8a7f0e5c-3a41-4c5e-9d1e-000000000001'::uuid", '8a7f0e5c-3a41-4c5e-9d1e-000000000001'],
  ['[1, 2]', '[1, 2]'],
];

test('values of all types arrive without loss', () =>
  inMemory(async (driver) => {
    for (const [sql, expected] of values) {
      const from = sql.includes('(n)') ? ' from (values (1), (2)) as t(n)' : '';
      const [[value = null] = []] = await driver.rows(`select ${sql}${from}`);
      assert.equal(
        value instanceof Uint8Array ? [...value] : value,
        expected instanceof Uint8Array ? [...expected] : expected,
        sql,
      );
    }
  }));

test('a parameter without a value is pointed at', () =>
  inMemory(async (driver) => {
    const failed = await driver.stageView('v', 'select 1 as a, ? as b').catch((error: unknown) => error);
    assert.match(String(failed), 'a parameter has no value');
  }));

test('a misspelt keyword is recognised by the word behind it', () =>
  inMemory(async (driver) => {
    await driver.table('a', 'select 1 as x');
    const failed = await driver.query('select x form a', ['a']).catch((error: { error: unknown }) => error.error);
    assert.match(JSON.stringify(failed), 'is \\"form\\" meant to be \\"from\\"?');
  }));

test('partitions whose types differ end up in types that hold both', () =>
  inMemory(async (driver) => {
    const stage = (key: number, value: string) =>
      driver.stagePartitions('p', 'k', [[key, `select ${key} as k, ${value} as v`]]);
    const both = await driver.stagePartitions('p', 'k', [
      [1, 'select 1 as k, 5 as v'],
      [3_000_000_000, 'select 3000000000 as k, 1.25 as v'],
    ]);
    await driver.publishPartitions('p', 'k', [both]);
    await driver.publishPartitions('p', 'k', [await stage(2, "'x'")]);
    assert.equal(await driver.rows('select k, v from p order by k', ['p']), [
      [1, '5.00'],
      [2, 'x'],
      [3_000_000_000, '1.25'],
    ]);
  }));

test('contents are equal when their rows are, in any order', () =>
  inMemory(async (driver) => {
    const hashOf = async (select: string, by?: string): Promise<readonly (readonly [SqlValue, string, number])[]> => {
      const staged = await driver.stageTable('h', select);
      const relation = driver.relation('h');
      const hashes = await driver.session.hash?.({ relation, reads: [relation], over: [staged], ...(by && { by }) });
      await driver.session.discard(staged);
      return (hashes ?? []).map(({ key, hash, rows }) => [key, hash, rows]);
    };
    const rows = (...values: readonly string[]): string => `select * from (values ${values.join(', ')}) as t(a, b)`;
    const base = await hashOf(rows("(1, 'x')", '(2, null)', '(2, null)'));
    assert.equal(await hashOf(rows('(2, null)', "(1, 'x')", '(2, null)')), base);
    for (const other of [
      rows("(1, 'x')", '(2, null)'),
      rows("(1, 'x')", '(2, null)', "(2, '')"),
      rows("(2, 'x')", '(1, null)', '(2, null)'),
      rows("(1, 'x')", '(2, null)', '(2, null)').replace('t(a, b)', 't(a, c)'),
      rows("(1::bigint, 'x')", '(2, null)', '(2, null)'),
    ]) {
      assert.not.equal(await hashOf(other), base, other);
    }
    const byKey = await hashOf(rows("(1, 'x')", '(2, null)', '(2, null)'), 'b');
    assert.equal(
      byKey.map(([key, , count]) => [key, count]),
      [
        ['x', 1],
        [null, 2],
      ],
    );
    assert.equal(await hashOf(rows('(2, null)', '(2, null)', "(1, 'x')"), 'b'), byKey);
  }));

const remembered: readonly StateRow[] = [
  { table: 'nodes', id: 'model.a', key: '', value: '{"x":"it\'s"}' },
  { table: 'partitions', id: 'model.a', key: '"k1"', value: '1' },
  { table: 'partitions', id: 'model.a', key: '"k2"', value: '2' },
  { table: 'runs', id: 'r', key: '', value: '{}' },
];

test('what is remembered is there again, and nothing of another format', () =>
  inProject(async (project) => {
    const first = await open(project);
    assert.equal(await first.session.readState?.(), []);
    await first.session.writeState?.({ remove: [], put: remembered });
    await first.session.writeState?.({ remove: [], put: remembered });
    await first.session.save();
    await first.session.close();
    const second = await open(project);
    assert.equal(await second.session.readState?.(), remembered);
    assert.equal(await second.relations(), []);
    await second.session.writeState?.({
      remove: [
        { table: 'partitions', id: 'model.a', key: '"k1"' },
        { table: 'runs', id: 'r' },
      ],
      put: [{ table: 'nodes', id: 'model.a', key: '', value: 'new' }],
    });
    assert.equal(
      (await second.session.readState?.())?.map(({ table, value }) => `${table} ${value}`),
      ['nodes new', 'partitions 2'],
    );
    await second.session.execute({ reads: [], statements: ['update _sp_file set format = 99'] });
    assert.equal(await second.session.readState?.(), []);
    await second.session.close();
  }));

test('a publication that fails changes neither the data nor what is remembered', () =>
  inMemory(async (driver) => {
    await driver.table('a', 'select 1 as x');
    const staged = await driver.stageTable('a', 'select 2 as x');
    const publish = driver.session.publish({
      relation: driver.relation('a'),
      staged: [staged],
      mode: { kind: 'replace' },
      statements: [{ sql: 'create index i on "main"."a" ("nope")' }],
      state: { remove: [], put: remembered },
    });
    assert.match(await publish.then(() => 'published', String), 'nope');
    assert.equal(await driver.rows('select x from a', ['a']), [[1]]);
    assert.equal(await driver.session.readState?.(), []);
  }));

test('a file that another program wrote to is known again', () =>
  inProject(async (project) => {
    const touched = async (): Promise<boolean | undefined> => {
      const driver = await open(project);
      const found = driver.session.isTouched;
      await driver.session.close();
      return found;
    };
    const first = await open(project);
    await first.table('a', 'select 1 as x');
    await first.session.writeState?.({ remove: [], put: remembered });
    await first.session.save();
    await first.session.close();
    assert.is(await touched(), false);
    assert.is(await touched(), false);
    const { DuckDBInstance } = await import('@duckdb/node-api');
    const other = await DuckDBInstance.create(join(project.root, path));
    const connection = await other.connect();
    await connection.run('insert into a values (2)');
    connection.closeSync();
    other.closeSync();
    assert.is(await touched(), true);
    const settling = await open(project);
    await settling.session.writeState?.({ remove: [], put: [], isSettled: true });
    await settling.session.save();
    await settling.session.close();
    assert.is(await touched(), false);
  }));

test("a database that was made elsewhere is somebody else's", () =>
  inProject(async (project) => {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    project.write('target/keep', '');
    const other = await DuckDBInstance.create(join(project.root, path));
    other.closeSync();
    const driver = await open(project);
    assert.is(driver.session.isTouched, true);
    await driver.session.close();
  }));

session.run();
