import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { explainTempProject, readTempProject } from '../testing/read-temp-project.js';
import { yamlToPlain } from './yaml-to-plain.js';

const noColor = { color: false };
const minimal = 'name: shop\n';

test('a project of a name alone has a sqlite target and the usual folders', async () => {
  const { project, warnings } = await readTempProject({ 'project.yml': minimal });
  assert.equal(warnings, []);
  assert.is(project.targetPath, join(project.root, 'target'));
  assert.is(project.target.type, 'sqlite');
  assert.equal(project.target.options, { path: 'target/warehouse.sqlite' });
  assert.ok(project.target.threads >= 1);
  assert.equal(project.config.modelPaths, ['models']);
  assert.equal(project.config.cleanTargets, ['target']);
  assert.equal(project.models, []);
});

test('project.yml must be a mapping with a proper name', async () => {
  assert.match(
    await explainTempProject({ 'project.yml': '- a\n' }),
    'error SP1202: The file must be a mapping, but it is a list',
  );
  assert.is(
    await explainTempProject({ 'project.yml': '' }),
    'error SP1203: The key "name" is missing\n  ╭─ project.yml:1:1\n  ╰─ add name: …',
  );
  assert.is(
    await explainTempProject({ 'project.yml': 'name: my-shop\n' }),
    `error SP1205: "name" must begin with a letter or \`_\` and go on with letters, digits and \`_\`
  ╭─ project.yml:1:7
1 │ name: my-shop
  │       ^^^^^^^`,
  );
  assert.match(
    await explainTempProject({ 'project.yml': 'name: a\nname: b\n' }),
    'error SP1104: The key "name" stands here a second time',
  );
  assert.match(
    await explainTempProject({ 'project.yml': 'name: a\nsource-paths: [m]\n' }),
    'it is called model-paths here',
  );
});

test('a misspelt config in the tree of project.yml is found', async () => {
  assert.match(
    await explainTempProject({ 'project.yml': 'name: shop\nmodels:\n  shop:\n    staging: {+materialzed: view}\n' }),
    'error SP1201: Unknown key "materialzed"\n  ╭─ project.yml:4:15',
  );
});

test('a tree of tests may carry its older name, but not both', async () => {
  const { project } = await readTempProject({ 'project.yml': 'name: shop\ntests: {+severity: warn}\n' });
  assert.equal(project.config.trees.data_tests && yamlToPlain(project.config.trees.data_tests), {
    '+severity': 'warn',
  });
  assert.match(
    await explainTempProject({ 'project.yml': 'name: shop\ntests: {+severity: warn}\ndata_tests: {+limit: 5}\n' }),
    'error SP1210',
  );
});

test('vars: global, under the name of the package, and from the command line with their types', async () => {
  const files = {
    'project.yml': 'name: shop\nvars:\n  a: 1\n  b: "{{env_var \'B\'}}"\n  c: x\n  shop: {c: own}\n  other: {c: no}\n',
  };
  const { project } = await readTempProject(files, { env: { B: 'bee' }, vars: '{"a": 7, "new": [1]}' });
  assert.equal(project.vars, { a: 7, b: 'bee', c: 'own', other: { c: 'no' }, new: [1] });
  assert.is(
    await explainTempProject({ 'project.yml': minimal }, { vars: '[1]' }),
    `error SP1015: --vars must be a mapping, but it is a list
  ╰─ write YAML or JSON: --vars '{"name": "value"}'`,
  );
  assert.match(await explainTempProject({ 'project.yml': minimal }, { vars: '{a: ' }), 'error SP1101');
  assert.match(await explainTempProject({ 'project.yml': minimal }, { vars: '{a: ' }), '--vars:1:1');
});

test('calls work in values of every YAML file', async () => {
  const { project } = await readTempProject(
    {
      'project.yml':
        "name: shop\nmodel-paths: [\"{{var 'folder'}}\"]\nvars: {folder: sql}\nmodels: {+enabled: \"{{env_var 'ON' 'true'}}\"}\non-run-start: [\"create {{this}} {{var 'folder'}}\", {sql: x}]\n",
      'sql/m.sql': '---\nschema: "{{env_var \'SCHEMA\'}}"\n---\nselect 1',
      'sql/m.yml':
        "models: [{name: m, description: \"{{var 'folder'}} {{doc 'x'}}\", config: {alias: \"a_{{var 'folder'}}\"}}]",
    },
    { env: { SCHEMA: 'core' } },
  );
  assert.equal(project.config.modelPaths, ['sql']);
  assert.equal(project.config.trees.models && yamlToPlain(project.config.trees.models), { '+enabled': true });
  assert.equal(
    project.config.onRunStart.map(({ sql, transaction }) => [sql, transaction]),
    [
      ["create {{this}} {{var 'folder'}}", true],
      ['x', true],
    ],
  );
  assert.equal(project.models[0]?.frontMatter && yamlToPlain(project.models[0].frontMatter), { schema: 'core' });
  const [model] = project.properties[0]?.resources ?? [];
  assert.is(model?.description, "{{var 'folder'}} {{doc 'x'}}");
  assert.equal(model?.config && yamlToPlain(model.config), { alias: 'a_sql' });
});

