import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { collectMacroFacts } from './collect-macro-facts.js';
import { macroSet, parse } from '../testing/template-context.js';

const macros = macroSet(
  [
    '{{#macro "outer"}}{{ref "a"}} {{inner}} {{var "v"}}{{/macro}}',
    '{{#macro "sqlite__inner"}}{{ref "b" on="k"}} {{source "s" "t"}} {{this}}{{/macro}}',
    '{{#macro "default__inner"}}{{ref "c"}} {{env_var "E" "d"}} {{partition_key}}{{/macro}}',
    '{{#macro "unused"}}{{ref "d"}}{{/macro}}',
    '{{#test "unique" as |model column|}}select 1{{/test}}',
  ].join('\n'),
);

test('what macros refer to belongs to the templates that reach them, as the engine resolves the names', () => {
  const template = parse('select * from {{ref "own"}} {{#if is_incremental}}{{cast (outer) "text"}}{{/if}}');
  const sqlite = collectMacroFacts(template, macros, 'sqlite');
  assert.equal(
    sqlite.facts.refs.map((ref) => ref.name),
    ['own', 'a', 'b'],
  );
  assert.equal(
    [sqlite.facts.sources.length, sqlite.facts.usesThis, sqlite.facts.usesPartitionKey, sqlite.facts.vars[0]?.name],
    [1, true, false, 'v'],
  );
  assert.equal(sqlite.macroIds, ['macro.shop.outer', 'macro.shop.sqlite__inner']);
  const duckdb = collectMacroFacts(template, macros, 'duckdb');
  assert.equal(
    duckdb.facts.refs.map((ref) => ref.name),
    ['own', 'a', 'c'],
  );
  assert.equal([duckdb.facts.usesPartitionKey, duckdb.facts.envVars.length], [true, 1]);
});

test('each macro counts once, however often and on whatever way it is reached', () => {
  const { facts, macroIds } = collectMacroFacts(parse('{{outer}} {{outer}} {{inner}}'), macros, 'sqlite');
  assert.is(facts.refs.length, 2);
  assert.is(macroIds.length, 2);
});

test('circles of macros end', () => {
  const circle = macroSet('{{#macro "a"}}{{b}}{{/macro}}{{#macro "b"}}{{a}}{{ref "x"}}{{/macro}}');
  assert.is(collectMacroFacts(parse('{{a}}'), circle, 'sqlite').facts.refs.length, 1);
});

test('generic tests are no macros, and unknown names reach nothing', () => {
  const template = parse('{{unique}} {{nothing "x"}}');
  const { facts, macroIds } = collectMacroFacts(template, macros, 'sqlite');
  assert.is(facts, template.facts);
  assert.equal(macroIds, []);
});

test.run();
