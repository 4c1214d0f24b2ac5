import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../dialects/get-dialect.js';
import { checkMacroCycles } from './check-macro-cycles.js';
import { parseMacroFile } from './parse-macro-file.js';
import { describe, macroSet, render, renderProblems, renderSql } from '../testing/template-context.js';
import type { MacroDefinition } from './template.js';

function problems(text: string): string {
  return describe(parseMacroFile({ path: 'macros/all.sql', text }, 'shop').diagnostics);
}

test('a macro renders its body with its arguments, without the white space around it', () => {
  const macros = macroSet('{{#macro "round_to" digits=4 as |x|}}\n  round({{x}}, {{digits}})\n{{/macro}}\n');
  assert.is(renderSql('[{{round_to "a"}}]', { macros }), '[round(a, 4)]');
  assert.is(
    renderSql('{{round_to "a" digits=2}} {{round_to "b" 6}} {{round_to x="c"}}', { macros }),
    'round(a, 2) round(b, 6) round(c, 4)',
  );
});

test('a definition knows its parameters, defaults, kind, place and text', () => {
  const text = '{{!-- doc --}}\n{{#test "in_range" min=null tags=(list "a") as |model column|}}\nselect 1\n{{/test}}';
  const definition = macroSet(text).get('in_range');
  assert.is(definition?.kind, 'test');
  assert.equal(
    definition?.parameters.map(({ name, hasDefault, defaultValue }) => [name, hasDefault, defaultValue]),
    [
      ['model', false, undefined],
      ['column', false, undefined],
      ['min', true, null],
      ['tags', true, ['a']],
    ],
  );
  assert.is(definition?.text, text.slice(text.indexOf('{{#test')));
  assert.equal(definition?.place.start, { line: 2, column: 1 });
  assert.is(definition?.package, 'shop');
});

test('macros call macros, with calls as arguments, blocks and refs', () => {
  const macros = macroSet(
    [
      '{{#macro "quoted" as |x|}}"{{x}}"{{/macro}}',
      '{{#macro "pick" as |columns relation|}}',
      'select {{#each columns as |column|}}{{quoted column}}{{#unless @last}}, {{/unless}}{{/each}} from {{relation}} join {{ref "dates"}}',
      '{{/macro}}',
    ].join('\n'),
  );
  assert.is(renderSql('{{pick (list "a" "b") (ref "m")}}', { macros }), 'select "a", "b" from "m" join "dates"');
});

test('a body sees its arguments, this, the target and vars, and nothing else of its caller', () => {
  const macros = macroSet(
    '{{#macro "m" as |x|}}{{x}} {{this}} {{target.name}} {{var "cutoff"}} {{#if is_incremental}}i{{/if}} {{#each (list 1)}}{{../x}}{{@root.x}}{{/each}}{{/macro}}{{#macro "n"}}{{item}}{{/macro}}',
  );
  assert.is(
    renderSql('{{#each (list "q") as |item|}}{{m item}}{{/each}}', { macros, isIncremental: true }),
    'q "me" dev 2024-09-01 i qq',
  );
  assert.match(renderProblems('{{#each (list "q") as |item|}}{{n}}{{/each}}', { macros }), 'unknown name "item"');
});

test('the macro of the engine wins over the default, the default over the plain one', () => {
  const macros = macroSet(
    ['x', 'default__x', 'sqlite__x', 'y', 'default__y', 'postgres__y', 'z']
      .map((name) => `{{#macro "${name}"}}${name}{{/macro}}`)
      .join('\n'),
  );
  assert.is(renderSql('{{x}} {{y}} {{z}} {{default__x}}', { macros }), 'sqlite__x default__y z default__x');
  assert.is(renderSql('{{x}} {{y}}', { macros, dialect: getDialect('postgres') }), 'default__x postgres__y');
});

