import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPlace } from '../errors/place.js';
import { parse, parseProblems } from '../testing/template-context.js';

test('refs are found in every branch, sub-expression, partial and block body, with their places', () => {
  const { refs } = parse(
    [
      'select * from {{ref "a"}}',
      '{{#if (lookup (object x=(ref "b")) "x")}}{{ref "shop" "c" v=2}}{{else if no}}{{ref "d"}}{{else}}{{ref "e"}}{{/if}}',
      '{{#each (list 1) as |n|}}{{ref "f" on="grade"}}{{else}}{{ref "g"}}{{/each}}',
      '{{#*inline "p"}}{{ref "h"}}{{/inline}}{{> p x=(ref "i")}}{{#> q}}{{ref "j"}}{{/q}}',
      '{{my_macro (ref "k") other=(ref "l")}}{{#my_block}}{{ref "m"}}{{/my_block}}',
    ].join('\n'),
  ).facts;
  assert.is(refs.map((ref) => ref.name).join(''), 'abcdefghijklm');
  const [first, , third, , , sixth] = refs;
  assert.is(first && formatPlace(first.place), 'models/m.sql:1:15');
  assert.equal([third?.package, third?.version, sixth?.on], ['shop', 2, 'grade']);
});

test('a comment of SQL does not hide a ref, one of Handlebars does', () => {
  assert.is(parse('-- {{ref "a"}}\nselect 1').facts.refs.length, 1);
  assert.is(parse('{{!-- {{ref "a"}} --}}{{! ref "b" }}select 1').facts.refs.length, 0);
});

test('sources, vars, environment variables and docs are found with their names', () => {
  const { facts } = parse(
    '{{source "raw" "t"}} {{var "x"}} {{var "y" "d"}} {{env_var "E" "d"}} {{#if (var "z")}}{{/if}} {{doc "d"}}',
  );
  assert.equal(
    facts.sources.map(({ source, table }) => `${source}.${table}`),
    ['raw.t'],
  );
  assert.equal(
    facts.vars.map((call) => [call.name, call.hasDefault]),
    [
      ['x', false],
      ['y', true],
      ['z', false],
    ],
  );
  assert.equal(
    [...facts.envVars, ...facts.docs].map((call) => call.name),
    ['E', 'd'],
  );
});

test('config takes literals, lists and objects, each with the place of its pair', () => {
  const { configs } = parse(
    'select 1\n{{config materialized="table" enabled=false limit=10 none=null tags=(list "a" "b") meta=(object k="v" l=(list 1))}}',
  ).facts;
  assert.equal(configs[0]?.values, {
    materialized: 'table',
    enabled: false,
    limit: 10,
    none: null,
    tags: ['a', 'b'],
    meta: { k: 'v', l: [1] },
  });
  const place = configs[0]?.places['tags'];
  assert.is(place && formatPlace(place), 'models/m.sql:2:64');
});

test('macro calls are counted with their arguments; parameters and values of blocks are none', () => {
  const { macroCalls } = parse(
    '{{one}} {{two "a" b=1}} {{#each (three) as |item|}}{{item}}{{four item}}{{/each}}',
  ).facts;
  assert.equal(
    macroCalls.map(({ name, argumentCount, options }) => [name, argumentCount, ...options]),
    [
      ['one', 0],
      ['two', 1, 'b'],
      ['three', 0],
      ['four', 1],
    ],
  );
});

test('what a template uses of its node and run is known', () => {
  const uses = (text: string): string => {
    const { usesThis, usesIsIncremental, usesPartitionKey } = parse(text).facts;
    return [usesThis && 'this', usesIsIncremental && 'incremental', usesPartitionKey && 'key']
      .filter(Boolean)
      .join(' ');
  };
  assert.is(uses('select 1'), '');
  assert.is(uses('{{this}}'), 'this');
  assert.is(uses('{{this.schema}}'), 'this');
  assert.is(uses('{{#if is_incremental}}{{m this}}{{/if}}'), 'this incremental');
  assert.is(uses('{{#each (list 1)}}{{this}}{{/each}}'), '');
  assert.is(uses('{{#each (list 1)}}{{@root.this}} {{m partition_key}}{{/each}}'), 'this key');
  assert.is(uses('{{#with (list 1)}}{{../this}}{{/with}}'), 'this');
  assert.is(uses('{{partition_key}} {{is_incremental}}'), 'incremental key');
});

