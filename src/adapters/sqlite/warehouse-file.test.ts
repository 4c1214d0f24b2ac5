import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { build, inProject, open, path, sql, withSession } from '../../testing/sqlite-warehouse.js';

test('the saved file is a sound SQLite database, alone in its folder', () =>
  inProject(async (project, file) => {
    await withSession(project, async (driver) => {
      await driver.publish(await driver.stageTable('a', 'select 1 as id, 2 as v'), [
        'create unique index "a_id" on "a" ("id")',
      ]);
      await driver.view('v', 'select sum(v) as s from a', ['a']);
      const saved = await driver.session.save();
      assert.equal(saved, { description: path, sizeBytes: statSync(file).size });
    });
    assert.equal(readdirSync(join(project.root, 'target')), ['w.sqlite']);
    const database = open(file);
    assert.equal(database.exec('pragma integrity_check')[0]?.values, [['ok']]);
    assert.equal(database.exec('select s from v')[0]?.values, [[2]]);
    assert.equal(database.exec("select name from sqlite_master where type = 'index'")[0]?.values, [['a_id']]);
  }));

test('a run that publishes nothing writes nothing', () =>
  inProject(async (project, file) => {
    await withSession(project, async (driver) => {
      await driver.stageTable('a', 'select 1 as x');
      assert.is(await driver.session.save(), undefined);
    });
    assert.is(existsSync(file), false);
  }));

test('in memory everything works and nothing is kept', () =>
  inProject(async (project) => {
    await withSession(
      project,
      async (driver) => {
        await driver.table('a', 'select 1 as x');
        assert.equal(await driver.rows('select x from a', ['a']), [[1]]);
        assert.is(await driver.session.save(), undefined);
      },
      { at: ':memory:' },
    );
    assert.equal(readdirSync(project.root), []);
  }));

test('the same rows give the same bytes, however many threads made them', () =>
  inProject(async (project, file) => {
    const bytes: Buffer[] = [];
    for (const threads of [1, 3]) {
      rmSync(file, { force: true });
      await withSession(
        project,
        async (driver) => {
          const names = ['d', 'b', 'a', 'c'];
          await Promise.all(names.map((name, index) => driver.table(name, `select ${index} as x, '${name}' as y`)));
          await driver.session.save();
        },
        { threads },
      );
      bytes.push(readFileSync(file));
    }
    assert.is(Buffer.compare(bytes[0] ?? Buffer.alloc(0), bytes[1] ?? Buffer.alloc(1)), 0);
  }));

test('what others put into the file stays: tables, views, indexes, triggers, versions', () =>
  inProject(async (project, file) => {
    const foreign = new sql.Database();
    foreign.run(`pragma page_size = 1024; pragma auto_vacuum = full; pragma user_version = 5; pragma application_id = 77;
      create table source (id integer primary key autoincrement, x text unique); insert into source (x) values ('a'), ('b');
      create table log (x); create trigger noted after insert on source begin insert into log values (new.x); end;
      create view old as select count(*) as n from source`);
    mkdirSync(join(project.root, 'target'));
    writeFileSync(file, foreign.export());
    await withSession(project, async (driver) => {
      assert.equal(await driver.relations(), ['table log', 'table source', 'view old']);
      await driver.table('mine', 'select x, (select n from old) as n from source', ['source', 'old']);
      await driver.session.save();
    });
    const database = open(file);
    assert.equal(database.exec('pragma integrity_check')[0]?.values, [['ok']]);
    assert.equal(database.exec('select * from mine')[0]?.values, [
      ['a', 2],
      ['b', 2],
    ]);
    database.run("insert into source (x) values ('c')");
    assert.equal(database.exec('select x from log')[0]?.values, [['c']]);
    assert.equal(
      database.exec('pragma user_version; pragma application_id').map(({ values }) => values[0]?.[0]),
      [5, 77],
    );
  }));

test('a view of the file sees tables that were built after it', () =>
  inProject(async (project) => {
    await withSession(project, async (driver) => {
      await driver.table('a', 'select 1 as x');
      await driver.view('v', 'select x from a', ['a']);
      await driver.view('w', 'select x + 1 as y from "v"', ['v']);
      await driver.session.save();
    });
    await withSession(project, async (driver) => {
      await driver.table('a', 'select 10 as x');
      assert.equal(await driver.rows('select y from w', ['w']), [[11]]);
    });
  }));

test('an empty file is an empty warehouse', () =>
  inProject(async (project, file) => {
    mkdirSync(join(project.root, 'target'));
    writeFileSync(file, '');
    await build(project);
    assert.equal(open(file).exec('select x from t')[0]?.values, [[1]]);
  }));

test.run();
