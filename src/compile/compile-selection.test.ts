// Final SQL of small projects: refs, ephemerals, generic tests and partitions.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import type { Manifest } from '../manifest/manifest.js';
import { buildTempManifest, findNode } from '../testing/build-temp-manifest.js';
import { compileSelection, listProblems } from './compile-selection.js';
import type { CompiledNode } from './compiled.js';
import { fillGaps } from './partition-gaps.js';

function compile(manifest: Manifest, kind: 'model' | 'test', name: string): CompiledNode {
  const { id } = findNode(manifest, kind, name);
  const compilation = compileSelection(manifest, [id]);
  const compiled = compilation.compiled.nodes.get(id);
  if (compiled === undefined) throw new Error(renderDiagnostics(listProblems(compilation), { color: false }));
  return compiled;
}

function explain(manifest: Manifest, names: readonly string[]): string {
  const compilation = compileSelection(
    manifest,
    names.map((name) => findNode(manifest, 'model', name).id),
  );
  return renderDiagnostics(listProblems(compilation), { color: false });
}

const names = (compiled: CompiledNode) => compiled.reads.map((relation) => relation.identifier);

const ephemeral = (sql: string): string => `---\nmaterialized: ephemeral\n---\n${sql}`;

test('refs and sources become relations, which are listed as what is read', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': '{{config alias="a table"}}select 1',
    'models/b.sql': 'select * from {{ref "a"}} join {{source "s" "t"}} join {{ref "a"}}',
    'models/s.yml': 'sources: [{name: s, tables: [{name: t, identifier: raw_t}]}]',
  });
  const compiled = compile(manifest, 'model', 'b');
  assert.is(compiled.sql, 'select * from "a table" join "raw_t" join "a table"');
  assert.equal(names(compiled), ['a table', 'raw_t']);
  assert.equal(compiled.readNodes, ['model.shop.a', 'source.shop.s.t']);
});

test('nested and shared ephemerals stand in front once each, in the order in which they need each other', async () => {
  const manifest = await buildTempManifest({
    'models/base.sql': 'select 1 as x',
    'models/e1.sql': ephemeral('select * from {{ref "base"}}'),
    'models/e2.sql': ephemeral('select * from {{ref "e1"}}'),
    'models/e3.sql': ephemeral('with w as (select * from {{ref "e1"}}) select * from w'),
    'models/m.sql': 'select * from {{ref "e3"}} join {{ref "e2"}} join {{ref "e1"}}',
  });
  const compiled = compile(manifest, 'model', 'm');
  assert.is(
    compiled.sql,
    `with "__sp__cte__e1" as (
select * from "base"
),
"__sp__cte__e3" as (
with w as (select * from "__sp__cte__e1") select * from w
),
"__sp__cte__e2" as (
select * from "__sp__cte__e1"
)
select * from "__sp__cte__e3" join "__sp__cte__e2" join "__sp__cte__e1"`,
  );
  assert.equal(names(compiled), ['base']);
  assert.equal(
    compiled.ctes.map(({ id }) => id),
    ['model.shop.e1', 'model.shop.e3', 'model.shop.e2'],
  );
});

test('the result does not depend on what else is compiled, or in which order', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': 'select 1 as x',
    'models/e1.sql': ephemeral('select * from {{ref "a"}}'),
    'models/e2.sql': ephemeral('select * from {{ref "e1"}}'),
    'models/m.sql': 'select * from {{ref "e2"}}',
  });
  const ids = [...manifest.nodes.keys()];
  const forward = compileSelection(manifest, ids).compiled.nodes;
  const backward = compileSelection(manifest, [...ids].reverse()).compiled.nodes;
  for (const id of ids) {
    assert.equal(backward.get(id), forward.get(id));
    assert.equal(compileSelection(manifest, [id]).compiled.nodes.get(id), forward.get(id));
  }
});

