import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { checkNames } from './check-names.js';
import { describe, macroSet, parse, testContext } from '../testing/template-context.js';

const macros = macroSet(
  [
    '{{#macro "round_to" digits=4 as |x|}}round({{x}}, {{digits}}){{/macro}}',
    '{{#macro "sqlite__today"}}date(){{/macro}}',
  ].join('\n'),
);

function problems(text: string): string {
  return describe(checkNames(parse(text), macros, testContext.dialect));
}

test('everything that exists is found', () => {
  for (const text of [
    '{{round_to "a" digits=2}} {{today}} {{default}}'.replace(' {{default}}', ''),
    '{{this}} {{this.schema}} {{target.name}} {{is_incremental}} {{partition_key}} {{@root.this}} {{current_timestamp}}',
    '{{#each (list 1) as |item index|}}{{item}} {{index}} {{@index}} {{@key}} {{@first}} {{@last}} {{../this}} {{id}} {{this.id}}{{/each}}',
    '{{#with (object a=1)}}{{a}}{{else}}{{this}}{{/with}}',
    '{{#if (today)}}{{else if is_incremental}}{{/if}}',
    '{{#*inline "p"}}{{anything}}{{/inline}}{{> p anything=1}}',
    '{{cast (round_to (date_part "year" "d")) "text"}}',
    '{{{{raw}}}}{{nope}}{{{{/raw}}}}',
  ]) {
    assert.is(problems(text), '', text);
  }
});

test('unknown names are found in every branch, with the nearest known one', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['a\n {{reff "m"}}', '2:4-2:8 there is no helper or macro "reff" | did you mean "ref"?'],
    ['{{#if no}}{{else}}{{/if}}', '1:7-1:9 unknown name "no"'],
    ['{{#if is_incremental}}{{else}}{{ths}}{{/if}}', '1:33-1:36 unknown name "ths" | did you mean "this"?'],
    ['{{cast (roud_to "x") "text"}}', '1:9-1:16 there is no helper or macro "roud_to" | did you mean "round_to"?'],
    ['{{round_to "x" digits=dgits}}', '1:23-1:28 unknown name "dgits"'],
    ['{{#each rows}}{{/each}}', '1:9-1:13 unknown name "rows"'],
    ['{{#each (list 1)}}{{reff "m"}}{{/each}}', '1:21-1:25 there is no helper or macro "reff" | did you mean "ref"?'],
    ['{{#foo "x"}}{{/foo}}', '1:4-1:7 there is no helper or macro "foo"'],
    ['{{@inex}}', '1:3-1:8 unknown name "@inex" | did you mean "index"?'],
    ['{{@root.ths}}', '1:3-1:12 unknown name "@root.ths" | did you mean "this"?'],
    ['{{this.shema}}', '1:3-1:13 unknown name "this.shema" | did you mean "schema"?'],
    ['{{toda}}', '1:3-1:7 unknown name "toda" | did you mean "today"?'],
    [
      '{{cast today "text"}}',
      '1:8-1:13 "today" is a macro, not a value | as an argument it is called in parentheses: (today …)',
    ],
    ['{{constructor}}', '1:3-1:14 unknown name "constructor"'],
    ['{{__proto__}}', '1:3-1:12 unknown name "__proto__"'],
  ];
  for (const [text, expected] of cases) assert.is(problems(text), `SP2003 models/m.sql:${expected}`, text);
});

test('calls of things that cannot be called are found', () => {
  assert.match(
    problems('{{dbt_utils.star "x"}}'),
    'SP2004 models/m.sql:1:3-1:17 "dbt_utils.star" is no helper that could be called | macros are called by their name alone: {{star …}}',
  );
  assert.match(problems('{{"text"}}'), '"text" is no helper that could be called');
  assert.match(problems('{{#each (list 1) as |x|}}{{x "y"}}{{/each}}'), '"x" is a value here and takes no arguments');
  assert.match(problems('{{each "x"}}'), 'each needs a body | write {{#each …}} … {{/each}}');
});

test('wrong arguments are found, with the definition as a related place', () => {
  const [problem] = checkNames(parse('{{round_to}}'), macros, testContext.dialect);
  assert.is(problem?.message, 'round_to is not given "x"');
  assert.is(problem?.related?.[0]?.place.file.path, 'macros/all.sql');
  assert.match(problems('{{round_to "a" digts=1}}'), 'did you mean "digits"?');
  assert.match(problems('{{datediff "a" "b"}}'), 'datediff is not given "part"');
  assert.match(problems('{{split_part "a" "b" 1 2}}'), 'split_part takes 3 arguments, not 4');
  assert.match(problems('{{today "x"}}'), 'sqlite__today takes no arguments, not 1');
});

test('arguments that decide about the SQL are checked where they are written out', () => {
  assert.match(problems('{{datediff "a" "b" "dya"}}'), 'SP2014 models/m.sql:1:1-1:27 part is "dya", which is none of');
  assert.match(problems('{{format_date "d" "%Q"}}'), 'a date format has no code "%Q"');
  assert.is(problems('{{#each (list "day") as |unit|}}{{date_trunc unit "d"}}{{/each}}'), '');
});

test('a macro is checked with its parameters as names', () => {
  const body = macroSet('{{#macro "m" other=1 as |x|}}{{x}} {{other}} {{@root.x}} {{#if x}}{{y}}{{/if}}{{/macro}}').get(
    'm',
  );
  if (body === undefined) throw new Error('no macro');
  assert.is(
    describe(checkNames(body.template, macros, testContext.dialect)),
    'SP2003 macros/all.sql:1:69-1:70 unknown name "y" | did you mean "x"?',
  );
});

test.run();
