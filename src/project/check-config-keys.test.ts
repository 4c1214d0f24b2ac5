import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { checkConfigKeys } from './check-config-keys.js';
import { checkConfigTree } from './check-config-tree.js';
import { recordToYaml } from './plain-to-yaml.js';
import { configKinds, type ConfigKind } from './schemas/config.js';
import type { SchemaFindings } from './yaml/check-schema.js';
import { parseYaml } from './yaml/parse-yaml.js';
import type { YamlMap } from './yaml-value.js';

function map(text: string): YamlMap {
  const { value } = parseYaml({ path: 'a.yml', text });
  if (value?.kind !== 'map') throw new Error('no mapping');
  return value;
}

function show({ errors, ignored }: SchemaFindings): string {
  return [renderDiagnostics(errors, { color: false }), ...ignored.map(({ key, hint }) => `ignored ${key}: ${hint}`)]
    .filter((line) => line !== '')
    .join('\n');
}

const check = (text: string, kind: ConfigKind): string => show(checkConfigKeys(map(text), kind));

test('every kind accepts tags and meta, and an empty value for any key', () => {
  for (const kind of configKinds.filter((kind) => kind !== 'macro')) {
    assert.is(check('tags: [a]\nmeta: {any: {thing: 1}}', kind), '', kind);
    assert.is(check('tags:\nmeta:', kind), '', kind);
  }
});

test('the configs of models, seeds and tests are known', () => {
  assert.is(
    check(
      'materialized: partitioned\npartition_by: grade\npartitions: [a, 1, null]\npublish: always\npre-hook: {sql: x, transaction: false}\npost-hook: [a, {sql: b}]\nindexes: [{columns: [a, b], unique: true}]',
      'model',
    ),
    '',
  );
  assert.is(
    check(
      'files: ["a/*.csv"]\ndelimiter: ";"\nquote: "\'"\ncolumn_types: {a: text}\nnull_values: [NA]\nquoted_empty: text\non_bad_row: quarantine\nrow_id: true\nunicode: nfc\ntrim: unicode\nquote_columns: true\nfull_refresh: false',
      'seed',
    ),
    '',
  );
  assert.is(
    check('severity: warn\nwarn_if: ">0"\nerror_if: ">9"\nlimit: 5\nwhere: "x"\nstore_failures_as: view', 'data_test'),
    '',
  );
});

test('an unknown key names its nearest neighbour', () => {
  assert.is(
    check('materialised: table', 'model'),
    `error SP1201: Unknown key "materialised"
  ╭─ a.yml:1:1
1 │ materialised: table
  │ ^^^^^^^^^^^^
  ╰─ did you mean "materialized"?`,
  );
});

test('a key of another kind, a description and a key of one’s own are told where they belong', () => {
  assert.match(check('column_types: {a: text}', 'model'), 'it is a config of seeds');
  assert.match(check('description: x', 'model'), '"description" is no config: put it beside config:');
  assert.match(check('whatever_i_like: 1', 'model'), 'keys of your own go under meta:');
});

test('a wrong word lists the right ones', () => {
  assert.is(
    check('materialized: vew', 'model'),
    `error SP1204: "materialized" cannot be "vew"
  ╭─ a.yml:1:15
1 │ materialized: vew
  │               ^^^
  ╰─ did you mean "view"? it can be view, table, ephemeral, incremental, partitioned, materialized_view, snapshot`,
  );
});

test('a wrong type says what is expected and how to write it', () => {
  assert.is(
    check('enabled: yes', 'model'),
    `error SP1202: "enabled" must be true or false, but it is text
  ╭─ a.yml:1:10
1 │ enabled: yes
  │          ^^^
  ╰─ write true or false, without quotes`,
  );
  assert.is(
    check('tags: [a, 2024]', 'model'),
    `error SP1202: An item of tags must be text, but it is a number
  ╭─ a.yml:1:11
1 │ tags: [a, 2024]
  │           ^^^^
  ╰─ put quotes around it`,
  );
  assert.match(check('alias: true', 'model'), '"alias" must be text, but it is true');
  assert.match(check('tags: {a: b}', 'model'), '"tags" must be text or a list, but it is a mapping');
  assert.match(check('limit: "5"', 'data_test'), '"limit" must be a whole number');
  assert.match(check('limit: 0', 'data_test'), 'error SP1205: "limit" must be at least 1');
  assert.match(check('delimiter: ";;"', 'seed'), '"delimiter" must be one character');
  assert.match(check('delimiter: "\\n"', 'seed'), '"delimiter" cannot be a line break');
  assert.match(check('column_types: {a: "int); drop"}', 'seed'), 'must be the name of a type');
  assert.match(check('column_types: {a: "text, b text"}', 'seed'), 'must be the name of a type');
  const types = ['text', '"decimal(10, 2)"', 'double precision', '"integer[]"', '"map<text, int>"'];
  for (const type of types) assert.is(check(`column_types: {a: ${type}}`, 'seed'), '', type);
});

test('an unknown key deep inside is found at its place', () => {
  assert.is(
    check('contract: {enforcd: true}', 'model'),
    `error SP1201: Unknown key "enforcd"
  ╭─ a.yml:1:12
1 │ contract: {enforcd: true}
  │            ^^^^^^^
  ╰─ did you mean "enforced"?`,
  );
});

test('spellings with +, - and _ are one key', () => {
  assert.is(check('+pre-hook: a\n+tags: [b]', 'model'), '');
  assert.is(
    check('pre-hook: a\npre_hook: b', 'model'),
    `error SP1211: The config "pre_hook" stands here a second time
  ╭─ a.yml:2:1
1 │ pre-hook: a
2 │ pre_hook: b
  │ ^^^^^^^^
  ├─ a.yml:1:1 it stands here first
1 │ pre-hook: a
  │ ^^^^^^^^
  ╰─ keep one of the two; spelling with "-", "_" or "+" makes no difference`,
  );
});

test('keys without a meaning are reported as such, at any depth', () => {
  assert.is(
    check('docs: {show: false, node_color: red}\nstatic_analysis: off', 'model'),
    'ignored node_color: colours of the docs page follow the kind of node\nignored static_analysis: `sp check` does it',
  );
});

test('a config call is checked as a record with places', () => {
  const { place } = map('a: 1');
  const other = { ...place, start: { line: 7, column: 3 } };
  const { errors } = checkConfigKeys(
    recordToYaml({ tags: ['a'], materialzed: 'view' }, () => other, place),
    'model',
  );
  assert.equal(
    errors.map(({ message, place: at }) => [message, at?.start.line]),
    [['Unknown key "materialzed"', 7]],
  );
});

test('a tree is checked at every level: with + always config, without it a mapping is a folder', () => {
  const tree = map(
    '+enabled: true\nshop:\n  materialized: view\n  staging:\n    +tags: x\n    +meta: {a: b}\n    +materialised: table\n    orders: {+alias: 5}\n',
  );
  assert.is(
    show(checkConfigTree(tree, 'model')),
    `error SP1201: Unknown key "materialised"
  ╭─ a.yml:7:5
6 │     +meta: {a: b}
7 │     +materialised: table
  │     ^^^^^^^^^^^^^
  ╰─ did you mean "materialized"?

error SP1202: "alias" must be text, but it is a number
  ╭─ a.yml:8:22
7 │     +materialised: table
8 │     orders: {+alias: 5}
  │                      ^
  ╰─ put quotes around it`,
  );
});

test.run();
