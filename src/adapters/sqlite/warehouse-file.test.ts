import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Database } from 'sql.js';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../../errors/sp-error.js';
import { engineError, SessionDriver, testOpenOptions } from '../../testing/adapter-contract.js';
import { createTempProject, type TempProject } from '../../testing/temp-project.js';
import type { OpenOptions } from '../adapter.js';
import { compileEngine, startEngine } from './engine.js';
import { sqliteAdapter } from './sqlite.js';

const { sql } = await startEngine(await compileEngine());
const path = 'target/w.sqlite';

async function inProject(body: (project: TempProject, file: string) => Promise<void>): Promise<void> {
  const project = createTempProject({});
  try {
    await body(project, join(project.root, path));
  } finally {
    project.cleanup();
  }
}

async function withSession(
  project: TempProject,
  body: (driver: SessionDriver) => Promise<void>,
  changes: Partial<OpenOptions> & { readonly at?: string } = {},
): Promise<void> {
  const { at = path, ...rest } = changes;
  const session = await sqliteAdapter.open({ path: at }, testOpenOptions(project, { threads: 1, ...rest }));
  try {
    await body(new SessionDriver(session, project));
  } finally {
    await session.close();
  }
}

/** Builds a table and saves. */
const build = (project: TempProject, select = 'select 1 as x'): Promise<void> =>
  withSession(project, async (driver) => {
    await driver.table('t', select);
    await driver.session.save();
  });

async function refusal(opening: Promise<unknown>): Promise<SpError> {
  try {
    await opening;
  } catch (error) {
    if (error instanceof SpError) return error;
    throw error;
  }
  throw new Error('it was opened');
}

function open(file: string): Database {
  return new sql.Database(readFileSync(file));
}

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

test('files that are no database, damaged, UTF-16 or in use by others are refused and not touched', () =>
  inProject(async (project, file) => {
    await build(
      project,
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 90000) select i from n',
    );
    const good = readFileSync(file);
    const truncated = good.subarray(0, good.length - 20_000);
    const garbled = Buffer.from(good);
    garbled.fill(0xab, 40_000, 120_000);
    const wide = new sql.Database();
    wide.run("pragma encoding = 'UTF-16'; create table t (x)");
    const cases: readonly (readonly [Uint8Array, RegExp])[] = [
      [Buffer.from('hello, I am a text file, not a database at all'.repeat(10)), /is not a SQLite database/],
      [truncated, /is damaged: the end of the file is missing/],
      [garbled, /is damaged: page \d+/],
      [wide.export(), /UTF-16/],
    ];
    for (const [content, message] of cases) {
      writeFileSync(file, content);
      const error = await refusal(withSession(project, async () => {}));
      assert.match(error.diagnostics[0]?.message ?? '', message);
      assert.is(error.diagnostics[0]?.place?.file.path, 'project.yml');
      assert.ok(error.diagnostics[0]?.hint);
      assert.is(error.exitCode, 2);
      assert.is(Buffer.compare(readFileSync(file), content), 0);
    }
    writeFileSync(file, good);
    writeFileSync(`${file}-wal`, 'pages of another program');
    assert.match((await refusal(withSession(project, async () => {}))).message, /changes of another program/);
    rmSync(`${file}-wal`);
    await withSession(project, async () => {});
    assert.equal(readdirSync(join(project.root, 'target')), ['w.sqlite']);
  }));

test('an empty file is an empty warehouse', () =>
  inProject(async (project, file) => {
    mkdirSync(join(project.root, 'target'));
    writeFileSync(file, '');
    await build(project);
    assert.equal(open(file).exec('select x from t')[0]?.values, [[1]]);
  }));

test('mode and link of the file survive', () =>
  inProject(async (project, file) => {
    mkdirSync(join(project.root, 'elsewhere'));
    mkdirSync(join(project.root, 'target'));
    symlinkSync('../elsewhere/real.sqlite', file);
    await build(project);
    const real = join(project.root, 'elsewhere', 'real.sqlite');
    chmodSync(real, 0o640);
    await build(project, 'select 2 as x');
    assert.is(lstatSync(file).isSymbolicLink(), true);
    assert.is(readlinkSync(file), '../elsewhere/real.sqlite');
    assert.is(statSync(real).mode & 0o777, 0o640);
    assert.equal(open(real).exec('select x from t')[0]?.values, [[2]]);
    assert.equal(readdirSync(join(project.root, 'elsewhere')), ['real.sqlite']);
  }));

test('readers that have the old file open keep it', () =>
  inProject(async (project, file) => {
    await build(project);
    const before = statSync(file).ino;
    await build(project, 'select 2 as x');
    assert.is.not(statSync(file).ino, before);
  }));

test('a folder that is gone when it is written fails the save and says so', () =>
  inProject(async (project) => {
    await withSession(project, async (driver) => {
      await driver.table('t', 'select 1 as x');
      rmSync(join(project.root, 'target'), { recursive: true });
      const error = await engineError(driver.session.save());
      assert.match(error.message, 'could not be written: the folder is gone');
      mkdirSync(join(project.root, 'target'));
      assert.ok(await driver.session.save());
    });
  }));

