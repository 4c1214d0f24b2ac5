import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Place } from '../errors/diagnostic.js';
import { renderDiagnostics } from '../errors/render-diagnostic.js';
import { parseTemplate } from '../template/parse-template.js';
import { checkConfigCalls, ConfigReader, mergeConfigLayers, type ConfigLayer } from './config-layers.js';

const place: Place = { file: { path: 'a.yml', text: '' }, start: { line: 1, column: 1 } };

function layer(values: Readonly<Record<string, unknown>>, at = place): ConfigLayer {
  return new Map(Object.entries(values).map(([key, value]) => [key, { value, place: at }]));
}

function merge(...layers: readonly Readonly<Record<string, unknown>>[]): unknown {
  const merged = mergeConfigLayers(layers.map((values) => layer(values)));
  return Object.fromEntries([...merged].map(([key, { value }]) => [key, value]));
}

function check(text: string): string {
  const { template } = parseTemplate({ path: 'models/m.sql', text });
  return renderDiagnostics(checkConfigCalls(template?.facts.configs ?? [], 'model'), { color: false });
}

test('the last layer that says something wins, and its place with it', () => {
  assert.equal(merge({ alias: 'a', schema: 's' }, { alias: 'b' }), { alias: 'b', schema: 's' });
  const later = { ...place, start: { line: 7, column: 1 } };
  const merged = mergeConfigLayers([layer({ alias: 'a' }), layer({ alias: 'b' }, later)]);
  assert.is(merged.get('alias')?.place, later);
});

test('tags add up, each once, in the order in which they were said; one tag is a list of one', () => {
  assert.equal(merge({ tags: 'a' }), { tags: ['a'] });
  assert.equal(merge({ tags: ['a', 'a', 'b'] }), { tags: ['a', 'b'] });
  assert.equal(merge({ tags: 'a' }, { tags: ['b', 'a'] }, { tags: null }), { tags: ['a', 'b'] });
});

test('hooks add up, repeated ones too', () => {
  assert.equal(merge({ pre_hook: 'x' }, { pre_hook: ['x', 'y'] }), { pre_hook: ['x', 'x', 'y'] });
});

test('meta and its like merge key by key, one level deep', () => {
  assert.equal(merge({ meta: { owner: 'a', deep: { x: 1 } } }, { meta: { deep: { y: 2 } } }), {
    meta: { owner: 'a', deep: { y: 2 } },
  });
});

test('a list replaces a list that neither appends nor merges', () => {
  assert.equal(merge({ indexes: [1, 2] }, { indexes: [3] }), { indexes: [3] });
});

const values = fc.record(
  {
    alias: fc.constantFrom('a', 'b', null),
    tags: fc.oneof(fc.constantFrom('x', 'y'), fc.array(fc.constantFrom('x', 'y', 'z'))),
    post_hook: fc.oneof(fc.constantFrom('x', 'y'), fc.array(fc.constantFrom('x', 'y'))),
    meta: fc.dictionary(fc.constantFrom('p', 'q'), fc.integer()),
  },
  { requiredKeys: [] },
);
const layers = fc.array(values.map((record) => layer(record)));

test('layers may be merged in any grouping: all at once, or some of them first', () => {
  fc.assert(
    fc.property(layers, layers, layers, (a, b, c) => {
      const some = mergeConfigLayers(b);
      assert.equal([...mergeConfigLayers([...a, some, ...c])], [...mergeConfigLayers([...a, ...b, ...c])]);
    }),
  );
});

test('a layer that says nothing changes nothing, and merging what is merged neither', () => {
  fc.assert(
    fc.property(layers, layers, (a, b) => {
      const merged = mergeConfigLayers([...a, ...b]);
      assert.equal([...mergeConfigLayers([...a, new Map(), ...b])], [...merged]);
      assert.equal([...mergeConfigLayers([merged])], [...merged]);
    }),
  );
});

test('values are read with their types, null as if nothing was said', () => {
  const reader = new ConfigReader(
    layer({ alias: 7, enabled: null, limit: 3, tags: ['a'], column_types: { a: 'text' } }),
    place,
  );
  assert.is(reader.text('alias'), '7');
  assert.is(reader.text('schema'), undefined);
  assert.is(reader.flag('enabled', true), true);
  assert.is(reader.integer('limit'), 3);
  assert.equal(reader.texts('tags'), ['a']);
  assert.equal(reader.record('column_types'), { a: 'text' });
  assert.is(reader.oneOf('access', ['public'], 'public'), 'public');
  assert.equal(reader.diagnostics, []);
});

test('a value of another type is a diagnostic at its place, and the fallback holds', () => {
  const there = { ...place, start: { line: 3, column: 5 } };
  const wrong = layer({ enabled: 'yes', limit: 1.5, tags: [1], meta: 'x', access: 'all', alias: ['a'] }, there);
  const reader = new ConfigReader(wrong, place);
  assert.is(reader.flag('enabled', true), true);
  assert.is(reader.integer('limit'), undefined);
  assert.equal(reader.texts('tags'), []);
  assert.equal(reader.record('meta'), {});
  assert.is(reader.oneOf('access', ['public'], 'public'), 'public');
  assert.is(reader.text('alias'), undefined);
  assert.equal(
    reader.diagnostics.map(({ message }) => message),
    [
      'Config "enabled" must be true or false, but it is "yes"',
      'Config "limit" must be a whole number, but it is 1.5',
      'Config "tags" must be text or a list of texts, but it is [1]',
      'Config "meta" must be a mapping, but it is "x"',
      'Config "access" must be one of public, but it is "all"',
      'Config "alias" must be text, but it is ["a"]',
    ],
  );
  assert.ok(reader.diagnostics.every((problem) => problem.place === there));
});

test('a config call takes the keys that YAML takes', () => {
  assert.is(check('{{config materialized="table" tags=(list "a" "b") meta=(object owner="me")}}select 1'), '');
});

test('an unknown key of a config call is an error at its place', () => {
  assert.is(
    check('{{config materialised="table"}}select 1'),
    `error SP1201: Unknown key "materialised"
  ╭─ models/m.sql:1:10
1 │ {{config materialised="table"}}select 1
  │          ^^^^^^^^^^^^^^^^^^^^
  ╰─ did you mean "materialized"?`,
  );
});

test('a wrong type in a config call is an error at its place', () => {
  assert.match(check('{{config enabled="yes"}}select 1'), '"enabled" must be true or false, but it is text');
});

test.run();
