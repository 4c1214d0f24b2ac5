// Nodes, names and references of a whole project.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTempManifest, explainTempManifest, findNode } from '../testing/build-temp-manifest.js';

/** Problems without the lines of their files. */
const explain = async (files: Readonly<Record<string, string>>): Promise<string> =>
  (await explainTempManifest(files)).replaceAll(/^ *(\d+ )?│.*\n/gm, '');

test('every file is a node with its id, its path and its place among the folders', async () => {
  const manifest = await buildTempManifest({
    'models/staging/stg.sql': 'select * from {{ref "raw"}}',
    'seeds/in/raw.csv': 'x\n1\n',
    'tests/t.sql': 'select * from {{ref "stg"}}',
    'analyses/q.sql': 'select * from {{ref "stg"}}',
    'models/x.yml': `sources: [{name: s, tables: [{name: t}]}]
exposures: [{name: e, type: dashboard, owner: {name: me}, depends_on: ["ref('stg')", "source('s', 't')"]}]
`,
  });
  assert.equal(
    [...manifest.nodes.values()].map((node) => [node.id, node.originalFilePath, node.fqn.join('/')]),
    [
      ['model.shop.stg', 'models/staging/stg.sql', 'shop/staging/stg'],
      ['seed.shop.raw', 'seeds/in/raw.csv', 'shop/in/raw'],
      ['source.shop.s.t', 'models/x.yml', 'shop/s/t'],
      ['test.shop.t', 'tests/t.sql', 'shop/t'],
      ['analysis.shop.q', 'analyses/q.sql', 'shop/analysis/q'],
      ['exposure.shop.e', 'models/x.yml', 'shop/e'],
    ],
  );
  assert.equal(
    [...manifest.parents.values()],
    [['seed.shop.raw'], [], [], ['model.shop.stg'], ['model.shop.stg'], ['model.shop.stg', 'source.shop.s.t']],
  );
});

test('a ref in a macro is a ref of every model that calls it', async () => {
  const manifest = await buildTempManifest({
    'macros/m.sql': '{{#macro "outer"}}{{inner}}{{/macro}}{{#macro "inner"}}{{ref "a"}}{{/macro}}',
    'models/a.sql': 'select 1',
    'models/b.sql': 'select * from {{outer}}',
  });
  assert.equal(manifest.parents.get(findNode(manifest, 'model', 'b').id), ['model.shop.a']);
});

test('files: names the CSV files of a seed, which then are no seeds of their own', async () => {
  const manifest = await buildTempManifest({
    'seeds/y/a_2.csv': 'x\n2\n',
    'seeds/y/a_1.csv': 'x\n1\n',
    'seeds/b.csv': 'x\n1\n',
    'seeds/_seeds.yml': 'seeds: [{name: a, config: {files: "y/a_*.csv", on_bad_row: quarantine}}]',
  });
  const seeds = [...manifest.nodes.values()].filter((node) => node.resourceType === 'seed');
  assert.equal(
    seeds.map(({ name, files, rejected }) => [name, files.map((file) => file.pathInFolder), rejected?.identifier]),
    [
      ['a', ['y/a_1.csv', 'y/a_2.csv'], 'a__rejected'],
      ['b', ['b.csv'], undefined],
    ],
  );
});

test('files: that match nothing are an error with the nearest name', async () => {
  assert.is(
    await explain({
      'seeds/scores.csv': 'x\n1\n',
      'seeds/_seeds.yml':
        'seeds:\n  - {name: a, config: {files: score.csv}}\n  - {name: b, config: {files: "z/*.csv"}}\n',
    }),
    `error SP6021: No CSV file in the seed folders matches "score.csv"
  ╭─ seeds/_seeds.yml:2:24
  ╰─ did you mean "scores.csv"? Paths in files: are relative to the seed folder.

error SP6021: No CSV file in the seed folders matches "z/*.csv"
  ╭─ seeds/_seeds.yml:3:24
  ╰─ Paths in files: are relative to the seed folder.`,
  );
});

test('an unknown ref suggests the nearest name, an unknown source table the nearest table', async () => {
  assert.is(
    await explain({
      'models/orders.sql': 'select 1',
      'models/b.sql': 'select * from {{ref "order"}} join {{source "s" "tt"}} join {{ref "nowhere" "orders"}}',
      'models/s.yml': 'sources: [{name: s, tables: [{name: t}]}]',
    }),
    `error SP4001: Nothing is named "order"
  ╭─ models/b.sql:1:15
  ╰─ did you mean "orders"? A ref names a model, seed or snapshot of this project.

error SP4001: Nothing is named "nowhere.orders"
  ╭─ models/b.sql:1:61
  ╰─ A ref names a model, seed or snapshot of this project.

error SP4003: No source table is named "s.tt"
  ╭─ models/b.sql:1:36
  ╰─ did you mean "s.t"? Declare it under sources: in a properties YAML file.`,
  );
});

test('what is disabled is kept apart, and a reference to it says so', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': '{{config enabled=false}}select * from {{ref "nothing"}}',
    'models/_a.yml': 'models: [{name: a, columns: [{name: x, data_tests: [unique]}]}]',
  });
  assert.equal([...manifest.nodes.keys()], []);
  assert.equal(
    manifest.disabled.map(({ id }) => id),
    ['model.shop.a'],
  );
  assert.is(
    await explain({
      'models/a.sql': '{{config enabled=false}}select 1',
      'models/b.sql': 'select * from {{ref "a"}} join {{source "s" "t"}}',
      'models/s.yml': 'sources:\n  - name: s\n    tables: [{name: t, config: {enabled: false}}]\n',
    }),
    `error SP4002: "a" is disabled
  ╭─ models/b.sql:1:15
  ├─ models/a.sql:1:1 "a" is here
  ╰─ Enable it, or disable what depends on it too.

error SP4002: "s.t" is disabled
  ╭─ models/b.sql:1:32
  ├─ models/s.yml:3:21 "s.t" is here
  ╰─ Enable it, or disable what depends on it too.`,
  );
});