test('a dispatch form replaces a portable function on its engine', () => {
  const macros = macroSet('{{#macro "sqlite__cast" as |expr type|}}mine({{expr}} {{type}}){{/macro}}');
  assert.is(renderSql('{{cast "a" "text"}}', { macros }), 'mine(a text)');
  assert.is(renderSql('{{cast "a" "text"}}', { macros, dialect: getDialect('postgres') }), 'cast(a as text)');
});

test('a macro called as a block places the body of the call', () => {
  const macros = macroSet('{{#macro "wrap" as |name|}}{{name}} as ({{> @partial-block}}){{/macro}}');
  assert.is(
    renderSql('{{#each (list "a")}}{{#wrap "cte"}}select {{this}}{{/wrap}}{{/each}}', { macros }),
    'cte as (select a)',
  );
  assert.is(
    renderSql('{{> wrap name="cte"}}', { macros: macroSet('{{#macro "wrap" as |name|}}{{name}}{{/macro}}') }),
    'cte',
  );
});

test('wrong arguments are reported at the call, with the definition', () => {
  const macros = macroSet('{{#macro "round_to" digits=4 as |x|}}round({{x}}, {{digits}}){{/macro}}');
  const hint = 'call it as {{round_to x digits=…}}';
  const cases: readonly (readonly [string, string])[] = [
    ['{{round_to}}', `1:1-1:13 round_to is not given "x" | ${hint}`],
    ['{{round_to "a" 1 2}}', `1:1-1:21 round_to takes 2 arguments, not 3 | ${hint}`],
    ['{{round_to "a" digit=2}}', '1:16-1:23 round_to has no argument "digit" | did you mean "digits"?'],
    ['{{round_to "a" x="b"}}', `1:16-1:21 round_to is given "x" twice | ${hint}`],
  ];
  for (const [text, expected] of cases) {
    assert.is(renderProblems(text, { macros }), `SP2006 models/m.sql:${expected}`);
  }
});

test('a chain of 200 macros works, one of 201 is a problem with its chain', () => {
  const chain = (length: number): string =>
    Array.from(
      { length },
      (_, i) => `{{#macro "m${i + 1}"}}{{#if (list 1)}}${i + 1 === length ? 'end' : `{{m${i + 2}}}`}{{/if}}{{/macro}}`,
    ).join('\n');
  assert.is(renderSql('{{m1}}', { macros: macroSet(chain(200)) }), 'end');
  assert.is(
    renderProblems('{{m1}}', { macros: macroSet(chain(201)) }),
    'SP2010 macros/all.sql:200:34-200:42 macros call each other more than 200 levels deep: m1 → m2 → m3 → m4 → m5 → m6 → … → m197 → m198 → m199 → m200 → m201 | a macro cannot be recursive; loop with {{#each}}',
  );
  const results = '{{#macro "a1"}}{{cast (a2) "text"}}{{/macro}}{{#macro "a2"}}{{cast (a1) "text"}}{{/macro}}';
  assert.match(renderProblems('{{a1}}', { macros: macroSet(results) }), 'macro "a1" calls itself: a1 → a2 → a1');
});

test('recursion is found before anything is rendered, through dispatch too', () => {
  const macros = macroSet(
    [
      '{{#macro "a"}}{{b}}{{/macro}}',
      '{{#macro "sqlite__b"}}x {{c "1"}}{{/macro}}',
      '{{#macro "c" as |x|}}{{#if x}}{{a}}{{/if}}{{/macro}}',
      '{{#macro "d"}}{{a}}{{default__e}}{{/macro}}',
      '{{#macro "sqlite__e"}}{{default__e}}{{/macro}}{{#macro "default__e"}}1{{/macro}}',
    ].join('\n'),
  );
  assert.is(
    describe(checkMacroCycles(macros, 'sqlite')),
    'SP2010 macros/all.sql:3:31-3:36 macro "a" calls itself: a → sqlite__b → c → a | a macro cannot be recursive; loop with {{#each}}',
  );
  assert.is(describe(checkMacroCycles(macros, 'duckdb')), '');
});

