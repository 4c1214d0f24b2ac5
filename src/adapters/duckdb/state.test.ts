// What is remembered in a DuckDB file, and contents as hashes.

import { join } from 'node:path';
import * as assert from 'uvu/assert';
import type { SqlValue } from '../../dialects/relation.js';
import {
  duckdbPath as path,
  duckdbSuite,
  inMemory,
  inProject,
  openDuckdb,
} from '../../testing/servers/duckdb-sessions.js';
import type { StateRow } from '../adapter.js';

const { test, run } = duckdbSuite('duckdb state');

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
    const first = await openDuckdb(project);
    assert.equal(await first.session.readState?.(), []);
    await first.session.writeState?.({ remove: [], put: remembered });
    await first.session.writeState?.({ remove: [], put: remembered });
    await first.session.save();
    await first.session.close();
    const second = await openDuckdb(project);
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
      const driver = await openDuckdb(project);
      const found = driver.session.isTouched;
      await driver.session.close();
      return found;
    };
    const first = await openDuckdb(project);
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
    const settling = await openDuckdb(project);
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
    const driver = await openDuckdb(project);
    assert.is(driver.session.isTouched, true);
    await driver.session.close();
  }));

run();
