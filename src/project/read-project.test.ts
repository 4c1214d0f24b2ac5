import { gzipSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { explainTempProject, readTempProject } from '../testing/read-temp-project.js';
import { yamlToPlain } from './yaml-to-plain.js';

const noColor = { color: false };
const minimal = 'name: shop\n';

test('a project of every kind of file is read, in the order of paths', async () => {
  const { project, warnings } = await readTempProject({
    'project.yml': 'name: shop\nversion: 1.10\nmodels: {shop: {+materialized: table}}\n',
    'models/staging/stg_b.sql': 'select 2',
    'models/a.sql': '---\ntags: [x]\n---\nselect 1',
    'models/schema.yml': 'models: [{name: a, description: d}]',
    'models/readme.md': '{{#docs "x"}}y{{/docs}}',
    'models/notes.txt': 'ignored',
    'seeds/raw.csv': 'a,b\n1,2\n',
    'seeds/parts/p.CSV.gz': gzipSync('a\n1\n'),
    'seeds/seeds.yaml': 'seeds: [{name: raw}]',
    'tests/one.sql': 'select 1',
    'tests/generic/mine.sql': '{{#test "mine" as |model|}}{{/test}}',
    'tests/fixtures/f.sql': 'select 1',
    'tests/fixtures/f.yml': 'not: [read',
    'macros/cents.sql': '{{#macro "cents" as |x|}}{{/macro}}',
    'snapshots/snap.sql': '---\nstrategy: check\n---\nselect 1',
    'analyses/look.sql': 'select 1',
    'target/compiled/x.sql': 'select 1',
    'node_modules/models/x.sql': '',
  });
  assert.equal(warnings, []);
  assert.is(project.config.name, 'shop');
  assert.is(project.config.version, '1.10');
  assert.equal(
    project.models.map(({ name, path, file, template }) => [name, path, file.path, template.text]),
    [
      ['a', 'a.sql', 'models/a.sql', '\n\n\nselect 1'],
      ['stg_b', 'staging/stg_b.sql', 'models/staging/stg_b.sql', 'select 2'],
    ],
  );
  assert.equal(
    project.csvFiles.map(({ name, path, pathInFolder, sizeBytes }) => [name, path, pathInFolder, sizeBytes > 0]),
    [
      ['p', 'seeds/parts/p.CSV.gz', 'parts/p.CSV.gz', true],
      ['raw', 'seeds/raw.csv', 'raw.csv', true],
    ],
  );
  const names = (files: readonly { readonly name: string }[]) => files.map(({ name }) => name);
  assert.equal(names(project.singularTests), ['one']);
  assert.equal(names(project.genericTests), ['mine']);
  assert.equal(names(project.macros), ['cents']);
  assert.equal(names(project.snapshots), ['snap']);
  assert.equal(names(project.analyses), ['look']);
  assert.equal(
    project.docs.map(({ path }) => path),
    ['models/readme.md'],
  );
  assert.equal(
    project.properties.map(({ file }) => file.path),
    ['models/schema.yml', 'seeds/seeds.yaml'],
  );
  assert.equal(project.config.trees.models && yamlToPlain(project.config.trees.models), {
    shop: { '+materialized': 'table' },
  });
});

test('project.yml is looked for upward', async () => {
  const { project } = await readTempProject(
    { 'project.yml': minimal, 'models/deep/a.sql': 'select 1' },
    { folder: 'models/deep' },
  );
  assert.is(project.models.length, 1);
});

test('without project.yml there is an error with the way out', async () => {
  assert.is(
    await explainTempProject({ 'x.txt': '' }),
    `error SP1001: There is no project.yml in /project or in any folder above it
  ╰─ change into the folder of one, or name it with --project-dir`,
  );
});

test('grants have no meaning where the engine has no users', async () => {
  const { warnings } = await readTempProject({
    'project.yml': 'name: shop\nmodels: {shop: {staging: {+grants: {select: [a]}}}}\n',
    'models/m.sql': '---\ngrants: {select: a}\n---\nselect 1',
    'models/m.yml': 'models: [{name: m, config: {grants: {select: a}}}]',
  });
  assert.is(
    renderDiagnostics(warnings, noColor),
    `warning SP1206: The key "grants" has no meaning in sp and is ignored (here and at 2 more places)
  ╭─ project.yml:2:27
1 │ name: shop
2 │ models: {shop: {staging: {+grants: {select: [a]}}}}
  │                           ^^^^^^^
  ╰─ sqlite has no users to grant anything to`,
  );
});

test('all problems of all files are reported together, file by file', async () => {
  assert.is(
    await explainTempProject({
      'project.yml': 'name: shop\nmodel-path: [models]\n',
      'models/b.yml': 'models:\n  - name: m\n    descripton: x\n',
      'models/a.yml': 'models: [\n',
      'models/c.sql': '---\nmaterialised: view\n---\nselect 1',
      'models/d;.sql': 'select 1',
    }),
    `error SP1201: Unknown key "model-path"
  ╭─ project.yml:2:1
1 │ name: shop
2 │ model-path: [models]
  │ ^^^^^^^^^^
  ╰─ did you mean "model-paths"?

error SP1101: This is not valid YAML: a list in brackets is not closed
  ╭─ models/a.yml:1:9
1 │ models: [
  │         ^
  ╰─ close it with ]

error SP1201: Unknown key "descripton"
  ╭─ models/b.yml:3:5
2 │   - name: m
3 │     descripton: x
  │     ^^^^^^^^^^
  ╰─ did you mean "description"?

error SP1201: Unknown key "materialised"
  ╭─ models/c.sql:2:1
1 │ ---
2 │ materialised: view
  │ ^^^^^^^^^^^^
  ╰─ did you mean "materialized"?

error SP1013: The name "d;" holds the character ;
  ╭─ models/d;.sql:1:1
  ╰─ a name is made of letters, digits, "_", "-", "." and spaces: rename it`,
  );
});

test('keys of dbt without a meaning give one warning each, however often they stand', async () => {
  const { warnings } = await readTempProject({
    'project.yml': 'name: shop\nconfig-version: 2\nprofile: shop\nflags: {send_anonymous_usage_stats: false}\n',
    'models/a.yml': 'version: 2\n',
    'models/b.yml': 'version: 2\n',
    'models/c.yml': 'version: 2\n',
  });
  assert.is(
    renderDiagnostics(warnings, noColor),
    `warning SP1206: The key "config-version" has no meaning in sp and is ignored
  ╭─ project.yml:2:1
1 │ name: shop
2 │ config-version: 2
  │ ^^^^^^^^^^^^^^

warning SP1206: The key "profile" has no meaning in sp and is ignored
  ╭─ project.yml:3:1
2 │ config-version: 2
3 │ profile: shop
  │ ^^^^^^^
  ╰─ connections stand under \`targets:\` in this file

warning SP1206: The key "send_anonymous_usage_stats" has no meaning in sp and is ignored
  ╭─ project.yml:4:9
3 │ profile: shop
4 │ flags: {send_anonymous_usage_stats: false}
  │         ^^^^^^^^^^^^^^^^^^^^^^^^^^

warning SP1206: The key "version" has no meaning in sp and is ignored (here and at 2 more places)
  ╭─ models/a.yml:1:1
1 │ version: 2
  │ ^^^^^^^
  ╰─ the keys of a properties file need no version`,
  );
});

test('a folder named like a file does no harm', async () => {
  const { project } = await readTempProject({ 'project.yml': minimal, 'models/odd.sql/a.sql': 'select 1' });
  assert.equal(
    project.models.map(({ path }) => path),
    ['odd.sql/a.sql'],
  );
});

test.run();
