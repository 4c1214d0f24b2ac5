import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { splitFrontMatter } from './files/split-front-matter.js';
import { parseFrontMatter } from './parse-front-matter.js';
import { parseProperties } from './parse-properties.js';
import type { FrontMatterKind } from './schemas/properties.js';
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

test('every form of a test entry is understood', () => {
  const { resources } = read(`models:
  - name: m
    data_tests:
      - unique
      - unique:
      - accepted_values: {values: [a, b], severity: warn, name: my_name, description: Why.}
      - accepted_values:
          arguments: {values: [a], severity: low}
          config: {where: "x > 1", limit: 3}
      - test: relationships
        name: rel
        to: ref('x')
        field: id
      - test_name: pkg.mine
        column_name: c
`);
  assert.equal(
    resources[0]?.dataTests.map(({ test, name, description, arguments: args, config, place }) => ({
      test,
      args,
      ...(name !== undefined && { name }),
      ...(description !== undefined && { description }),
      ...(config && { config: plain(config) }),
      line: place.start.line,
    })),
    [
      { test: 'unique', args: {}, line: 4 },
      { test: 'unique', args: {}, line: 5 },
      {
        test: 'accepted_values',
        args: { values: ['a', 'b'] },
        name: 'my_name',
        description: 'Why.',
        config: { severity: 'warn' },
        line: 6,
      },
      {
        test: 'accepted_values',
        args: { values: ['a'], severity: 'low' },
        config: { where: 'x > 1', limit: 3 },
        line: 7,
      },
      { test: 'relationships', args: { to: "ref('x')", field: 'id' }, name: 'rel', line: 10 },
      { test: 'pkg.mine', args: { column_name: 'c' }, line: 14 },
    ],
  );
});

test('places of arguments are kept', () => {
  const { resources } = read(
    "models:\n  - name: m\n    data_tests:\n      - relationships: {to: ref('x'), field: id}\n",
  );
  const [to] = resources[0]?.dataTests[0]?.argumentsYaml?.entries ?? [];
  assert.equal([to?.key, to?.value.place.start], ['to', { line: 4, column: 29 }]);
});

test('`tests` is the older name of data_tests, but both together are an error', () => {
  assert.is(read('models: [{name: m, tests: [unique]}]').resources[0]?.dataTests[0]?.test, 'unique');
  assert.is(
    parse('models:\n  - name: m\n    tests: [a]\n    data_tests: [b]').text,
    `error SP1210: "tests" and "data_tests" are one key; both stand here
  ╭─ models/schema.yml:4:5
3 │     tests: [a]
4 │     data_tests: [b]
  │     ^^^^^^^^^^
  ├─ models/schema.yml:3:5 the other one
3 │     tests: [a]
  │     ^^^^^
  ╰─ move everything under data_tests`,
  );
});

test('arguments beside the name of a test are an error that says how to indent them', () => {
  assert.is(
    parse('models:\n  - name: m\n    data_tests:\n      - accepted_values:\n        values: [a]').text,
    `error SP1208: An entry of data_tests holds one test, here are 2: accepted_values, values
  ╭─ models/schema.yml:5:9
4 │       - accepted_values:
5 │         values: [a]
  │         ^^^^^^
  ╰─ begin each test with its own \`-\`, and indent its arguments below its name`,
  );
});

test('an argument or config in two places is an error', () => {
  assert.is(
    parse('models:\n  - name: m\n    data_tests:\n      - unique: {severity: warn, config: {severity: error}}').text,
    `error SP1209: "severity" stands both beside and under config:
  ╭─ models/schema.yml:4:43
3 │     data_tests:
4 │       - unique: {severity: warn, config: {severity: error}}
  │                                           ^^^^^^^^
  ├─ models/schema.yml:4:18 the other one
4 │       - unique: {severity: warn, config: {severity: error}}
  │                  ^^^^^^^^
  ╰─ keep one of the two`,
  );
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

test('keys of dbt without a meaning are collected', () => {
  const { ignored, text } = parse('version: 2\nmodels: [{name: m, config: {docs: {node_color: red}}}]');
  assert.is(text, '');
  assert.equal(
    ignored.map(({ key, place }) => `${key} ${place.start.line}`),
    ['version 1', 'node_color 2'],
  );
});

function front(text: string, kind: FrontMatterKind = 'model') {
  const file = { path: 'models/m.sql', text };
  const { template, yaml } = splitFrontMatter(file);
  const { value } = parseYaml(file, yaml?.start, yaml?.end);
  const frontMatter = value?.kind === 'map' ? { frontMatter: value } : {};
  const parsed = parseFrontMatter({ file, path: 'm.sql', name: 'm', template, ...frontMatter }, kind);
  return { ...parsed, text: renderDiagnostics(parsed.diagnostics, { color: false }) };
}

test('front matter holds properties and, beside them, config', () => {
  const { properties, text } = front(`---
materialized: incremental
unique_key: [a, b]
description: One row a day.
tags: [x]
config: {alias: other}
columns:
  - name: a
    data_tests: [not_null, {relationships: {to: ref('d'), field: a}}]
---
select 1`);
  assert.is(text, '');
  assert.is(properties?.kind, 'model');
  assert.is(properties?.name, 'm');
  assert.is(properties?.description, 'One row a day.');
  assert.equal(plain(properties?.config), {
    alias: 'other',
    materialized: 'incremental',
    unique_key: ['a', 'b'],
    tags: ['x'],
  });
  assert.equal(properties?.extra, {});
  assert.is(properties?.columns[0]?.dataTests[1]?.test, 'relationships');
});

test('singular tests take the configs of tests', () => {
  const { properties, text } = front('---\nseverity: warn\ndescription: d\n---\nselect 1', 'data_test');
  assert.is(text, '');
  assert.equal(plain(properties?.config), { severity: 'warn' });
});

test('a misspelt key in front matter is searched among properties and configs', () => {
  assert.is(
    front('---\nmaterialised: table\nname: x\n---\nselect 1').text,
    `error SP1201: Unknown key "materialised"
  ╭─ models/m.sql:2:1
1 │ ---
2 │ materialised: table
  │ ^^^^^^^^^^^^
  ╰─ did you mean "materialized"?

error SP1201: Unknown key "name"
  ╭─ models/m.sql:3:1
2 │ materialised: table
3 │ name: x
  │ ^^^^
  ╰─ the name is that of the file; \`alias\` renames the relation`,
  );
  assert.match(front('---\ncolumn: []\n---\n').text, 'did you mean "columns"?');
  assert.match(front('---\nzzz: 1\n---\n').text, 'keys of your own go under meta:');
});

test('a config in front matter and its config: block is there twice', () => {
  assert.match(front('---\nalias: a\nconfig: {alias: b}\n---\n').text, 'The config "alias" stands here a second time');
});

test('a file without front matter has no properties, and a second call gives the same answer', () => {
  assert.equal(front('select 1'), { diagnostics: [], ignored: [], text: '' });
});

test.run();
