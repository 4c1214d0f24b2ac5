import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { parseProperties } from './parse-properties.js';
import { parseYaml } from './yaml/parse-yaml.js';
import { yamlToPlain } from './yaml-to-plain.js';
import type { YamlMap } from './yaml-value.js';

function parse(text: string) {
  const file = { path: 'models/schema.yml', text };
  const { value, diagnostics } = parseYaml(file);
  const parsed = parseProperties(file, value);
  return { ...parsed, text: renderDiagnostics([...diagnostics, ...parsed.errors], { color: false }) };
}

function read(text: string) {
  const { properties, text: problems } = parse(text);
  assert.is(problems, '');
  return properties;
}

function plain(map: YamlMap | undefined): unknown {
  return map && yamlToPlain(map);
}

test('a model entry gives description, columns, tests, config, and the rest as it stands', () => {
  const { resources } = read(`models:
  - name: orders
    description: All orders.
    config: {materialized: table, tags: [a]}
    access: public
    versions: [{v: 1}, {v: 2}]
    latest_version: 2
    tags: [x]
    data_tests: [my_test]
    columns:
      - name: id
        description: The key.
        data_type: integer
        quote: true
        tags: [key]
        meta: {pii: direct, a: 1}
        config: {tags: [more], meta: {a: 2}}
        constraints: [{type: not_null}]
        data_tests: [unique]
      - name: empty
        description:
`);
  const [orders] = resources;
  assert.is(orders?.kind, 'model');
  assert.is(orders?.description, 'All orders.');
  assert.equal(plain(orders?.config), { materialized: 'table', tags: ['a'] });
  assert.equal(orders?.extra, { access: 'public', versions: [{ v: 1 }, { v: 2 }], latest_version: 2, tags: ['x'] });
  assert.equal(orders?.place.start, { line: 2, column: 11 });
  const [id, empty] = orders?.columns ?? [];
  assert.is(id?.dataType, 'integer');
  assert.is(id?.quote, true);
  assert.equal(id?.tags, ['key', 'more']);
  assert.equal(id?.meta, { pii: 'direct', a: 2 });
  assert.equal(id?.constraints, [{ type: 'not_null' }]);
  assert.is(id?.dataTests[0]?.test, 'unique');
  assert.is(empty?.description, '');
  assert.is(orders?.dataTests[0]?.test, 'my_test');
});

test('sections become resources of their kinds; unit tests, exposures and groups stay as they stand', () => {
  const { resources, sources, macros, sections } = read(`
seeds: [{name: s, config: {row_id: true}}]
snapshots: [{name: snap, relation: ref('m'), config: {strategy: check, unique_key: id}}]
analyses: [{name: a}]
data_tests: [{name: t, description: d, config: {severity: warn}}]
macros: [{name: cents, description: To cents., arguments: [{name: x, type: text}]}]
groups: [{name: g, owner: {email: a@b.c}}]
exposures: [{name: e, type: dashboard, owner: {name: x}, depends_on: [ref('m')]}]
unit_tests: [{name: u, model: m, given: [{input: ref('x'), rows: [{a: 1}]}], expect: {rows: [{b: 2}]}}]
sources:
  - name: raw
    schema: s
    database: d
    loader: hand
    config: {freshness: {warn_after: {count: 1, period: day}}}
    tables:
      - name: t1
        identifier: T_1
        columns: [{name: id, data_tests: [not_null]}]
        data_tests: [unique_combination: {columns: [a, b]}]
`);
  assert.equal(
    resources.map(({ kind, name }) => `${kind} ${name}`),
    ['seed s', 'snapshot snap', 'analysis a', 'data_test t'],
  );
  assert.equal(resources[1]?.extra, { relation: "ref('m')" });
  assert.equal(Object.keys(sections), ['groups', 'exposures', 'unit_tests']);
  assert.is(macros[0]?.description, 'To cents.');
  const [raw] = sources;
  assert.equal([raw?.name, raw?.schema, raw?.database], ['raw', 's', 'd']);
  assert.equal(raw?.extra, { loader: 'hand' });
  const [table] = raw?.tables ?? [];
  assert.equal([table?.name, table?.identifier], ['t1', 'T_1']);
  assert.is(table?.columns[0]?.dataTests[0]?.test, 'not_null');
  assert.equal(table?.dataTests[0]?.arguments, { columns: ['a', 'b'] });
});