test('a reference whose name is no literal says how to write it', () => {
  const hint =
    'dependencies are read without rendering, so the name must stand there as text: a reference is written {{ref "model"}} or {{ref "package" "model"}}';
  assert.is(
    parseProblems('{{#each (list "a") as |m|}}{{ref m}}{{/each}}'),
    `SP2005 models/m.sql:1:34-1:35 the name that ref is given is not a literal | ${hint}`,
  );
  assert.is(
    parseProblems('{{ref (var "m")}}'),
    `SP2005 models/m.sql:1:7-1:16 the name that ref is given is not a literal | ${hint}`,
  );
  assert.match(parseProblems('{{source "s" t}}'), 'SP2005 models/m.sql:1:14-1:15 the name that source is given');
  assert.match(parseProblems('{{ref "a" on=column}}'), 'on= of a ref is not a literal');
});

test('built-in helpers say what they take', () => {
  assert.match(parseProblems('{{ref "a" "b" "c"}}'), 'SP2004 models/m.sql:1:1-1:20 ref takes 1 or 2 arguments, not 3');
  assert.match(parseProblems('{{source "a"}}'), 'source takes 2 arguments, not 1');
  assert.match(parseProblems('{{ref "a" versoin=1}}'), 'ref has no argument "versoin" | did you mean "version"?');
  assert.match(parseProblems('{{config "x"}}'), 'config takes key=value settings only');
  assert.match(
    parseProblems('{{config x=(var "a")}}'),
    'SP2005 models/m.sql:1:12-1:21 the value of x in a config is not a literal',
  );
  assert.match(parseProblems('{{cast (config a=1) "text"}}'), 'config has no value that could be an argument');
  assert.match(parseProblems('{{#ref "a"}}{{/ref}}'), 'ref has no body');
  assert.match(
    parseProblems('{{#macro "a"}}{{/macro}}'),
    '{{#macro}} defines something and cannot stand in a template',
  );
});

test('every wrong call of a template is reported, and the rest is still known', () => {
  assert.is(parseProblems('{{ref x}}\n{{source "a"}}\n{{ref "b"}}').split('\n').length, 2);
});

test('text that is no Handlebars is explained at its place', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['select 1\n{{#if x}} a', '2:1-2:10 {{#if}} is never closed | add {{/if}}'],
    ['{{#if a}}{{#each b}}x{{/each}}', '1:1-1:10 {{#if}} is never closed | add {{/if}}'],
    ['{{#if x}}{{/each}}', '1:4-1:6 {{#if}} is closed by {{/each}} | close it with {{/if}}'],
    ['a\nb {{ foo', '2:3-2:5 {{ is never closed | add }}; text with braces is written \\{{'],
    ['select \'{{\' from x {{ref "a"}}', '1:9-1:11 {{ is never closed | add }}; text with braces is written \\{{'],
    ['{{ x }', '1:1-1:3 {{ is never closed | add }}; text with braces is written \\{{'],
    ['{{ref "a }}', '1:7-1:8 the text that starts with " is never closed | add the other "'],
    ['a{{else}}', '1:2-1:10 {{else}} stands in no block | only a block has an else: {{#if …}} … {{else}} … {{/if}}'],
    ['{{/if}}', '1:1-1:8 {{/if}} closes a block that was never opened | remove it or open the block before it'],
    ['{{!-- a', '1:1-1:6 {{!-- is never closed | add --}}'],
    [
      '{{foo.this}}',
      '1:3-1:11 invalid path foo.this | "this" and ".." can only start a path; a property of that name is written [this]',
    ],
    [
      '{{m (a "b" }}',
      '1:12-1:14 an expression ends too early | a call is written {{name "text" other_name key=value}}, a nested one (name "text"); every ( needs its )',
    ],
    [
      '{{m a, b}}',
      '1:6-1:7 unexpected "," between {{ and }} | a call is written {{name "text" other_name key=value}}, a nested one (name "text")',
    ],
  ];
  for (const [text, expected] of cases) assert.is(parseProblems(text), `SP2001 models/m.sql:${expected}`, text);
});

test('a template nested too deeply is a problem of the template', () => {
  const nested = (depth: number): string => `${'{{#if x}}'.repeat(depth)}${'{{/if}}'.repeat(depth)}`;
  const called = (depth: number): string => `{{m ${'(m '.repeat(depth)}${')'.repeat(depth)}}}`;
  for (const text of [nested(1500), nested(401), called(401)]) {
    assert.is(parseProblems(text), 'SP2001 models/m.sql:1:1 the template is nested too deeply');
  }
  assert.is(parseProblems(nested(399) + called(399)), '');
});

test('positions count from 1 in UTF-16 units, after any kind of line break', () => {
  const [ref] = parse('\uFEFFa\r\nb\rc\n\t𝄞{{ref "x"}}').facts.refs;
  assert.is(ref && formatPlace(ref.place), 'models/m.sql:4:4');
});

test.run();
