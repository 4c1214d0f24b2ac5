// Where a model's words and config come from, and what its partitions need.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildTempManifest, explainTempManifest, findNode } from '../testing/build-temp-manifest.js';

test('config comes from project.yml (general, then specific), then properties, front matter and the call, each over the one before', async () => {
  const manifest = await buildTempManifest({
    'project.yml': `models:
  +alias: all
  +tags: all
  +meta: {from: all, all: 1}
  shop:
    staging:
      +alias: folder
      +tags: [folder]
      +meta: {from: folder}
      e: {+alias: own_entry}
`,
    'models/a.sql': 'select 1',
    'models/staging/b.sql': 'select 1',
    'models/staging/c.sql': '---\nalias: front\ntags: front\n---\nselect 1',
    'models/staging/d.sql':
      '---\nalias: front\n---\n{{config alias="call" tags="call" meta=(object from="call")}}select 1',
    'models/staging/e.sql': 'select 1',
    'models/staging/_models.yml': `models:
  - name: b
    config: {alias: properties, tags: properties}
  - name: c
    config: {alias: properties}
`,
  });
  const aliases = ['a', 'b', 'c', 'd', 'e'].map((name) => findNode(manifest, 'model', name).alias);
  assert.equal(aliases, ['all', 'properties', 'front', 'call', 'own_entry']);
  assert.equal(findNode(manifest, 'model', 'b').tags, ['all', 'folder', 'properties']);
  assert.equal(findNode(manifest, 'model', 'c').tags, ['all', 'folder', 'front']);
  const { tags, meta, config } = findNode(manifest, 'model', 'd');
  assert.equal(tags, ['all', 'folder', 'call']);
  assert.equal(meta, { from: 'call', all: 1 });
  assert.equal(config, { enabled: true, materialized: 'view', tags, meta, alias: 'call' });
});

test('the relation is the alias, with a custom schema as its prefix on sqlite', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': '{{config alias="b" schema="s"}}select 1',
  });
  assert.equal(findNode(manifest, 'model', 'a').relation, { identifier: 's__b' });
});

test('front matter and properties describe a model together: words of the front matter win, columns and tests add up', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': `---
description: front
columns:
  - {name: x, data_tests: [unique]}
  - {name: y, description: front}
---
select 1 as x, 2 as y`,
    'models/_models.yml': `models:
  - name: a
    description: properties
    columns: [{name: x, description: properties, data_tests: [not_null]}, {name: z}]
`,
  });
  const model = findNode(manifest, 'model', 'a');
  assert.is(model.description, 'front');
  assert.is(model.patchPath, 'models/_models.yml');
  assert.equal(
    model.columns.map(({ name, description }) => [name, description]),
    [
      ['x', 'properties'],
      ['z', ''],
      ['y', 'front'],
    ],
  );
  const tests = [...manifest.nodes.values()].filter((node) => node.resourceType === 'test').map(({ name }) => name);
  assert.equal(tests.sort(), ['not_null_a_x', 'unique_a_x']);
});

const partitioned = (more: string, sql = 'select {{partition_key}} as g'): Record<string, string> => ({
  'models/p.sql': `---\nmaterialized: partitioned\npartition_by: g\n${more}---\n${sql}`,
});

test('partition keys are a list, a query or the values of aligned inputs', async () => {
  const list = await buildTempManifest(partitioned('partitions: [a, 1, null]\n'));
  assert.equal(findNode(list, 'model', 'p').partition?.keys, ['a', 1, null]);
  const query = await buildTempManifest(partitioned('partitions: "select 1"\n'));
  assert.is(findNode(query, 'model', 'p').partition?.keysTemplate?.file.text, 'select 1');
  const aligned = await buildTempManifest({
    'models/a.sql': 'select 1 as g',
    ...partitioned('partitions: null\n', 'select g from {{ref "a" on="g"}}'),
  });
  assert.equal(Object.keys(findNode(aligned, 'model', 'p').partition ?? {}), ['by', 'byPlace']);
});

test('what only the query of the keys reads is a parent too', async () => {
  const manifest = await buildTempManifest({
    'models/grades.sql': 'select 1 as g',
    'macros/m.sql': '{{#macro "from_grades"}}from {{ref "grades"}}{{/macro}}',
    'models/s.yml': 'sources: [{name: s, tables: [{name: t}]}]',
    ...partitioned("partitions: \"select g {{from_grades}} union select g from {{source 's' 't'}}\"\n"),
  });
  const model = findNode(manifest, 'model', 'p');
  assert.equal(manifest.parents.get(model.id), ['model.shop.grades', 'source.shop.s.t']);
  assert.equal(model.macroIds, ['macro.shop.from_grades']);
});

test('problems in the query of the keys stand at partitions:', async () => {
  assert.is(
    await explainTempManifest(partitioned('partitions: "select {{nme}} from {{ref \'p1\'}}"\n')),
    `error SP2003: unknown name "nme"
  ╭─ models/p.sql:4:1
3 │ partition_by: g
4 │ partitions: "select {{nme}} from {{ref 'p1'}}"
  │ ^^^^^^^^^^

error SP4001: Nothing is named "p1"
  ╭─ models/p.sql:4:1
3 │ partition_by: g
4 │ partitions: "select {{nme}} from {{ref 'p1'}}"
  │ ^^^^^^^^^^
  ╰─ did you mean "p"? A ref names a model, seed or snapshot of this project.`,
  );
  const message =
    /SP2027: partition_key and on= have no meaning in the query that lists the keys\n *╭─ models\/p.sql:4:1/;
  assert.match(await explainTempManifest(partitioned('partitions: "select {{partition_key}}"\n')), message);
  const aligned = { 'models/a.sql': 'select 1 as g', ...partitioned("partitions: \"select {{ref 'a' on='g'}}\"\n") };
  assert.match(await explainTempManifest(aligned), message);
});

test('a partition key may stand in a list once; NULL and the text null are two keys', async () => {
  assert.match(await explainTempManifest(partitioned('partitions: [1, "1"]\n')), 'The partition key 1 is listed twice');
  assert.is(await explainTempManifest(partitioned('partitions: [null, "null"]\n')), '');
});

test('a partitioned model must say by what, and have keys', async () => {
  const noColumn = { 'models/p.sql': '{{config materialized="partitioned"}}select 1' };
  assert.match(await explainTempManifest(noColumn), 'SP1025: A partitioned model needs partition_by');
  assert.match(await explainTempManifest(partitioned('')), 'SP1026: Nothing says which partitions this model has');
});

test('on= and partition_key are errors in any other model', async () => {
  const text = await explainTempManifest({
    'models/a.sql': 'select 1 as g',
    'models/b.sql': 'select {{partition_key}} from {{ref "a" on="g"}}',
  });
  assert.match(text, 'SP2023: on= works in a partitioned model only');
  assert.match(text, 'SP2024: partition_key has a value in a partitioned model only');
});

test('a materialization that models do not have is an error where it is written', async () => {
  const text = await explainTempManifest({ 'models/a.sql': '---\nmaterialized: snapshot\n---\nselect 1' });
  assert.match(text, /SP1024: Materialization "snapshot" is not one of a model\n *╭─ models\/a.sql:2:1/);
  assert.match(text, 'A snapshot is a file in snapshots/, or an entry of snapshots: in YAML.');
});

test.run();