test('what is wrong in an ephemeral is wrong in all that read it, and said once', async () => {
  const manifest = await buildTempManifest({
    'models/e.sql': ephemeral('select 1; select 2'),
    'models/f.sql': ephemeral('select * from {{ref "e"}}'),
    'models/m.sql': 'select * from {{ref "f"}} join {{ref "e"}}',
    'models/n.sql': 'select * from {{ref "e"}}',
  });
  const expected = `error SP3004: A second statement begins here
  ╭─ models/e.sql:4:11
4 │ select 1; select 2
  │           ^^^^^^
  ╰─ A model is one SELECT: remove the ";" before this place, or move the statement into a hook.`;
  assert.is(explain(manifest, ['m']), expected);
  assert.is(explain(manifest, ['m', 'n', 'f', 'e']), expected);
  assert.is(explain(manifest, ['e', 'f', 'm', 'n']), expected);
});

test('500 ephemerals may be chained; a longer chain is an error, whoever is compiled first', async () => {
  const files: Record<string, string> = { 'models/e000.sql': ephemeral('select 1 as x') };
  const name = (index: number): string => `e${String(index).padStart(3, '0')}`;
  for (let index = 1; index <= 501; index++) {
    files[`models/${name(index)}.sql`] = ephemeral(`select * from {{ref "${name(index - 1)}"}}`);
  }
  const manifest = await buildTempManifest(files);
  assert.is(explain(manifest, ['e499']), '');
  const text = explain(manifest, ['e501']);
  assert.match(text, 'SP3006: More than 500 ephemeral models are chained: e000 → e001 → e002 → … → e500');
  assert.is(explain(manifest, [...Array(502).keys()].map(name)), text);
});

test('a generic test gets the relation, the column and its arguments as SQL; where narrows the relation', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': 'select 1 as x',
    'models/b.sql': 'select 1 as y',
    'models/_models.yml': `models:
  - name: a
    columns:
      - name: x
        data_tests:
          - not_null: {config: {where: x > 0}}
          - relationships: {arguments: {to: ref('b'), field: y}}
          - accepted_values: {arguments: {values: [1, it's]}}
      - name: X y
        quote: true
        data_tests: [{not_null: {name: quoted}}]
`,
  });
  assert.is(
    compile(manifest, 'test', 'not_null_a_x').sql,
    'select *\nfrom (select * from "a" where x > 0) sp_subject\nwhere `x` is null',
  );
  const relationships = compile(manifest, 'test', 'relationships_a_x__y__ref_b_');
  assert.match(relationships.sql, 'and `x` not in (select y from "b" where y is not null)');
  assert.equal(names(relationships), ['a', 'b']);
  assert.match(compile(manifest, 'test', 'accepted_values_a_x__1__it_s').sql, `not in (1, '1', 'it''s')`);
  assert.match(compile(manifest, 'test', 'quoted').sql, 'where `X y` is null');
});

test('a test on an ephemeral runs on its SQL, for each of its relations', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': 'select 1 as x',
    'models/e.sql': ephemeral('select * from {{ref "a"}}'),
    'models/_models.yml': `models: [{name: e, columns: [{name: x, data_tests: [not_null]}]}]`,
    'models/other.yml': `models: [{name: a, data_tests: [{reconciles: {arguments: {raw: ["ref('a')"], parts: ["ref('e')"]}}}]}]`,
  });
  const compiled = compile(manifest, 'test', 'not_null_e_x');
  assert.match(compiled.sql, /^with "__sp__cte__e" as \(\nselect \* from "a"\n\)\nselect \*\nfrom "__sp__cte__e"/);
  assert.equal(names(compiled), ['a']);
  assert.match(
    compile(manifest, 'test', 'reconciles_a_ref_e___ref_a_').sql,
    '(select count(*) from "__sp__cte__e") as part_rows',
  );
});

const partitioned = (config: string, sql: string): string =>
  `---\nmaterialized: partitioned\npartition_by: g\n${config}---\n${sql}`;