test('changes that another program makes during a run are not overwritten', () =>
  inProject(async (project, file) => {
    await build(project);
    await withSession(project, async (driver) => {
      await driver.table('t', 'select 2 as x');
      const other = open(file);
      other.run('create table theirs (x)');
      writeFileSync(file, other.export());
      assert.match((await engineError(driver.session.save())).message, /another program changed it during the run/);
    });
    assert.equal(open(file).exec('select name from sqlite_master order by 1')[0]?.values.flat(), ['t', 'theirs']);
    await withSession(project, async (driver) => {
      await driver.table('u', 'select 1 as x');
      await driver.session.save();
      await driver.table('u', 'select 2 as x');
      await driver.session.save();
    });
    assert.equal(open(file).exec('select x from u')[0]?.values, [[2]]);
  }));

test('a path that cannot be a file is refused before anything runs', () =>
  inProject(async (project, file) => {
    mkdirSync(file, { recursive: true });
    assert.match((await refusal(withSession(project, async () => {}))).message, /target\/w\.sqlite is a folder/);
    project.write('plain', '');
    const below = await refusal(withSession(project, async () => {}, { at: 'plain/w.sqlite' }));
    assert.match(below.message, /plain\/w\.sqlite cannot be written/);
  }));

test('unknown keys and a missing path of a target are refused', async () => {
  await inProject(async (project) => {
    const options = testOpenOptions(project);
    assert.match(
      (await refusal(sqliteAdapter.open({ pat: 'x' }, options))).diagnostics[0]?.hint ?? '',
      'did you mean "path"?',
    );
    assert.match((await refusal(sqliteAdapter.open({}, options))).message, 'needs a path');
  });
});

test('a disk that takes only a part leaves the old file as it was', () =>
  inProject(async (project, file) => {
    await build(project);
    const before = readFileSync(file);
    const script = `
      import { sqliteAdapter } from ${JSON.stringify(new URL('./sqlite.js', import.meta.url).href)};
      import { SessionDriver, testOpenOptions } from ${JSON.stringify(new URL('../../testing/adapter-contract.js', import.meta.url).href)};
      process.on('SIGXFSZ', () => {});
      const project = { root: ${JSON.stringify(project.root)}, write() {}, cleanup() {} };
      const session = await sqliteAdapter.open({ path: '${path}' }, testOpenOptions(project));
      const driver = new SessionDriver(session, project);
      await driver.table('big', "with recursive n(i) as (select 1 union all select i + 1 from n where i < 200000) select i, 'some text ' || i as t from n");
      try { await session.save(); console.log('saved'); } catch (error) { console.log(error.message); }
      await session.close();`;
    const program = [process.execPath, '--input-type=module', '-e', script].map(
      (word) => `'${word.replaceAll("'", `'\\''`)}'`,
    );
    const { stdout, stderr } = spawnSync('sh', ['-c', `ulimit -f 2048; exec ${program.join(' ')}`], {
      encoding: 'utf8',
    });
    assert.match(stdout, /the warehouse could not be written/, stderr);
    assert.is(Buffer.compare(readFileSync(file), before), 0);
    assert.equal(readdirSync(join(project.root, 'target')), ['w.sqlite']);
  }));

test('two runs at once that build different tables lose neither', () =>
  inProject(async (project, file) => {
    const script = (name: string): string => `
      import { sqliteAdapter } from ${JSON.stringify(new URL('./sqlite.js', import.meta.url).href)};
      import { SessionDriver, testOpenOptions } from ${JSON.stringify(new URL('../../testing/adapter-contract.js', import.meta.url).href)};
      const project = { root: ${JSON.stringify(project.root)}, write() {}, cleanup() {} };
      const session = await sqliteAdapter.open({ path: '${path}' }, testOpenOptions(project, { lockTimeoutMs: 30000, threads: 1 }));
      const driver = new SessionDriver(session, project);
      await driver.table('${name}', 'select 1 as x');
      await session.save();
      await session.close();`;
    const names = ['a', 'b', 'c'];
    const codes = await Promise.all(
      names.map((name) => {
        const child = spawn(process.execPath, ['--input-type=module', '-e', script(name)], { stdio: 'inherit' });
        return new Promise((resolve) => child.once('exit', resolve));
      }),
    );
    assert.equal(codes, [0, 0, 0]);
    assert.equal(open(file).exec('select name from sqlite_master order by 1')[0]?.values.flat(), names);
  }));

test('a second session waits for the first, says so once, and stops with its process and age', () =>
  inProject(async (project) => {
    await withSession(project, async () => {
      const notices: string[] = [];
      const options = { lockTimeoutMs: 300, onNotice: (message: string) => void notices.push(message) };
      const error = await refusal(withSession(project, async () => {}, options));
      assert.is(notices.length, 1);
      assert.match(notices[0] ?? '', new RegExp(`waiting for target/w.sqlite: process ${process.pid} .*sp build`));
      assert.match(error.message, new RegExp(`target/w.sqlite is in use: process ${process.pid}`));
      await withSession(project, async (reader) => assert.equal(await reader.relations(), []), { readOnly: true });
    });
    await withSession(project, async () => {});
  }));

test.run();
