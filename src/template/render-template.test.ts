import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../dialects/get-dialect.js';
import { macroSet, parse, renderProblems, renderSql, testContext } from '../testing/template-context.js';
import { renderTemplate } from './render-template.js';

test('refs and sources render what the context gives for them, and config nothing', () => {
  assert.is(
    renderSql('{{config materialized="table"}}select * from {{ref "m"}}, {{ref "p" "m" v=2}}, {{source "s" "t"}}'),
    'select * from "m", "p.m.2", "s.t"',
  );
});

test('rendering hands out the same calls that parsing reported', () => {
  const template = parse('{{ref "m"}} {{source "s" "t"}}');
  const calls: unknown[] = [];
  renderTemplate(template, {
    ...testContext,
    renderRef: (call) => (calls.push(call), 'r'),
    renderSource: (call) => (calls.push(call), 's'),
  });
  assert.is(calls[0], template.facts.refs[0]);
  assert.is(calls[1], template.facts.sources[0]);
});

test('this is the relation and its parts, inside loops the item', () => {
  assert.is(
    renderSql('{{this}} {{this.name}} {{this.identifier}} {{this.schema}} {{this.database}}'),
    '"me" me me main db',
  );
  assert.is(
    renderSql('{{#each (list "a")}}{{this}} {{@root.this}} {{@root.this.schema}} {{../this}}{{/each}}'),
    'a "me" main "me"',
  );
  const none = { ...testContext, self: undefined };
  const { self, ...without } = none;
  assert.is(self, undefined);
  const { diagnostics } = renderTemplate(parse('select * from {{this}}'), without);
  assert.is(diagnostics[0]?.message, 'there is no {{this}} here');
});

test('texts, numbers and booleans stand as they are, null is SQL null', () => {
  assert.is(
    renderSql('{{var "cutoff"}} {{t}} {{n}} {{big}} {{yes}} {{none}} {{m 12345678901234567890}}', {
      args: { t: "it's <b>", n: 1.5, big: 1e21, yes: true, none: null },
      macros: macroSet('{{#macro "m" as |x|}}{{x}}{{/macro}}'),
    }),
    "2024-09-01 it's <b> 1.5 1e+21 true null 12345678901234567000",
  );
});

test('lists and objects have no text, and the message says what to do', () => {
  assert.is(
    renderProblems('select {{var "grades"}}'),
    'SP2009 models/m.sql:1:8-1:24 a list cannot stand in SQL | loop over it: {{#each values as |value|}} … {{/each}}',
  );
  assert.is(
    renderProblems('select {{target}}'),
    'SP2009 models/m.sql:1:8-1:18 an object cannot stand in SQL | name one of its values: name, type',
  );
});

test('vars and environment variables fall back to their defaults and are missed without', () => {
  assert.is(
    renderSql('{{var "x" "d"}} {{var "x" 3}} {{env_var "X" "e"}} {{env_var "HOME_SCHOOL" "f"}} {{var "nothing" "g"}}'),
    'd 3 e north null',
  );
  assert.is(
    renderSql('{{#with (var "limits")}}{{low}}-{{high}}{{/with}}{{#each (var "grades")}} {{this}}{{/each}}'),
    '1-2.5 G9 G10',
  );
  assert.is(
    renderProblems('{{var "cutof"}}\n{{env_var "NOPE"}}'),
    'SP2007 models/m.sql:1:1-1:16 var "cutof" has no value | did you mean "cutoff"?\n' +
      'SP2008 models/m.sql:2:1-2:19 the environment variable NOPE is not set | set it, or give a default: {{env_var "NOPE" "default"}}',
  );
});

test('docs blocks are found by name', () => {
  assert.is(renderSql('{{doc "orders"}}', { docs: { orders: 'All orders.' } }), 'All orders.');
  assert.match(
    renderProblems('{{doc "order"}}', { docs: { orders: '' } }),
    'there is no docs block "order" | did you mean "orders"?',
  );
});

test('incremental runs and partitions are visible', () => {
  const text = '{{#if is_incremental}}i{{else}}full{{/if}}';
  assert.is(renderSql(text), 'full');
  assert.is(renderSql(text, { isIncremental: true }), 'i');
  assert.is(renderSql('where k = {{partition_key}}', { partitionKey: "'G9'" }), "where k = 'G9'");
  assert.match(renderProblems('{{partition_key}}'), 'SP2013 models/m.sql:1:3-1:16 there is no partition key here');
});

test('what is undefined is an error wherever it stands', () => {
  for (const text of [
    '{{nope}}',
    '{{#if nope}}{{/if}}',
    '{{#each nope}}{{/each}}',
    '{{#with nope}}{{/with}}',
    '{{concat nope}}',
    '{{var "x" nope}}',
    '{{#nope}}{{/nope}}',
    '{{#each (list (object a=1))}}{{nope}}{{/each}}',
    '{{(nope)}}'.replace('{{(', '{{concat ('),
    '{{lookup nope "a"}}',
    '{{@nope}}',
    '{{../nope}}',
    '{{this.nope}}',
    '{{target.nope}}',
  ]) {
    const found = renderProblems(text);
    assert.match(found, /^SP2003 models\/m\.sql:1:\d+-1:\d+ /, text);
    assert.match(found, 'nope');
  }
});

