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

test.run();
