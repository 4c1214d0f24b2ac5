import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { SpError } from '../errors/sp-error.js';
import { artifactCompiled, artifactInfo, artifactManifest, artifactResults } from '../testing/artifact-fixture.js';
import { createTempProject, type TempProject } from '../testing/temp-project.js';
import { genericTest, model, tinyManifest } from '../testing/tiny-manifest.js';
import { readManifestArtifact, readRunResults } from './read-artifacts.js';
import { writeRunArtifacts } from './write-artifacts.js';

const test = suite<{ project: TempProject; target: string }>('write-artifacts');
test.before.each((context) => {
  context.project = createTempProject({});
  context.target = join(context.project.root, 'target');
});
test.after.each(({ project }) => project.cleanup());

const whole = {
  manifest: artifactManifest,
  compiled: artifactCompiled,
  results: artifactResults,
  info: artifactInfo,
};
const listFiles = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .map((path) => path.replaceAll('\\', '/'))
    .sort();
async function problemOf(run: Promise<unknown>): Promise<SpError> {
  try {
    await run;
  } catch (error) {
    if (error instanceof SpError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a run leaves its artifacts and the SQL of every node', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  assert.equal(listFiles(target), [
    'compiled/shop/analyses/how_many.sql',
    'compiled/shop/models/helper.sql',
    'compiled/shop/models/mart.sql',
    'compiled/shop/models/schema.yml/mart_has_scores.sql',
    'compiled/shop/models/schema.yml/not_null_register_scores_id.sql',
    'compiled/shop/models/schema.yml/unique_stg_students_id.sql',
    'compiled/shop/models/staging/stg_students.sql',
    'compiled/shop/tests/totals.sql',
    'manifest.json',
    'run/shop/models/mart.sql',
    'run/shop/seeds/raw_students.csv.sql',
    'run_results.json',
    'sp.json',
  ]);
  assert.is(readFileSync(join(target, 'compiled/shop/models/mart.sql'), 'utf8'), "select 'mart'\n");
  assert.is(
    readFileSync(join(target, 'run/shop/models/mart.sql'), 'utf8'),
    'create table mart as select 1;\n\ninsert into mart select 2;\n',
  );
});

test('what was written can be read back', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  const manifest = await readManifestArtifact(target);
  assert.is(manifest?.nodes['model.shop.mart']?.compiled_code, "select 'mart'");
  const results = await readRunResults(target);
  assert.equal(
    results?.results.map((result) => result.status),
    ['success', 'partial success', 'fail', 'skipped'],
  );
});

test('compiling alone leaves the last run’s results and partitions as they are', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  const before = readFileSync(join(target, 'run_results.json'), 'utf8');
  await writeRunArtifacts(target, { manifest: artifactManifest, compiled: artifactCompiled, info: artifactInfo });
  assert.is(readFileSync(join(target, 'run_results.json'), 'utf8'), before);
  assert.equal(JSON.parse(readFileSync(join(target, 'sp.json'), 'utf8')).partitions, {
    'model.shop.mart': [
      { key: 'Grade 9', status: 'success', rows: 3, message: null },
      { key: null, status: 'error', rows: null, message: 'no such column: x' },
    ],
  });
});

test('the same run gives the same bytes and touches no SQL file twice', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  const files = listFiles(target).map((path) => join(target, path));
  const texts = files.map((path) => readFileSync(path, 'utf8'));
  const { mtimeNs } = statSync(join(target, 'compiled/shop/models/mart.sql'), { bigint: true });
  await writeRunArtifacts(target, whole);
  assert.equal(
    files.map((path) => readFileSync(path, 'utf8')),
    texts,
  );
  assert.is(statSync(join(target, 'compiled/shop/models/mart.sql'), { bigint: true }).mtimeNs, mtimeNs);
});

test('files of nodes that are gone are removed with their folders; everything else stays', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  writeFileSync(join(target, 'compiled/shop/models/notes.sql'), 'mine');
  mkdirSync(join(target, 'compiled/other'));
  const manifest = tinyManifest([model('mart'), genericTest('unique', 'mart', { name: 'unique_mart' })]);
  await writeRunArtifacts(target, { manifest, info: artifactInfo });
  assert.equal(
    listFiles(target).filter((path) => path.endsWith('.sql')),
    ['compiled/shop/models/mart.sql', 'compiled/shop/models/notes.sql', 'run/shop/models/mart.sql'],
  );
  assert.not.ok(existsSync(join(target, 'compiled/shop/tests')));
  assert.not.ok(existsSync(join(target, 'compiled/shop/models/schema.yml')));
  assert.ok(existsSync(join(target, 'compiled/other')));
});

