import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parse, parseProblems } from '../testing/template-context.js';

function hints(text: string): readonly string[] {
  return parseProblems(text)
    .split('\n')
    .map((line) => line.slice(line.indexOf(' are Handlebars | ') + 18));
}

test('a call in parentheses is answered with the same call in Handlebars, at its place', () => {
  assert.is(
    parseProblems("select *\nfrom {{ ref('orders') }}"),
    `SP2002 models/m.sql:2:6-2:25 {{ ref('orders') }} is Jinja; templates are Handlebars | write {{ref "orders"}}`,
  );
});

test('expressions are translated word by word', () => {
  const cases: readonly (readonly [string, string])[] = [
    ["{{ref('p', 'm', v=2)}}", 'write {{ref "p" "m" v=2}}'],
    ["{{ source('raw', 't') }}", 'write {{source "raw" "t"}}'],
    ["{{ var('x', 'd') }}", 'write {{var "x" "d"}}'],
    [
      "{{ config(materialized='table', tags=['a', 'b'], meta={'k': True}) }}",
      'write {{config materialized="table" tags=(list "a" "b") meta=(object k=true)}}',
    ],
    ["{{ dbt_utils.star(from=ref('a')) }}", 'write {{star from=(ref "a")}}'],
    ["{{ safe_divide('a', none) }}", 'write {{safe_divide "a" null}}'],
    ['{{- this -}}', 'write {{~this~}}'],
    [`{{ m('say "hi"') }}`, `write {{m 'say "hi"'}}`],
  ];
  for (const [text, expected] of cases) assert.equal(hints(text), [expected], text);
});

test('tags become blocks', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['{% if is_incremental() %}', 'write {{#if is_incremental}}'],
    ['{% if not var("x") %}', 'write {{#unless (var "x")}}'],
    ['{%- elif flag -%}', 'write {{else if flag}}'],
    ['{% else %}', 'write {{else}}'],
    ['{% endif %}', 'write {{/if}}'],
    ["{% for c in ['a', 'b'] %}", 'write {{#each (list "a" "b") as |c|}}'],
    ['{% for k, v in pairs %}', 'write {{#each pairs as |k v|}}'],
    ['{% endfor %}', 'write {{/each}}'],
    ['{% macro m(a, b=1) %}', 'write {{#macro "m" b=1 as |a|}} … {{/macro}}'],
    ['{% test positive(model, column_name) %}', 'write {{#test "positive" as |model column_name|}} … {{/test}}'],
    [
      '{% set x = 1 %}',
      'Handlebars sets no variables; name a value for a block: {{#with value as |name|}} … {{/with}}',
    ],
    ['{# a remark #}', 'write {{!-- … --}}'],
  ];
  for (const [text, expected] of cases) assert.equal(hints(text), [expected], text);
});

test('what cannot be translated gets the rule', () => {
  const rule =
    'Handlebars calls helpers without parentheses and commas: {{name "text" key=value}}, nested as (name "text")';
  assert.equal(hints('{{ x | upper }}'), [rule]);
  assert.equal(hints("{{ a ~ 'b' }}"), [rule]);
});

test('all habits of a file are reported in reading order, up to twenty', () => {
  assert.equal(hints("{% if a %}{{ ref('b') }}{% endif %}"), ['write {{#if a}}', 'write {{ref "b"}}', 'write {{/if}}']);
  assert.is(hints("{{ ref('b') }}\n".repeat(30)).length, 20);
});

test('Handlebars, SQL and comments are left alone', () => {
  for (const text of [
    '-- once: {% if x %}\nselect 1',
    "{{!-- {{ ref('a') }} {% if %} --}}select 1",
    "select '{%' || x || '%}', '{#', '50%}'",
    '{{#if (lookup this "a")}}{{m (list "a")}}{{/if}}',
    "select {{m 'f(x)'}} from {{ref 'a'}}",
  ]) {
    assert.ok(parse(text), text);
  }
});

test.run();