test('an enabled node may take the name of a disabled one', async () => {
  const manifest = await buildTempManifest({
    'models/old/a.sql': '{{config enabled=false}}select 1',
    'models/new/a.sql': 'select 1',
    'models/b.sql': 'select * from {{ref "a"}}',
  });
  assert.equal(manifest.parents.get(findNode(manifest, 'model', 'b').id), ['model.shop.a']);
});

test('a model may not refer to itself', async () => {
  assert.match(await explain({ 'models/a.sql': 'select * from {{ref "a"}}' }), 'SP4004: "a" refers to itself');
});

test('models and seeds share one namespace, in which case does not count', async () => {
  const text = await explain({ 'models/a.sql': 'select 1', 'models/x/A.sql': 'select 2', 'seeds/a.csv': 'x\n1\n' });
  assert.match(text, 'SP4005: Two resources are named "A" (models/a.sql and models/x/A.sql)');
  assert.match(text, 'SP4005: Two resources are named "a" (models/a.sql and seeds/a.csv)');
});

test('the rejected rows of a seed take a name too', async () => {
  const text = await explain({
    'models/s__rejected.sql': 'select 1',
    'seeds/s.csv': 'x\n1\n',
    'project.yml': 'seeds: {+on_bad_row: quarantine}\n',
  });
  assert.match(
    text,
    'SP4005: Two resources are named "s__rejected" (models/s__rejected.sql and the rejected rows of s)',
  );
});

test('two nodes may not be one relation, but an ephemeral model is none', async () => {
  const text = await explain({ 'models/a.sql': 'select 1', 'models/b.sql': '{{config alias="A"}}select 1' });
  assert.match(text, 'SP4006: "a" and "b" would both be the relation "A"');
  const ephemeral = '{{config alias="a" materialized="ephemeral"}}select 1';
  assert.is(await explain({ 'models/a.sql': 'select 1', 'models/b.sql': ephemeral }), '');
});

test('source tables, analyses, exposures and singular tests may not be defined twice', async () => {
  const text = await explain({
    'models/s.yml': `sources:
  - {name: s, tables: [{name: t}]}
  - {name: s, tables: [{name: t}]}
exposures:
  - {name: e, type: dashboard, owner: {name: me}}
  - {name: e, type: dashboard, owner: {name: me}}
`,
    'analyses/x/q.sql': 'select 1',
    'analyses/y/q.sql': 'select 1',
    'tests/x/t.sql': 'select 1',
    'tests/y/t.sql': 'select 1',
  });
  assert.equal(
    [...text.matchAll(/^error (.*)$/gm)].map(([, line]) => line),
    [
      'SP4007: The source table "s.t" is defined twice',
      'SP5004: The test "t" is defined twice',
      'SP4007: The analysis "q" is defined twice',
      'SP4007: The exposure "e" is defined twice',
    ],
  );
});

test('an exposure depends on refs and sources, and on nothing else', async () => {
  const text = await explain({
    'models/a.sql': 'select 1',
    'models/x.yml': `exposures: [{name: e, type: dashboard, owner: {name: me}, depends_on: ["a", "ref('b')"]}]`,
  });
  assert.match(text, `SP4008: depends_on takes ref('…') and source('…', '…'), not "a"`);
  assert.match(text, 'SP4001: Nothing is named "b"');
});

test('properties of nothing are a warning, properties of something disabled are not, two entries are an error', async () => {
  const files = { 'models/orders.sql': 'select 1', 'models/off.sql': '{{config enabled=false}}select 1' };
  assert.is(
    await explain({ ...files, 'models/_m.yml': 'models: [{name: off}, {name: order}]' }),
    `warning SP1022: There is no model named "order" for these properties
  ╭─ models/_m.yml:1:30
  ╰─ did you mean "orders"? The entry has no effect.`,
  );
  const twice = await explain({ ...files, 'models/_m.yml': 'models: [{name: orders}, {name: orders}]' });
  assert.match(twice, 'SP1023: The model "orders" is described twice');
});

test('vars and environment variables without a value are errors, through macros said once', async () => {
  const text = await explain({
    'project.yml': 'vars: {start: 1}\n',
    'macros/m.sql': '{{#macro "m"}}{{var "strat"}}{{env_var "NOPE"}}{{/macro}}',
    'models/a.sql': 'select {{m}}, {{var "start"}}, {{var "other" 1}}',
    'models/b.sql': 'select {{m}}',
    'models/c.sql': 'select \'{{var "toString"}}\'',
  });
  assert.equal(
    [...text.matchAll(/^error (.*)$/gm)].map(([, line]) => line),
    [
      'SP2025: The var "strat" has no value',
      'SP2026: The environment variable NOPE is not set',
      'SP2025: The var "toString" has no value',
    ],
  );
  assert.match(text, 'did you mean "start"?');
});

test('two macros of one name and circles of macros are errors', async () => {
  const text = await explain({
    'macros/m.sql': '{{#macro "a"}}1{{/macro}}{{#macro "a"}}2{{/macro}}',
    'macros/n.sql': '{{#macro "p"}}{{q}}{{/macro}}{{#macro "q"}}{{p}}{{/macro}}{{#macro "toString"}}1{{/macro}}',
  });
  assert.equal(
    [...text.matchAll(/^error (.*)$/gm)].map(([, line]) => line),
    ['SP2021: The macro "a" is defined twice', 'SP2010: macro "p" calls itself: p → q → p'],
  );
});

test.run();