test('paths stay inside of the project', async () => {
  assert.is(
    await explainTempProject({ 'project.yml': 'name: shop\nmodel-paths: [../models]\n' }),
    `error SP1007: model-paths leaves the project folder: ../models
  ╭─ project.yml:2:15
1 │ name: shop
2 │ model-paths: [../models]
  │               ^^^^^^^^^
  ╰─ name a path inside of the project, relative to project.yml`,
  );
  for (const path of ['/etc', 'a/../../b', 'C:/x']) {
    assert.match(await explainTempProject({ 'project.yml': `name: shop\nseed-paths: ["${path}"]\n` }), 'SP1007', path);
  }
  assert.match(
    await explainTempProject({ 'project.yml': minimal }, { targetPath: '../out' }),
    '--target-path leaves the project folder: ../out',
  );
  assert.match(
    await explainTempProject({ 'project.yml': 'name: shop\ntargets: {d: {type: sqlite, path: ../x.sqlite}}\n' }),
    'path leaves the project folder: ../x.sqlite',
  );
  assert.match(
    await explainTempProject(
      { 'project.yml': minimal, 'models/a.sql': '' },
      { prepare: ({ root }) => symlinkSync('/tmp', join(root, 'models/out')) },
    ),
    'error SP1008',
  );
  assert.match(
    await explainTempProject(
      { 'project.yml': minimal },
      { prepare: ({ root }) => symlinkSync('/tmp', join(root, 'target')) },
    ),
    'target-path leaves the project folder: target',
  );
});

test('paths may be written with ./, a slash at the end, absolute, and twice', async () => {
  const { project } = await readTempProject(
    { 'models/a.sql': 'select 1' },
    {
      prepare: ({ root, write }) =>
        write(
          'project.yml',
          `name: shop
model-paths: [./models/, models, "${root}/models"]
`,
        ),
    },
  );
  assert.equal(project.config.modelPaths, ['models']);
  assert.is(project.models.length, 1);
});

test('target-path is no source folder, nothing above one, and not the project', async () => {
  const text = (path: string) =>
    explainTempProject({
      'project.yml': `name: shop\nmodel-paths: [sql/models]\ntarget-path: ${path}\n`,
      'sql/models/a.sql': '',
    });
  assert.is(
    await text('sql/models'),
    `error SP1010: target-path cannot be sql/models: that is a source folder
  ╭─ project.yml:3:14
2 │ model-paths: [sql/models]
3 │ target-path: sql/models
  │              ^^^^^^^^^^
  ╰─ sp writes and cleans that folder; give it one of its own, such as target`,
  );
  assert.match(await text('sql'), 'target-path cannot be sql: that is above the source folder sql/models');
  assert.match(await text('.'), 'target-path cannot be .: that is the project folder');
});

test('what sp wrote is not read, wherever its folder lies', async () => {
  const { project } = await readTempProject({
    'project.yml': 'name: shop\nmodel-paths: [.]\ntarget-path: out\n',
    'a.sql': 'select 1',
    'out/compiled/a.sql': 'select 1',
    'seeds/x.csv': 'a\n',
    'tests/t.sql': 'select 1',
  });
  assert.equal(
    project.models.map(({ path }) => path),
    ['a.sql'],
  );
  assert.is(project.singularTests.length, 1);
  assert.is(project.csvFiles.length, 1);
});

test('a named folder that does not exist is a warning', async () => {
  const { warnings } = await readTempProject({
    'project.yml': 'name: shop\nmodel-paths: [modles]\n',
    'models/a.sql': 'select 1',
  });
  assert.is(
    renderDiagnostics(warnings, noColor),
    `warning SP1011: model-paths names the folder modles, which does not exist
  ╭─ project.yml:2:14
1 │ name: shop
2 │ model-paths: [modles]
  │              ^^^^^^^
  ╰─ did you mean "models"?`,
  );
});

test('the version of sp can be required', async () => {
  assert.match(await explainTempProject({ 'project.yml': 'name: shop\nrequire-sp-version: ">=99"\n' }), 'error SP1016');
});

test.run();
