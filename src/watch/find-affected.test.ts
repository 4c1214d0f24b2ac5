// Which nodes of a real small project run again after its files changed.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { buildGraph } from '../graph/build-graph.js';
import { buildTempManifest } from '../testing/build-temp-manifest.js';
import { describeNodes, findAffected } from './find-affected.js';

const files: Readonly<Record<string, string>> = {
  'project.yml': 'vars: {least: 1}\n',
  'seeds/raw.csv': 'x\n1\n',
  'macros/m.sql': '{{#macro "twice" as |value|}}{{value}} * 2{{/macro}}',
  'models/stg.sql': 'select x from {{ref "raw"}}',
  'models/mart.sql': 'select {{twice "x"}} as x from {{ref "stg"}}',
  'models/other.sql': 'select 1 as x',
  'models/parts.sql': `---
materialized: partitioned
partition_by: g
partitions: "select x from {{ref 'other'}} where x >= {{var 'least'}}"
---
select {{partition_key}} as g`,
  'models/_models.yml': 'models: [{name: mart, columns: [{name: x, data_tests: [unique]}]}]\n',
  'tests/t.sql': 'select * from {{ref "other"}} where x is null',
};

/** Names of what runs again when `changes` (a removed file is '') are saved. */
async function affectedBy(changes: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const before = describeNodes(await buildTempManifest(files));
  const kept = Object.entries({ ...files, ...changes }).filter(([, text]) => text !== '');
  const manifest = await buildTempManifest(Object.fromEntries(kept));
  const after = { manifest, graph: buildGraph(manifest), texts: describeNodes(manifest) };
  const { affected } = findAffected(before, after, Object.keys(changes));
  return [...affected].map((id) => manifest.nodes.get(id)?.name ?? id).sort();
}

test('nothing runs when nothing that counts changed: white space around, words of a description', async () => {
  assert.equal(await affectedBy({}), []);
  assert.equal(await affectedBy({ 'models/stg.sql': '\nselect x from {{ref "raw"}}\n' }), []);
  const described = 'models: [{name: mart, description: new, columns: [{name: x, data_tests: [unique]}]}]\n';
  assert.equal(await affectedBy({ 'models/_models.yml': described }), []);
});

test('a changed model takes what is below it along, tests too', async () => {
  assert.equal(await affectedBy({ 'models/stg.sql': 'select x + 1 as x from {{ref "raw"}}' }), [
    'mart',
    'stg',
    'unique_mart_x',
  ]);
});

test('a saved CSV file is a changed seed, though its text is not compared', async () => {
  assert.equal(await affectedBy({ 'seeds/raw.csv': 'x\n1\n' }), ['mart', 'raw', 'stg', 'unique_mart_x']);
});

test('a macro changes the models that call it, a var those that read it, in the query of their keys too', async () => {
  const macro = '{{#macro "twice" as |value|}}2 * {{value}}{{/macro}}';
  assert.equal(await affectedBy({ 'macros/m.sql': macro }), ['mart', 'unique_mart_x']);
  assert.equal(await affectedBy({ 'project.yml': 'vars: {least: 2}\n' }), ['parts']);
});

test('config counts: a materialization, a severity', async () => {
  assert.equal(await affectedBy({ 'models/other.sql': '{{config materialized="table"}}select 1 as x' }), [
    'other',
    'parts',
    't',
  ]);
  assert.equal(
    await affectedBy({ 'tests/t.sql': '{{config severity="warn"}}select * from {{ref "other"}} where x is null' }),
    ['t'],
  );
});

test('a new test runs by itself, a removed one leaves nothing to run', async () => {
  const text = 'models: [{name: mart, columns: [{name: x, data_tests: [unique, not_null]}]}]\n';
  assert.equal(await affectedBy({ 'models/_models.yml': text }), ['not_null_mart_x']);
  assert.equal(await affectedBy({ 'tests/t.sql': '' }), []);
});

test.run();
