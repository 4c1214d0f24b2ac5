// Data tests of a project: what they are called, what they read, what is wrong with them.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Manifest, TestNode } from './manifest.js';
import { buildTempManifest, explainTempManifest, findNode } from '../testing/build-temp-manifest.js';

/** A project of the models a and b, with these tests on column x of a. */
const withTests = (tests: string, more: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  'models/a.sql': 'select 1 as x',
  'models/b.sql': 'select 1 as y',
  'models/_models.yml': `models:\n  - name: a\n    columns:\n      - name: x\n        data_tests: ${tests}\n`,
  ...more,
});

const testsOf = (manifest: Manifest): readonly TestNode[] =>
  [...manifest.nodes.values()].filter((node) => node.resourceType === 'test');

test('a generic test depends on its node and on the relations among its arguments', async () => {
  const manifest = await buildTempManifest(
    withTests(
      `[{relationships: {arguments: {to: "ref('b')", field: y}}}, {reconciles: {arguments: {raw: ["ref('b')"], parts: ["ref('a')", "source('s', 't')"]}}}]`,
      {
        'models/s.yml': 'sources: [{name: s, tables: [{name: t}]}]',
      },
    ),
  );
  const [first, second] = testsOf(manifest);
  assert.is(first?.name, 'relationships_a_x__y__ref_b_');
  assert.equal(first && manifest.parents.get(first.id), ['model.shop.a', 'model.shop.b']);
  assert.equal(
    second?.generic?.argumentRefs.map(({ text, node }) => [text, node]),
    [
      ["ref('b')", 'model.shop.b'],
      ["ref('a')", 'model.shop.a'],
      ["source('s', 't')", 'source.shop.s.t'],
    ],
  );
});

test('the rejected rows of a seed can be tested and named in arguments', async () => {
  const manifest = await buildTempManifest(
    withTests(`[{relationships: {arguments: {to: "ref('s__rejected')", field: y}}}]`, {
      'seeds/s.csv': 'y\n1\n',
      'project.yml': 'seeds: {+on_bad_row: quarantine}\n',
    }),
  );
  const [only] = testsOf(manifest);
  assert.equal(only?.generic?.argumentRefs, [
    { text: "ref('s__rejected')", node: 'seed.shop.s', relation: { identifier: 's__rejected' } },
  ]);
});

test('config of a test: severity in any case, where, limit, conditions; data_tests of project.yml below it', async () => {
  const manifest = await buildTempManifest(
    withTests(
      `[{unique: {name: own_name, description: why, config: {severity: WARN, where: x > 0, limit: 5, warn_if: "> 1", error_if: "> 9", fail_calc: sum(n_records)}}}, not_null]`,
      { 'project.yml': 'data_tests: {+severity: warn, +tags: nightly}\n' },
    ),
  );
  const { severity, where, limit, warnIf, errorIf, failCalc, alias, description } = findNode(
    manifest,
    'test',
    'own_name',
  );
  assert.equal([severity, where, limit, warnIf, errorIf], ['warn', 'x > 0', 5, '> 1', '> 9']);
  assert.equal([failCalc, alias, description], ['sum(n_records)', 'own_name', 'why']);
  const other = findNode(manifest, 'test', 'not_null_a_x');
  assert.equal([other.severity, other.warnIf, other.failCalc, other.tags], ['warn', '!= 0', 'count(*)', ['nightly']]);
});

test('tests of sources are named and attached like those of models', async () => {
  const manifest = await buildTempManifest({
    'models/s.yml': 'sources: [{name: s, tables: [{name: t, columns: [{name: c, data_tests: [unique]}]}]}]',
  });
  assert.equal(manifest.parents.get(findNode(manifest, 'test', 'source_unique_s_t_c').id), ['source.shop.s.t']);
});

test("a project's own generic test wins over the built-in one of its name, and takes its own arguments", async () => {
  const files = withTests('[unique, {near: {arguments: {to: 3}}}]', {
    'tests/generic/unique.sql':
      '{{#test "unique" as |model column|}}select 1 from {{model}} where {{column}} = 0{{/test}}',
    'tests/generic/near.sql':
      '{{#test "near" within=1 as |model column to|}}select 1 from {{model}} where {{column}} = {{to}}{{/test}}',
  });
  const manifest = await buildTempManifest(files);
  assert.equal(
    testsOf(manifest).map((node) => [node.name, node.generic?.macro.package]),
    [
      ['unique_a_x', 'shop'],
      ['near_a_x__3', 'shop'],
    ],
  );
});

