import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { explainTempProject, readTempProject } from '../testing/read-temp-project.js';

const minimal = 'name: shop\n';

const targets = `name: shop
target: dev
targets:
  dev: { type: sqlite, path: target/x.sqlite, threads: 3, schema: s }
  prod: { type: postgres, url: "{{env_var 'PG_URL'}}", schema: a, database: d, threads: "{{env_var 'N' '4'}}" }
`;

test('the target is chosen by --target, by target:, or is the first', async () => {
  const { project } = await readTempProject({ 'project.yml': targets });
  const { place, ...dev } = project.target;
  assert.equal(dev, { name: 'dev', type: 'sqlite', threads: 3, schema: 's', options: { path: 'target/x.sqlite' } });
  assert.equal(place.start, { line: 4, column: 3 });
  assert.equal(project.targetNames, ['dev', 'prod']);
  const other = await readTempProject(
    { 'project.yml': targets },
    { target: 'prod', env: { PG_URL: 'postgres://h/d' }, threads: 9 },
  );
  const { place: _, ...prod } = other.project.target;
  assert.equal(prod, {
    name: 'prod',
    type: 'postgres',
    threads: 9,
    schema: 'a',
    database: 'd',
    options: { url: 'postgres://h/d' },
  });
  assert.is(
    (await readTempProject({ 'project.yml': targets.replace('target: dev\n', '') })).project.target.name,
    'dev',
  );
});

test('a missing variable is an error of the active target only', async () => {
  assert.is((await readTempProject({ 'project.yml': targets })).project.target.name, 'dev');
  assert.match(
    await explainTempProject({ 'project.yml': targets }, { target: 'prod' }),
    'error SP1030: The environment variable PG_URL is not set\n  ╭─ project.yml:5:33',
  );
});

test('an unknown target names the nearest and all', async () => {
  assert.is(
    await explainTempProject({ 'project.yml': targets }, { target: 'pord' }),
    'error SP1005: There is no target "pord"\n  ╰─ did you mean "prod"? targets: dev, prod',
  );
  assert.is(
    await explainTempProject({ 'project.yml': targets.replace('target: dev', 'target: x') }),
    `error SP1005: There is no target "x"
  ╭─ project.yml:2:9
1 │ name: shop
2 │ target: x
  │         ^
  ╰─ targets: dev, prod`,
  );
  assert.match(await explainTempProject({ 'project.yml': minimal }, { target: 'x' }), 'the only one is dev');
});

test('type and threads of every target are checked, the active one without showing values', async () => {
  const project = (target: string) => ({
    'project.yml': `name: shop\ntarget: t\ntargets:\n  t: ${target}\n  u: {type: sqlite}\n`,
  });
  assert.match(await explainTempProject(project('{path: x}')), 'error SP1203: The key "type" is missing');
  assert.match(await explainTempProject(project('{type: sqlit}')), '"type" cannot be "…"');
  assert.match(await explainTempProject(project('{type: sqlit}')), 'it can be sqlite, duckdb, postgres, spark');
  assert.match(await explainTempProject(project('{type: sqlite, threads: 0}')), '"threads" must be at least 1');
  assert.match(
    await explainTempProject(project('{type: sqlite, threads: many}')),
    '"threads" must be a whole number of at least 1',
  );
  assert.match(await explainTempProject(project('{type: sqlite, threads: 1.5}')), '"threads" must be a whole number');
  assert.match(await explainTempProject(project('5')), '"t" must be a mapping, but it is a number');
  const idle = targets.replace('type: postgres', 'type: postgre');
  assert.match(
    await explainTempProject({ 'project.yml': idle.replace("\"{{env_var 'N' '4'}}\"", '1') }),
    '"type" cannot be',
  );
});

test('a secret that stands in the file is an error that does not show it', async () => {
  const text = await explainTempProject({
    'project.yml': `name: shop\ntargets:\n  dev: {type: sqlite}\n  pg: {type: postgres, host: h, password: hunter2}\n  url: {type: postgres, url: "postgres://me:hunter3@h/d"}\n`,
  });
  assert.is(
    text,
    `error SP1006: A secret of target "pg" is written into the file (password)
  ╭─ project.yml:4:43
  ╰─ take it from the environment: password: "{{env_var 'SP_PG_PASSWORD'}}"

error SP1006: A secret of target "url" is written into the file (url)
  ╭─ project.yml:5:30
  ╰─ take it from the environment: url: "{{env_var 'SP_URL_URL'}}"`,
  );
});

test('values of the environment do not appear in messages', async () => {
  const text = await explainTempProject(
    { 'project.yml': `name: shop\ntargets:\n  dev: {type: "{{env_var 'T'}}", threads: "{{env_var 'N'}}"}\n` },
    { env: { T: 'hunter2', N: 'hunter3' } },
  );
  assert.match(text, 'SP1204');
  assert.not.match(text, 'hunter');
});

test('the database is no file of the project', async () => {
  assert.is(
    await explainTempProject({
      'project.yml': 'name: shop\ntargets:\n  dev: {type: sqlite, path: ./seeds/a.csv}\n',
      'seeds/a.csv': 'x\n',
    }),
    `error SP1012: Target "dev" would write its database over a source file: seeds/a.csv
  ╭─ project.yml:3:3
2 │ targets:
3 │   dev: {type: sqlite, path: ./seeds/a.csv}
  │   ^^^
  ╰─ name a file that is not part of the project, such as target/warehouse.sqlite`,
  );
  const { project } = await readTempProject({
    'project.yml': 'name: shop\ntargets: {m: {type: sqlite, path: ":memory:"}}\n',
  });
  assert.equal(project.target.options, { path: ':memory:' });
});

test.run();
