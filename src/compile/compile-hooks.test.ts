import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { compileSelection, listProblems } from './compile-selection.js';
import { compileOperation } from './compile-hooks.js';
import { buildTempManifest, explainTempManifest } from '../testing/build-temp-manifest.js';
import { nodeId } from '../manifest/node-id.js';

const files = {
  'project.yml': `on-run-start: 'create table if not exists audit (what text)'
on-run-end:
  - "insert into audit values ('{{target.name}}')"
  - { sql: "{{#each results}}insert into audit values ('{{this.unique_id}}');{{/each}}", transaction: false }
models:
  +post-hook: insert into audit values ('tree')
  shop: { marts: { +post_hook: ["insert into audit values ('folder')"] } }
`,
  'seeds/customers.csv': 'id\n1\n',
  'models/other.sql': 'select 1 as x',
  'models/marts/totals.sql': `---
pre-hook:
  - delete from audit where what = '{{this}}'
  - { sql: "insert into audit select x from {{ref 'other'}}; select 1", transaction: false }
post-hook: "insert into audit values ('file')"
---
{{config post_hook="insert into audit values ('call')"}}
select 1 as x
`,
};
const totals = nodeId('model', 'shop', 'totals');

test('hooks run general to specific, each with its own place; a text may hold several statements', async () => {
  const manifest = await buildTempManifest(files);
  const hooks = compileSelection(manifest, [totals]).compiled.hooks?.get(totals);
  assert.equal(
    hooks?.post.map(({ statements, place }) => [statements[0], `${place.file.path}:${place.start.line}`]),
    [
      ["insert into audit values ('tree')", 'project.yml:9'],
      ["insert into audit values ('folder')", 'project.yml:10'],
      ["insert into audit values ('file')", 'models/marts/totals.sql:5'],
      ["insert into audit values ('call')", 'models/marts/totals.sql:7'],
    ],
  );
  assert.equal(
    hooks?.pre.map(({ statements, transaction, place }) => [statements, transaction, place.start.line]),
    [
      [[`delete from audit where what = '"totals"'`], true, 3],
      [['insert into audit select x from "other"', 'select 1'], false, 4],
    ],
  );
});

test('what a hook refers to comes before its node', async () => {
  const manifest = await buildTempManifest(files);
  assert.equal(manifest.parents.get(totals), [nodeId('model', 'shop', 'other')]);
});

test('entries of on-run-start and on-run-end are operations that see the target and, at the end, the results', async () => {
  const manifest = await buildTempManifest(files);
  assert.equal(
    manifest.operations.map(({ id }) => id),
    ['operation.shop.shop-on-run-start-0', 'operation.shop.shop-on-run-end-0', 'operation.shop.shop-on-run-end-1'],
  );
  const args = { results: [{ unique_id: 'a' }, { unique_id: 'b' }], schemas: [], database_schemas: [] };
  const sql = manifest.operations.map((operation) => compileOperation(manifest, operation, args).hook.statements);
  assert.equal(sql.slice(1), [
    ["insert into audit values ('dev')"],
    ["insert into audit values ('a')", "insert into audit values ('b')"],
  ]);
});

test('mistakes in hooks are found before anything runs, at the place of the hook', async () => {
  assert.match(
    await explainTempManifest({
      'project.yml': 'on-run-start:\n  - select 1\n  - "insert into {{nothing}} values (1)"\n',
      'models/m.sql': 'select 1 as x',
    }),
    /project\.yml:6:5[^]*"nothing"|"nothing"[^]*project\.yml:6:5/,
  );
  assert.match(
    await explainTempManifest({
      'models/m.sql': 'select 1 as x',
      'seeds/s.csv': 'id\n1\n',
      'seeds/s.yml': 'seeds:\n  - name: s\n    config:\n      post_hook: "insert into a select * from {{ref \'m\'}}"\n',
    }),
    'a hook of a seed cannot refer to another node: seeds come before everything else',
  );
  const manifest = await buildTempManifest({
    'models/e.sql': '{{config materialized="ephemeral"}}select 1 as x',
    'models/m.sql': '{{config pre_hook="insert into a select * from {{ref \'e\'}}"}}select 1 as x',
  });
  const problems = listProblems(compileSelection(manifest, [nodeId('model', 'shop', 'm')]));
  assert.equal(
    problems.map(({ message }) => message),
    ['a hook cannot read the ephemeral model "e": it has no relation'],
  );
});

test.run();