test('a macro may not take the name of a built-in test', async () => {
  const text = await explainTempManifest(withTests('[unique]', { 'macros/m.sql': '{{#macro "unique"}}1{{/macro}}' }));
  assert.match(text, /^error SP2022: "unique" is the name of a built-in test\n *╭─ macros\/m.sql:1:1/);
  assert.not.match(text, 'SP5001');
});

test('an unknown test, an unknown argument and a missing one are errors at the test', async () => {
  const text = await explainTempManifest(withTests('[uniqe, {accepted_values: {arguments: {value: [1]}}}]'));
  assert.is(
    text.replaceAll(/^ *(\d+ )?│.*\n/gm, ''),
    `error SP5001: There is no generic test named "uniqe"
  ╭─ models/_models.yml:5:22
  ╰─ did you mean "unique"? Write it as {{#test "uniqe" as |model column|}} … {{/test}} in tests/generic/.

error SP5002: The test "accepted_values" takes no argument "value"
  ╭─ models/_models.yml:5:30
  ╰─ did you mean "values"? It takes column, values, quote.

error SP5003: The test "accepted_values" needs the argument "values"
  ╭─ models/_models.yml:5:30
  ╰─ Write it under arguments: of the test.`,
  );
});

test('a test of a column that stands below the model itself is an error, unless it names the column', async () => {
  const below = (tests: string): Promise<string> =>
    explainTempManifest({
      'models/a.sql': 'select 1 as x',
      'models/_models.yml': `models:\n  - name: a\n    data_tests: ${tests}\n`,
      'tests/generic/t.sql':
        '{{#test "any" as |model column|}}select 1{{#if column}}, {{column}}{{/if}} from {{model}}{{/test}}',
    });
  const text = await below('[not_null]');
  assert.is(
    text.replaceAll(/^ *(\d+ )?│.*\n/gm, ''),
    `error SP5005: The test "not_null" tests a column, but no column is named
  ╭─ models/_models.yml:3:18
  ╰─ Write it below a column: columns: [{ name: …, data_tests: [not_null] }], or name one here: not_null: { column_name: … }`,
  );
  assert.is(await below('[{not_null: {column_name: x}}, any, {expression_is_true: {expression: x = 1}}]'), '');
});

test('a relation of another package or of a name that nothing has is an error, not a text', async () => {
  const text = await explainTempManifest(
    withTests(`[{relationships: {arguments: {to: "ref('other', 'b')", field: y}}}]`),
  );
  assert.match(text, /^error SP4001: Nothing is named "other.b"/);
});

test('a disabled test needs nothing, and its node is kept apart', async () => {
  const manifest = await buildTempManifest(
    withTests(`[{relationships: {arguments: {to: "ref('gone')", field: y}, config: {enabled: false}}}]`),
  );
  assert.equal(testsOf(manifest), []);
  assert.equal(
    manifest.disabled.map(({ resourceType }) => resourceType),
    ['test'],
  );
});

test('two tests of one name and node are an error that says how to keep both', async () => {
  assert.match(
    await explainTempManifest(withTests('[unique, unique]')),
    /SP5004: The test "unique_a_x" is defined twice[^]*a name of its own with name:/,
  );
  assert.is(await explainTempManifest(withTests('[unique, {unique: {name: again}}]')), '');
});

test('a singular test is a SELECT of its own, with front matter, properties and config calls', async () => {
  const manifest = await buildTempManifest(
    withTests('[]', {
      'tests/checks/t.sql': '---\ndescription: why\n---\n{{config severity="warn"}}select * from {{ref "a"}}',
      'tests/_tests.yml': 'data_tests: [{name: t, config: {tags: slow, severity: error}}]',
    }),
  );
  const node = findNode(manifest, 'test', 't');
  assert.equal([node.testKind, node.description, node.severity, node.tags], ['singular', 'why', 'warn', ['slow']]);
  assert.equal(node.fqn, ['shop', 'checks', 't']);
  assert.equal(manifest.parents.get(node.id), ['model.shop.a']);
});

test.run();