test('an empty file has no properties', () => {
  assert.equal(read('').resources, []);
  assert.equal(read('# nothing\n').resources, []);
  assert.equal(read('models:\n').resources, []);
});

test('a misspelt key, a missing name and a config beside config: are errors at their places', () => {
  assert.is(
    parse('models:\n  - name: m\n    descripton: x\n    materialized: table\n  - description: y\n').text,
    `error SP1201: Unknown key "descripton"
  ╭─ models/schema.yml:3:5
2 │   - name: m
3 │     descripton: x
  │     ^^^^^^^^^^
  ╰─ did you mean "description"?

error SP1201: Unknown key "materialized"
  ╭─ models/schema.yml:4:5
3 │     descripton: x
4 │     materialized: table
  │     ^^^^^^^^^^^^
  ╰─ "materialized" is a config: put it under config:

error SP1203: The key "name" is missing
  ╭─ models/schema.yml:5:5
4 │     materialized: table
5 │   - description: y
  │     ^^^^^^^^^^^
  ╰─ add name: …`,
  );
});

test('a wrong structure is named in plain words', () => {
  assert.match(parse('models:\n  name: m').text, '"models" must be a list, but it is a mapping');
  assert.match(parse('- a').text, 'The file must be a mapping, but it is a list');
  assert.match(parse('models: [{name: 2024}]').text, '"name" must be text, but it is a number');
  assert.match(
    parse('models: [{name: m, data_tests: [5]}]').text,
    'An item of data_tests must be text or a mapping, but it is a number',
  );
  assert.match(
    parse('models: [{name: m, data_tests: [unique: 5]}]').text,
    '"unique" must be a mapping, but it is a number',
  );
  assert.match(parse('model: []').text, 'did you mean "models"?');
  assert.match(parse('exposures: [{name: e, type: dash, owner: {}}]').text, '"type" cannot be "dash"');
});

test('configs of entries, columns and tests are checked', () => {
  assert.match(parse('models: [{name: m, config: {materialised: table}}]').text, 'did you mean "materialized"?');
  assert.match(parse('models: [{name: m, columns: [{name: a, config: {tag: x}}]}]').text, 'did you mean "tags"?');
  assert.match(parse('models: [{name: m, data_tests: [unique: {severity: bad}]}]').text, '"severity" cannot be "bad"');
  assert.match(parse('unit_tests: [{name: u, model: m, config: {tag: x}}]').text, 'did you mean "tags"?');
});

test('seeds and snapshots may be named in YAML alone, so their names are checked here', () => {
  assert.is(
    parse('seeds: [{name: "a;b", config: {files: x.csv}}]').text,
    `error SP1013: The name "a;b" holds the character ;
  ╭─ models/schema.yml:1:16
1 │ seeds: [{name: "a;b", config: {files: x.csv}}]
  │                ^^^^^
  ╰─ a name is made of letters, digits, "_", "-", "." and spaces: rename it`,
  );
  assert.match(parse('snapshots: [{name: _sp_x}]').text, 'begins with "_sp_", which is reserved');
});

test('keys of dbt without a meaning are collected', () => {
  const { ignored, text } = parse('version: 2\nmodels: [{name: m, config: {docs: {node_color: red}}}]');
  assert.is(text, '');
  assert.equal(
    ignored.map(({ key, place }) => `${key} ${place.start.line}`),
    ['version 1', 'node_color 2'],
  );
});

test.run();