test('long chains of macros do not fill the call stack of the search', () => {
  const macros = new Map<string, MacroDefinition>();
  const [, definition] = [...macroSet('{{#macro "m"}}{{next}}{{/macro}}')][0] ?? [];
  if (definition === undefined) throw new Error('no macro');
  const call = definition.template.facts.macroCalls[0];
  if (call === undefined) throw new Error('no call');
  for (let i = 0; i < 20_000; i++) {
    const facts = { ...definition.template.facts, macroCalls: [{ ...call, name: `m${i + 1}` }] };
    macros.set(`m${i}`, { ...definition, name: `m${i}`, template: { ...definition.template, facts } });
  }
  assert.equal(checkMacroCycles(macros, 'sqlite'), []);
});

test('only macros, tests and comments may stand in a macro file', () => {
  assert.is(
    problems('{{!-- fine --}}\n\n  select 1;\n{{#macro "a"}}x{{/macro}}\n{{ref "b"}}'),
    [
      'SP2011 macros/all.sql:3:3-3:12 this stands outside of any macro and would be lost | a macro file holds {{#macro "name"}} … {{/macro}}, {{#test "name"}} … {{/test}} and comments {{!-- … --}}',
      'SP2011 macros/all.sql:5:1-5:12 this stands outside of any macro and would be lost | a macro file holds {{#macro "name"}} … {{/macro}}, {{#test "name"}} … {{/test}} and comments {{!-- … --}}',
    ].join('\n'),
  );
});

test('a definition in the wrong form is explained', () => {
  assert.match(
    problems('{{#macro name}}x{{/macro}}'),
    'SP2012 macros/all.sql:1:1-1:16 a macro is defined with its name as text',
  );
  assert.match(
    problems('{{#macro "a b"}}x{{/macro}}'),
    'SP2012 macros/all.sql:1:10-1:15 "a b" cannot be the name of a macro',
  );
  assert.match(problems('{{#macro "ref"}}x{{/macro}}'), '"ref" is the name of a built-in helper');
  assert.match(problems('{{#macro "dateadd"}}x{{/macro}}'), 'dispatch form: "sqlite__dateadd"');
  assert.match(problems('{{#macro "a" as |x x|}}1{{/macro}}'), 'macro "a" has two parameters "x"');
  assert.match(
    problems('{{#macro "a" x=(var "y")}}1{{/macro}}'),
    'SP2005 macros/all.sql:1:16-1:25 the default of x is not a literal',
  );
  assert.match(problems('{{#macro "a"}}1{{else}}2{{/macro}}'), 'a macro has no {{else}}');
  assert.match(
    problems('{{#macro "a" as |m|}}{{ref m}}{{/macro}}'),
    'SP2005 macros/all.sql:1:28-1:29 the name that ref is given',
  );
  assert.match(problems('{% macro a(x) %}x{% endmacro %}'), 'write {{#macro "a" as |x|}}');
});

test('a problem in a macro names the call that led there', () => {
  const macros = macroSet('{{#macro "a" as |x|}}{{x.id}}{{/macro}}');
  assert.is(renderProblems('select {{a "text"}}', { macros }), 'SP2003 macros/all.sql:1:24-1:28 "x.id" does not exist');
});

test('text of an argument keeps its own place in what a macro renders', () => {
  const macros = macroSet('{{#macro "round_to" as |x|}}round({{x}}, 2){{/macro}}');
  const { sql, sourceMap } = render('select {{round_to (safe_divide "amont" "n")}}', { macros });
  assert.is(sql, 'select round((cast(amont as real) / nullif(n, 0)), 2)');
  const at = sql.indexOf('amont');
  const segment = sourceMap.find(({ generated, length }) => generated <= at && at < generated + length);
  assert.equal(segment?.place.start, { line: 1, column: 33 });
  assert.ok(segment?.exact);
});

test.run();
