import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
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
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { engineError, testOpenOptions } from '../../testing/adapter-contract/session-driver.js';
import { build, inProject, open, path, refusal, sql, withSession } from '../../testing/sqlite-warehouse.js';
import { sqliteAdapter } from './sqlite.js';

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
      import { SessionDriver, testOpenOptions } from ${JSON.stringify(new URL('../../testing/adapter-contract/session-driver.js', import.meta.url).href)};
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
      import { SessionDriver, testOpenOptions } from ${JSON.stringify(new URL('../../testing/adapter-contract/session-driver.js', import.meta.url).href)};
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