test('a forged or damaged sp.json removes nothing', async ({ project, target }) => {
  project.write('models/keep.sql', 'select 1');
  project.write('target/manual.sql', 'select 1');
  const files = [
    '../models/keep.sql',
    'compiled/../../models/keep.sql',
    '/etc/x.sql',
    'manual.sql',
    'run/../manual.sql',
  ];
  project.write('target/sp.json', JSON.stringify({ files, partitions: [] }));
  await writeRunArtifacts(target, whole);
  assert.ok(existsSync(join(project.root, 'models/keep.sql')) && existsSync(join(target, 'manual.sql')));
  project.write('target/sp.json', '{"files": [');
  await writeRunArtifacts(target, whole);
  assert.match(readFileSync(join(target, 'sp.json'), 'utf8'), 'compiled/shop/models/mart.sql');
});

test('a file that cannot be written is named, and nothing is left over', async ({ target }) => {
  await writeRunArtifacts(target, whole);
  const before = readFileSync(join(target, 'run_results.json'), 'utf8');
  // A folder where the file should go stops everyone, root included.
  rmSync(join(target, 'manifest.json'));
  mkdirSync(join(target, 'manifest.json', 'x'), { recursive: true });
  const error = await problemOf(writeRunArtifacts(target, { ...whole, results: [] }));
  assert.is(error.exitCode, 1);
  const [problem] = error.diagnostics;
  assert.is(problem?.code, 'SP9101');
  assert.match(problem?.message ?? '', /^Cannot write .*manifest\.json: [a-z ]*directory/);
  assert.is(problem?.hint, 'Free the disk or allow writing there, or choose another folder with --target-path.');
  assert.is(readFileSync(join(target, 'run_results.json'), 'utf8'), before);
  assert.equal(
    readdirSync(target).filter((name) => name.includes('.sp-')),
    [],
  );
});

test('what killed runs left half-written is removed, and nothing else', async ({ project, target }) => {
  const dead = spawnSync(process.execPath, ['-e', '']).pid;
  const mine = ['notes.sp-x', `manifest.json.sp-${process.pid}-1`];
  for (const name of [`manifest.json.sp-${dead}-1`, `sql.sp-${dead}`, ...mine]) project.write(`target/${name}`, '{');
  await writeRunArtifacts(target, whole);
  assert.equal(
    readdirSync(target).filter((name) => name.includes('.sp-')),
    mine.sort(),
  );
});

test('when nothing was executed, a failure to write means that it could not run', async ({ project }) => {
  project.write('file', 'not a folder');
  const error = await problemOf(
    writeRunArtifacts(join(project.root, 'file'), { manifest: artifactManifest, info: artifactInfo }),
  );
  assert.is(error.exitCode, 2);
});

test('missing artifacts are undefined', async ({ target }) => {
  assert.is(await readManifestArtifact(target), undefined);
  assert.is(await readRunResults(target), undefined);
});

test('damaged artifacts, and those of another version, are diagnostics', async ({ project, target }) => {
  const messageOf = async (text: string): Promise<string> => {
    project.write('target/manifest.json', text);
    const [problem] = (await problemOf(readManifestArtifact(target))).diagnostics;
    return problem?.message.replace(project.root, '') ?? '';
  };
  const path = '/target/manifest.json';
  assert.is(await messageOf('{"metadata": '), `Cannot use ${path}: it is no whole JSON document`);
  assert.is(
    await messageOf('{"metadata": {}}'),
    `Cannot use ${path}: it says no dbt schema version, and sp reads manifest/v12`,
  );
  const version = (name: string): string => `"dbt_schema_version": "https://schemas.getdbt.com/dbt/${name}.json"`;
  assert.is(
    await messageOf(`{"metadata": {${version('manifest/v11')}}}`),
    `Cannot use ${path}: it is of the schema manifest/v11, and sp reads manifest/v12`,
  );
  assert.is(
    await messageOf(`{"metadata": {${version('manifest/v12')}}, "nodes": {"a": {}}}`),
    `Cannot use ${path}: parts that manifest/v12 requires are missing`,
  );
});

test('an artifact that may not be read is a diagnostic', async ({ project, target }) => {
  if (process.getuid?.() === 0) return;
  project.write('target/run_results.json', '{}');
  chmodSync(join(target, 'run_results.json'), 0o000);
  const error = await problemOf(readRunResults(target));
  assert.match(error.diagnostics[0]?.message ?? '', 'permission denied');
});

test.run();
