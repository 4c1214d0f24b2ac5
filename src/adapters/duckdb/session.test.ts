// What is DuckDB's own: its file and who else has it open, its types.

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { SqlValue } from '../../dialects/relation.js';
import { SpError } from '../../errors/sp-error.js';
import {
  duckdbPath as path,
  duckdbSuite,
  inMemory,
  inProject,
  openDuckdb,
} from '../../testing/servers/duckdb-sessions.js';

const { test, run } = duckdbSuite('duckdb');

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
    assert.equal(await refusal(openDuckdb(project, {}, options)), [
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
    assert.equal(await refusal(openDuckdb(project, {}, {})), [
      'SP3106',
      'a duckdb target needs a path',
      'E.g. path: target/warehouse.duckdb, or ":memory:" to keep nothing.',
    ]);
    assert.is(existsSync(join(project.root, 'target')), false);
  }));

test('settings of the target reach the engine', () =>
  inProject(async (project) => {
    const options = { path, memory_limit: '512MiB', temp_directory: 'target/spill' };
    const driver = await openDuckdb(project, { threads: 1 }, options);
    const names = ['memory_limit', 'temp_directory', 'threads', 'TimeZone'];
    const select = `select ${names.map((name) => `current_setting('${name}')`).join(', ')}`;
    assert.equal(await driver.rows(select), [['512.0 MiB', join(project.root, 'target/spill'), 1, 'UTC']]);
    await driver.session.close();
  }));

test('a file that is no database is left alone', () =>
  inProject(async (project) => {
    project.write(path, 'id,name\n'.repeat(1000));
    assert.equal(await refusal(openDuckdb(project)), [
      'SP3104',
      'target/w.duckdb is no DuckDB database',
      'Move it away, or choose another path for this target.',
    ]);
    assert.is(readFileSync(join(project.root, path), 'utf8'), 'id,name\n'.repeat(1000));
  }));

test('a second run waits for the first one, and says whom it waits for', () =>
  inProject(async (project) => {
    const first = await openDuckdb(project);
    const notices: string[] = [];
    const onNotice = (message: string): void => void notices.push(message);
    const [code, message] = await refusal(openDuckdb(project, { lockTimeoutMs: 150, onNotice }));
    assert.is(code, 'SP3101');
    assert.match(
      message ?? '',
      new RegExp(`^target/w\\.duckdb is in use: process ${process.pid} on .* \\(sp build\\)`),
    );
    assert.is(notices.length, 1);
    await first.session.close();
    await (await openDuckdb(project)).session.close();
  }));

test('a program that has the file open is named', () =>
  inProject(async (project) => {
    await (await openDuckdb(project)).session.close();
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
      const [code, message, hint] = await refusal(openDuckdb(project, { lockTimeoutMs: 150 }));
      assert.is(code, 'SP3109');
      assert.match(message ?? '', new RegExp(`^target/w\\.duckdb is open in another program: .*PID ${other.pid}\\)$`));
      assert.match(hint ?? '', /^Close it there, or choose another path for this target\./);
      const [readerCode] = await refusal(openDuckdb(project, { lockTimeoutMs: 150, readOnly: true }));
      assert.is(readerCode, 'SP3109');
    } finally {
      other.kill();
      await ended;
    }
    await (await openDuckdb(project)).session.close();
  }));

test('who only reads makes no file and takes no lock', () =>
  inProject(async (project) => {
    const reader = await openDuckdb(project, { readOnly: true });
    assert.equal(await reader.relations(), []);
    await reader.session.close();
    assert.is(existsSync(join(project.root, path)), false);
    const writer = await openDuckdb(project);
    await writer.table('a', 'select 1 as x');
    await writer.session.save();
    await writer.session.close();
    const [first, second] = [
      await openDuckdb(project, { readOnly: true }),
      await openDuckdb(project, { readOnly: true }),
    ];
    assert.equal(await first.rows('select x from a', ['a']), await second.rows('select x from a', ['a']));
    await first.session.close();
    await second.session.close();
  }));

test('staged tables of a run that is no more are dropped by the next one', () =>
  inProject(async (project) => {
    const dead = await openDuckdb(project);
    await dead.table('a', 'select 1 as x');
    const staged = dead.session.dialect.stagingRelation(dead.relation('a'), 'dead');
    const create = dead.session.dialect.createTableAs(staged, 'select 2 as x');
    await dead.session.execute({ reads: [], statements: [create] });
    await dead.session.close();
    const next = await openDuckdb(project);
    assert.equal(await next.relations(), ['table a']);
    assert.equal(await next.rows('select table_name from duckdb_tables() order by 1'), [['a']]);
    await next.session.close();
  }));

test("somebody else's tables and views stay, whatever is in their names", () =>
  inProject(async (project) => {
    const first = await openDuckdb(project);
    const statements = ['create table notes__sp_ideas as select 1 as x', 'create view seen__sp_x as select 1 as x'];
    await first.session.execute({ reads: [], statements });
    await first.session.close();
    const second = await openDuckdb(project);
    assert.equal(await second.relations(), ['table notes__sp_ideas', 'view seen__sp_x']);
    assert.equal(await second.rows('select x from notes__sp_ideas'), [[1]]);
    await second.session.close();
  }));

test('a session that ends takes what was neither published nor discarded with it', () =>
  inProject(async (project) => {
    const first = await openDuckdb(project);
    await first.stageTable('a', 'select 1 as x');
    await first.stagePartitions('p', 'k', [[1, 'select 1 as k']]);
    await first.session.close();
    const second = await openDuckdb(project, { readOnly: true });
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

run();