test('aligned refs read the rows of one partition; the keys are their distinct values', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': 'select 1 as g',
    'models/b.sql': 'select 1 as h',
    'models/p.sql': partitioned('', 'select * from {{ref "a" on="g"}} x join {{ref "b" on="h"}} join {{ref "b"}}'),
    'models/q.sql': partitioned('', 'select * from {{ref "a" on="g"}}'),
  });
  const { sql, partition } = compile(manifest, 'model', 'p');
  assert.is(
    sql,
    `with "__sp__on__g__a" as (
select * from "a" where g = :partition_key
),
"__sp__on__h__b" as (
select * from "b" where h = :partition_key
)
select * from "__sp__on__g__a" x join "__sp__on__h__b" join "b"`,
  );
  assert.is(partition?.keysSql, 'select `g` as partition_key from "a"\nunion\nselect `h` as partition_key from "b"');
  assert.equal(
    partition?.keyReads.map(({ identifier }) => identifier),
    ['a', 'b'],
  );
  assert.match(fillGaps(partition?.pieces ?? [], "it's", manifest.dialect), "from \"a\" where `g` = 'it''s'");
  assert.is(compile(manifest, 'model', 'q').partition?.keysSql, 'select distinct `g` as partition_key from "a"');
});

test('an aligned ephemeral brings its CTE to the rows and to the keys', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': 'select 1 as g',
    'models/e.sql': ephemeral('select g from {{ref "a"}}'),
    'models/p.sql': partitioned('', 'select * from {{ref "e" on="g"}}'),
  });
  const { sql, partition } = compile(manifest, 'model', 'p');
  const cte = 'with "__sp__cte__e" as (\nselect g from "a"\n)';
  assert.ok(sql.startsWith(`${cte},\n"__sp__on__g__e" as (\nselect * from "__sp__cte__e" where g = :partition_key`));
  assert.is(partition?.keysSql, cte + '\nselect distinct `g` as partition_key from "__sp__cte__e"');
  assert.equal(
    partition?.keyReads.map(({ identifier }) => identifier),
    ['a'],
  );
});

test('keys by a query may read what the model does not; keys of a list need no query', async () => {
  const manifest = await buildTempManifest({
    'models/grades.sql': 'select 1 as g',
    'models/e.sql': ephemeral('select g from {{ref "grades"}}'),
    'models/p.sql': partitioned('partitions: "select g from {{ref \'e\'}}"\n', 'select {{partition_key}} as g'),
    'models/q.sql': partitioned('partitions: [a, null]\n', 'select {{partition_key}} as g'),
  });
  const { reads, partition } = compile(manifest, 'model', 'p');
  assert.is(partition?.keysSql, 'with "__sp__cte__e" as (\nselect g from "grades"\n)\nselect g from "__sp__cte__e"');
  assert.equal(
    partition?.keyReads.map(({ identifier }) => identifier),
    ['grades'],
  );
  assert.equal(reads, []);
  const listed = compile(manifest, 'model', 'q');
  assert.equal(listed.partition?.keys, ['a', null]);
  assert.is(listed.sql, 'select :partition_key as g');
  assert.is(fillGaps(listed.partition?.pieces ?? [], null, manifest.dialect), 'select null as g');
});

test('what is wrong in the query of the keys stands at partitions:', async () => {
  const manifest = await buildTempManifest({
    'models/p.sql': partitioned('partitions: "delete from x"\n', 'select {{partition_key}} as g'),
  });
  assert.match(
    explain(manifest, ['p']),
    /SP3003: This must be one SELECT, but it starts with "delete"\n *╭─ models\/p.sql:4:1/,
  );
});

test('what is no SELECT is an error at its first word', async () => {
  const manifest = await buildTempManifest({
    'models/a.sql': '\n\n  drop table x',
    'models/b.sql': '{{#if false}}select 1{{/if}}',
    'models/c.sql': 'with x as (select 1) delete from y',
  });
  assert.match(explain(manifest, ['a']), /SP3003: .* starts with "drop"\n *╭─ models\/a.sql:3:3/);
  assert.match(explain(manifest, ['b']), /SP3002: "b" has no SQL/);
  assert.match(
    explain(manifest, ['c']),
    /SP3005: "delete" changes data, but a model may only read\n *╭─ models\/c.sql:1:22/,
  );
});

test.run();
