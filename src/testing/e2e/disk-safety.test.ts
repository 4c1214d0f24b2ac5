// The disk under a run: full, read-only, gone. What was published before stays as it was, byte by byte, and nothing is
// left beside it.

import { readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { runSp, type RunSpOptions, type SpRun } from '../run-sp.js';
import { mountSmallDisk, noSmallDisk, type SmallDisk } from '../small-disk.js';
import { createTempProject, type TempProject } from '../temp-project.js';

function diskTest(name: string, body: () => Promise<void>, skipReason = noSmallDisk): void {
  if (skipReason === undefined) test(name, body);
  else test.skip(`${name} (${skipReason})`, body);
}

const noDuckdb = await import('@duckdb/node-api').then(
  () => undefined,
  () => '@duckdb/node-api is not installed',
);

/** The shop, built once; its target folder is a disk of 2 MB. */
async function onSmallDisk(body: (project: TempProject, disk: SmallDisk, target: string) => Promise<void>) {
  const project = createTempProject(shopProject);
  const target = join(project.root, 'target');
  const disk = mountSmallDisk(target, 2048);
  try {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    await body(project, disk, target);
  } finally {
    disk.unmount();
    project.cleanup();
  }
}

/** Fills the disk but for `freeBytes`. */
function fill(target: string, freeBytes: number): void {
  const path = join(target, 'other-file');
  const chunk = Buffer.alloc(4096);
  writeFileSync(path, '');
  try {
    for (let count = 0; count < 4000; count += 1) writeFileSync(path, chunk, { flag: 'a' });
  } catch {
    truncateSync(path, Math.max(0, statSync(path).size - freeBytes));
  }
}

const filesOf = (target: string): readonly string[] =>
  readdirSync(target, { recursive: true, encoding: 'utf8' }).sort();

/** A run that must publish something else, and whether the old warehouse and the list of files survived it. */
async function buildChanged(project: TempProject, target: string, options: Partial<RunSpOptions> = {}): Promise<SpRun> {
  const warehouse = join(target, 'shop.sqlite');
  const before = readFileSync(warehouse);
  const files = filesOf(target);
  project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Ada', 'Ada L.') ?? '');
  const run = await runSp(['build'], { cwd: project.root, ...options });
  assert.is(Buffer.compare(readFileSync(warehouse), before), 0, 'the warehouse has changed');
  assert.equal(filesOf(target), files);
  return run;
}

/** Without lines about nodes, code frames and hints. */
const errorsOf = ({ stderr }: SpRun): readonly string[] =>
  stderr.split('\n').filter((line) => line.startsWith('error'));

diskTest('a disk without a free byte: nothing runs, the old warehouse stays', () =>
  onSmallDisk(async (project, _, target) => {
    fill(target, 0);
    const run = await buildChanged(project, target);
    assert.is(run.exitCode, 2);
    assert.equal(errorsOf(run), ['error SP3102: target/shop.sqlite cannot be written: no space left on the device']);
    assert.match(run.stderr, 'Make room on that disk, or choose another path for this target.');
  }),
);

diskTest('a disk that fills up while the warehouse is written: the old one stays, the run failed', () =>
  onSmallDisk(async (project, _, target) => {
    for (const freeBytes of [4096, 65_536]) {
      fill(target, freeBytes);
      const run = await buildChanged(project, target);
      assert.is(run.exitCode, 1);
      assert.equal(errorsOf(run), [
        'error SP3021: Nothing was saved: the warehouse could not be written: no space left on the device',
      ]);
      rmSync(join(target, 'other-file'));
    }
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
  }),
);

diskTest('a read-only disk: nothing runs', () =>
  onSmallDisk(async (project, disk, target) => {
    disk.setReadOnly(true);
    const run = await buildChanged(project, target);
    assert.is(run.exitCode, 2);
    assert.equal(errorsOf(run), ['error SP3102: target/shop.sqlite cannot be written: the file system is read-only']);
    disk.setReadOnly(false);
  }),
);

diskTest('a disk that becomes read-only during the run: the old warehouse stays, the run failed', () =>
  onSmallDisk(async (project, disk, target) => {
    let isReadOnly = false;
    const onStderr = (text: string): void => {
      if (!isReadOnly && text.includes('✓ seed')) disk.setReadOnly((isReadOnly = true));
    };
    const before = readFileSync(join(target, 'shop.sqlite'));
    project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Ada', 'Ada L.') ?? '');
    const run = await runSp(['build'], { cwd: project.root, onStderr });
    assert.is(run.exitCode, 1);
    assert.equal(errorsOf(run), [
      'error SP3021: Nothing was saved: the warehouse could not be written: the file system is read-only',
    ]);
    assert.is(Buffer.compare(readFileSync(join(target, 'shop.sqlite')), before), 0);
    disk.setReadOnly(false);
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    assert.not.ok(filesOf(target).some((name) => name.includes('.sp-')));
  }),
);

diskTest(
  'duckdb on a disk that fills up: what was published is whole, and nothing is left beside it',
  async () => {
    const project = createTempProject({
      'project.yml': 'name: shop\ntargets:\n  dev: { type: duckdb, path: target/shop.duckdb, threads: 1 }\n',
      'seeds/names.csv': 'id,name\n1,Ada\n2,Grace\n',
      'models/upper_names.sql': '---\nmaterialized: table\n---\nselect id, upper(name) as name from {{ref "names"}}\n',
    });
    const target = join(project.root, 'target');
    const disk = mountSmallDisk(target, 8192);
    const show = async (table: string): Promise<string> => {
      const sql = `select name from {{ref "${table}"}} where id = 1`;
      return (
        (await runSp(['show', '--inline', sql, '--output', 'csv'], { cwd: project.root })).stdout.split('\r\n')[1] ?? ''
      );
    };
    try {
      assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
      let before = 'Ada';
      for (const freeBytes of [0, 16_384, 300_000, 600_000]) {
        fill(target, freeBytes);
        project.write('seeds/names.csv', `id,name\n1,Ada${freeBytes}\n2,Grace\n`);
        const { exitCode } = await runSp(['build'], { cwd: project.root });
        assert.ok(exitCode === 0 ? freeBytes > 0 : exitCode === (freeBytes === 0 ? 2 : 1));
        const after = [await show('names'), await show('upper_names')];
        assert.ok([before, `Ada${freeBytes}`].includes(after[0] ?? ''), `${freeBytes}: ${after.join()}`);
        assert.ok([before, `Ada${freeBytes}`].map((name) => name.toUpperCase()).includes(after[1] ?? ''), after.join());
        assert.not.ok(filesOf(target).some((name) => name.includes('.sp-')));
        rmSync(join(target, 'other-file'));
        assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
        before = `Ada${freeBytes}`;
        assert.is(await show('upper_names'), before.toUpperCase());
      }
    } finally {
      disk.unmount();
      project.cleanup();
    }
  },
  noSmallDisk ?? noDuckdb,
);

test('a target folder that is removed during the run: the run failed and says so, the next one builds all', async () => {
  const project = createTempProject(shopProject);
  const target = join(project.root, 'target');
  try {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Ada', 'Ada L.') ?? '');
    let isGone = false;
    const onStderr = (text: string): void => {
      if (!isGone && text.includes('✓ seed')) rmSync(target, { recursive: (isGone = true) });
    };
    const run = await runSp(['build'], { cwd: project.root, onStderr });
    assert.is(run.exitCode, 1);
    assert.equal(errorsOf(run), [
      'error SP3021: Nothing was saved: the warehouse was not written: another program removed it during the run',
    ]);
    const next = await runSp(['build'], { cwd: project.root });
    assert.is(next.exitCode, 0, next.stderr);
    assert.ok(filesOf(target).includes('shop.sqlite'));
    assert.not.ok(filesOf(target).some((name) => name.includes('.sp-')));
  } finally {
    project.cleanup();
  }
});

test.run();