test('names of JavaScript are unknown names', () => {
  for (const name of [
    'constructor',
    '__proto__',
    'toString',
    'hasOwnProperty',
    '__defineGetter__',
    'this.constructor',
    'target.constructor',
    'target.__proto__',
  ]) {
    assert.match(renderProblems(`{{${name}}}`), /^SP2003 /, name);
    assert.match(renderProblems(`{{#with (object a=1)}}{{${name}}}{{/with}}`), /^SP2003 /, name);
  }
  assert.match(renderProblems('{{constructor "x"}}'), 'there is no helper or macro "constructor"');
  assert.is(renderSql('{{#if (lookup (object a=1) "constructor")}}yes{{else}}no{{/if}}'), 'no');
  assert.match(renderProblems('{{var "__proto__"}}'), 'var "__proto__" has no value');
});

test('lookup asks for what may be missing', () => {
  assert.is(
    renderSql('{{#each (list (object a=1 b=2) (object a=3))}}{{#if (lookup this "b")}}{{b}}{{else}}-{{/if}}{{/each}}'),
    '2-',
  );
  assert.is(renderSql('{{lookup (list "a" "b") 1}}{{lookup (list "a") 5}}'), 'bnull');
});

test('near misses are suggested', () => {
  assert.match(renderProblems('{{reff "m"}}'), 'there is no helper or macro "reff" | did you mean "ref"?');
  assert.match(renderProblems('{{targt.name}}'), 'unknown name "targt.name" | did you mean "target"?');
  assert.match(renderProblems('{{target.nam}}'), '"target.nam" does not exist | did you mean "name"?');
  assert.match(renderProblems('{{#each (list (object amount=1))}}{{amont}}{{/each}}'), 'did you mean "amount"?');
});

test('helpers and macros as arguments are called in parentheses', () => {
  const macros = macroSet('{{#macro "m"}}x{{/macro}}');
  assert.is(renderSql('{{cast (m) "text"}}', { macros }), 'cast(x as text)');
  assert.match(
    renderProblems('{{cast m "text"}}', { macros }),
    '"m" is a macro, not a value | as an argument it is called in parentheses: (m …)',
  );
});

test('a macro that renders nothing is false', () => {
  const macros = macroSet('{{#macro "nothing"}}{{/macro}}{{#macro "some"}}x{{/macro}}');
  assert.is(renderSql('{{#if (nothing)}}a{{else}}b{{/if}}{{#if (some)}}c{{/if}}', { macros }), 'bc');
});

test('portable functions write the SQL of the engine, and check what they are given', () => {
  assert.is(renderSql('{{date_trunc "month" "d"}}'), "date(d, 'start of month')");
  assert.is(
    renderSql('{{date_trunc "month" "d"}}', { dialect: getDialect('duckdb') }),
    "cast(date_trunc('month', cast(d as date)) as date)",
  );
  assert.is(
    renderProblems('{{date_trunc "mont" "d"}}'),
    'SP2014 models/m.sql:1:1-1:26 part is "mont", which is none of year, quarter, month, week, day, hour, minute, second | did you mean "month"?',
  );
  assert.match(
    renderProblems('{{date_trunc "month"}}'),
    'date_trunc is not given "expr" | call it as {{date_trunc part expr}}',
  );
  assert.match(renderProblems('{{concat}}'), 'concat is not given "parts"');
});

test('a parameter hides the portable function of its name', () => {
  const macros = macroSet('{{#macro "m" as |position|}}{{position}}{{/macro}}');
  assert.is(renderSql('{{m "p"}}', { macros }), 'p');
  const wrong = macroSet('{{#macro "m" as |position|}}{{position "a" "b"}}{{/macro}}');
  assert.match(renderProblems('{{m "p"}}', { macros: wrong }), '"position" is a value here and takes no arguments');
});

test('arguments of a generic test are names; missing ones take their defaults', () => {
  const test = macroSet(
    '{{#test "in_range" min=0 max=null as |model column|}}{{model}} {{column}} {{min}} {{#if max}}{{max}}{{/if}}{{/test}}',
  ).get('in_range');
  if (test === undefined) throw new Error('no test');
  const run = (args: Record<string, string | number>): string | undefined => {
    const { rendered, diagnostics } = renderTemplate(test.template, { ...testContext, args });
    return rendered?.sql ?? diagnostics[0]?.message;
  };
  assert.is(run({ model: '"m"', column: 'c', max: 5 }), '"m" c 0 5');
  assert.is(run({ model: '"m"', column: 'c', min: 2 }), '"m" c 2 ');
  assert.is(run({ model: '"m"' }), 'argument "column" has no value');
});

test('all problems of a pass come together, each once', () => {
  assert.is(renderProblems('{{a}} {{#each (list 1 2 3)}}{{b}}{{/each}} {{var "c"}}').split('\n').length, 3);
});

test('macros and blocks that nest too deeply together are a problem, not a crash', () => {
  const nested = (inner: string): string => `${'{{#if (list 1)}}'.repeat(20)}${inner}${'{{/if}}'.repeat(20)}`;
  const text = Array.from(
    { length: 190 },
    (_, i) => `{{#macro "m${i}"}}${nested(i === 189 ? 'x' : `{{m${i + 1}}}`)}{{/macro}}`,
  );
  assert.match(
    renderProblems('{{m0}}', { macros: macroSet(text.join('\n')) }),
    'macros and blocks are nested too deeply together',
  );
});

test('what a callback throws is passed through', () => {
  const renderRef = (): never => {
    throw new TypeError('a bug');
  };
  assert.throws(
    () => renderSql('{{ref "m"}}', { renderRef }),
    (error: unknown) => error instanceof TypeError,
  );
});

test.run();
