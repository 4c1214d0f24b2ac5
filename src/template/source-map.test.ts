import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { formatPlace } from '../errors/place.js';
import { macroSet, render } from '../testing/template-context.js';
import type { Rendered, RenderContext } from './template.js';

/** The segment of the first (or n-th) occurrence of a text: place, whether it is exact, callers. */
function origin({ sql, sourceMap }: Rendered, text: string, occurrence = 0): string {
  let at = sql.indexOf(text);
  for (let i = 0; i < occurrence; i++) at = sql.indexOf(text, at + 1);
  const segment = sourceMap.find(({ generated, length }) => generated <= at && at < generated + length);
  if (at < 0 || segment === undefined) return 'nowhere';
  const callers = (segment.callers ?? []).map(formatPlace);
  return [formatPlace(segment.place), segment.exact ? `+${at - segment.generated}` : 'whole', ...callers].join(' ');
}

function map(text: string, macros = '', changes: Partial<RenderContext> = {}): Rendered {
  return render(text, { macros: macroSet(macros), ...changes });
}

test('copied text maps letter by letter, expressions as a whole', () => {
  const rendered = map('select\n  amont\nfrom {{ref "orders"}} where x = {{var "cutoff"}}');
  assert.is(origin(rendered, 'amont'), 'models/m.sql:1:1 +9');
  assert.is(origin(rendered, 'orders'), 'models/m.sql:3:6 whole');
  assert.is(origin(rendered, '2024'), 'models/m.sql:3:33 whole');
});

test('white space that Handlebars takes away does not shift what follows', () => {
  const rendered = map('a\n  {{#if true_}}\n  b {{~! c ~}}  d\n  {{/if}}\ne', '', { args: { true_: true } });
  assert.is(rendered.sql, 'a\n  bd\ne');
  assert.is(origin(rendered, 'b'), 'models/m.sql:3:1 +2');
  assert.is(origin(rendered, 'd'), 'models/m.sql:3:17 +0');
  assert.is(origin(rendered, 'e'), 'models/m.sql:5:1 +0');
});

test('a macro maps into its own file, with the calls that led there', () => {
  const macros =
    '{{#macro "outer" as |x|}}\n  o({{inner x}})\n{{/macro}}\n{{#macro "inner" as |x|}}i + {{x}} + {{var "cutoff"}}{{/macro}}';
  const rendered = map('select {{outer "amont"}}', macros);
  assert.is(rendered.sql, 'select o(i + amont + 2024-09-01)');
  assert.is(origin(rendered, 'o('), 'macros/all.sql:2:3 +0 models/m.sql:1:8');
  assert.is(origin(rendered, 'i +'), 'macros/all.sql:4:26 +0 macros/all.sql:2:5 models/m.sql:1:8');
  assert.is(origin(rendered, '2024'), 'macros/all.sql:4:38 whole macros/all.sql:2:5 models/m.sql:1:8');
  assert.is(origin(rendered, 'amont'), 'models/m.sql:1:17 +0');
});

test('an argument maps to itself through macros, functions and loops', () => {
  const macros = '{{#macro "wrap" as |x|}}[{{x}}]{{/macro}}';
  const rendered = map('{{#each (list 1 2)}}{{wrap (safe_divide (wrap "amont") "total")}} {{/each}}', macros);
  assert.is(origin(rendered, 'amont'), 'models/m.sql:1:48 +0');
  assert.is(origin(rendered, 'amont', 1), 'models/m.sql:1:48 +0');
  assert.is(origin(rendered, 'total'), 'models/m.sql:1:57 +0');
  assert.is(origin(rendered, 'nullif'), 'models/m.sql:1:28 whole');
});

test('an argument is not mistaken for a part of a word or of a text', () => {
  const rendered = map('{{date_part "day" "d"}}');
  assert.is(rendered.sql, "cast(strftime('%d', d) as integer)");
  assert.is(origin(rendered, '%d'), 'models/m.sql:1:1 whole');
  assert.is(origin(rendered, 'd)'), 'models/m.sql:1:20 +0');
});

test('a literal with an escape maps as a whole', () => {
  const rendered = map('{{wrap "a \\"b\\" c"}}', '{{#macro "wrap" as |x|}}{{x}}{{/macro}}');
  assert.is(rendered.sql, 'a "b" c');
  assert.is(origin(rendered, 'b'), 'models/m.sql:1:8 whole');
});

test('a partial on an indented line keeps its places behind the indent', () => {
  const rendered = map('{{#*inline "p"}}x\ny amont{{/inline}}\n  {{> p}}\nz');
  assert.is(rendered.sql, '\n  x\n  y amontz');
  assert.is(origin(rendered, 'amont'), 'models/m.sql:2:1 +2 models/m.sql:3:3');
});

test.run();
