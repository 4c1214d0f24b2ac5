import fc from 'fast-check';
import Handlebars from 'handlebars';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { offsetAt } from '../errors/place.js';
import { render, renderSql } from '../testing/template-context.js';

// The law of this room: for every template that both can render, the text is what Handlebars' own compiler gives.

const context = {
  a: 'x',
  n: 7,
  zero: 0,
  yes: true,
  no: false,
  empty: '',
  items: ['p', 'q', 'r'],
  none: [],
  rows: [
    { id: 1, tags: ['u'] },
    { id: 2, tags: [] },
  ],
  o: { id: 'k', tags: ['v', 'w'] },
  changes: ['i', 'j', 'k', 'l'].map((id) => ({ id, tags: [id] })),
  pair: { k: 'y', l: 'z' },
};

const handlebars = Handlebars.create();
handlebars.registerHelper('list', (...items: unknown[]) => items.slice(0, -1));
handlebars.registerHelper('raw', function raw(this: unknown, options: Handlebars.HelperOptions) {
  return options.fn(this);
});
handlebars.registerHelper('ref', (name: string) => new Handlebars.SafeString(`"${name}"`));

/** With escaping on and nothing to escape: without it, Handlebars adds neighbouring numbers up (`{{one}}{{two}}` is 3). */
function renderWithHandlebars(text: string): string {
  return handlebars.compile(text)(context);
}

/** What is known at a place of a random template: what `this` is, and how many contexts it lies below the root. */
interface Scope {
  readonly item: 'root' | 'text' | 'row';
  readonly level: number;
}

const root: Scope = { item: 'root', level: 0 };

const tilde = fc.constantFrom('', '~', '', '');
const space = fc.constantFrom('', ' ', '\n', '\n  ', '  \n', ' \n\n', '\r\n');
const words = fc.constantFrom('select', '-', '[1]', 'ä€𝄞', '\\{{raw}}', ' }', '--x');
const content = fc.tuple(space, words, space).map((parts) => parts.join(''));
const remark = fc.constantFrom('{{! c }}', '{{!-- {{x}} --}}', '{{~! c ~}}', '{{{{raw}}}} {{x}} {{{{/raw}}}}');

const values = {
  root: ['a', 'n', 'zero', 'yes', 'o.id', 'items.length', 'items.[1]', 'lookup items 2', 'lookup o "id"'],
  text: ['this', '.', '@index', '@first', '@last', '@key'],
  row: ['id', 'this.id', './id', '@root.n', 'tags.length', 'lookup this "id"'],
};

const conditions = {
  root: ['a', 'zero', 'yes', 'no', 'empty', 'none', 'items', 'zero includeZero=true', '(lookup o "id")', '(list)'],
  text: ['@first', '@last', 'this', '@root.yes'],
  row: ['tags', 'id', '@root.no', '(lookup this "id")'],
};

const lists: Readonly<Record<Scope['item'], readonly (readonly [string, Scope['item']])[]>> = {
  root: [
    ['items', 'text'],
    ['none', 'text'],
    ['rows', 'row'],
    ['o.tags', 'text'],
    ['pair', 'text'],
    ['(list "s" "t")', 'text'],
  ],
  text: [['(list "LEVELs" "LEVELt")', 'text']],
  row: [['tags', 'text']],
};

function tag(inner: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(tilde, space, inner, space, tilde).map(([l, s1, text, s2, r]) => `{{${l}${s1}${text}${s2}${r}}}`);
}

function leaf({ item, level }: Scope): fc.Arbitrary<string> {
  const up = '../'.repeat(level);
  return fc.oneof(
    { weight: 3, arbitrary: content },
    { weight: 3, arbitrary: tag(fc.constantFrom(...values[item], `${up}a`, `${up}o.id`, 'ref "m"')) },
    { weight: 1, arbitrary: remark },
  );
}

function condition(scope: Scope, depth: number): fc.Arbitrary<string> {
  const value = fc.constantFrom(...conditions[scope.item]);
  const body = templateText(scope, depth - 1);
  return fc
    .record({
      word: fc.constantFrom('if', 'unless'),
      values: fc.tuple(value, value),
      bodies: fc.tuple(body, body, body),
      form: fc.constantFrom('plain', 'else', 'chain', 'caret'),
      marks: fc.tuple(tilde, tilde, tilde, tilde),
    })
    .map(({ word, values: [one, two], bodies: [first, second, third], form, marks: [w, x, y, z] }) => {
      const open = `{{${w}#${word} ${one}${x}}}`;
      const close = `{{${y}/${word}${z}}}`;
      if (form === 'plain') return `${open}${first}${close}`;
      if (form === 'else') return `${open}${first}{{${y}else${x}}}${second}${close}`;
      if (form === 'caret') return `${open}${first}{{^}}${second}${close}`;
      return `${open}${first}{{else if ${two}}}${second}{{else}}${third}${close}`;
    });
}

function loop(scope: Scope, depth: number): fc.Arbitrary<string> {
  return fc.constantFrom(...lists[scope.item]).chain(([list, item]) =>
    fc
      .tuple(
        templateText({ item, level: scope.level + 1 }, depth - 1),
        templateText(scope, depth - 1),
        fc.constantFrom('', ' as |it at|'),
        tilde,
        tilde,
      )
      .map(([text, otherwise, names, x, y]) => {
        const named = names === '' ? '' : '{{at}}';
        return `{{#each ${list.replaceAll('LEVEL', String(scope.level))}${names}${x}}}${text}${named}{{${y}else}}${otherwise}{{/each}}`;
      }),
  );
}

function change(scope: Scope, depth: number): fc.Arbitrary<string> {
  const inner: Scope = { item: 'row', level: scope.level + 1 };
  return templateText(inner, depth - 1).map(
    (text) => `{{#with @root.changes.[${scope.level}] as |whole|}}${text}{{whole.id}}{{/with}}`,
  );
}

function partial(scope: Scope, depth: number): fc.Arbitrary<string> {
  return fc
    .tuple(space, templateText(scope, depth - 1))
    .map(([indent, text]) => `{{#*inline "piece"}}${text}{{/inline}}\n${indent}{{> piece}}\n`);
}

function templateText(scope: Scope, depth: number): fc.Arbitrary<string> {
  const statement =
    depth <= 0
      ? leaf(scope)
      : fc.oneof(
          { weight: 4, arbitrary: leaf(scope) },
          { weight: 2, arbitrary: condition(scope, depth) },
          { weight: 2, arbitrary: loop(scope, depth) },
          { weight: 1, arbitrary: change(scope, depth) },
          { weight: 1, arbitrary: partial(scope, depth) },
        );
  return fc.array(statement, { maxLength: 4 }).map((parts) => parts.join(''));
}

test('a rendered template is byte for byte what Handlebars renders', () => {
  fc.assert(
    fc.property(templateText(root, 3), (text) => {
      assert.is(renderSql(text, { args: context }), renderWithHandlebars(text));
    }),
    { numRuns: 300 },
  );
});

test('neighbouring numbers are not added up', () => {
  assert.is(renderSql('{{n}}{{n}}', { args: context }), '77');
});

test('segments lie side by side without gaps, and exact ones repeat their file letter by letter', () => {
  fc.assert(
    fc.property(templateText(root, 3), (text) => {
      const { sql, sourceMap } = render(text, { args: context });
      let end = 0;
      for (const segment of sourceMap) {
        assert.is(segment.generated, end);
        end += segment.length;
        if (!segment.exact) continue;
        const start = offsetAt(segment.place.file, segment.place.start);
        assert.is(text.slice(start, start + segment.length), sql.slice(segment.generated, end));
      }
      assert.is(end, sql.length);
    }),
    { numRuns: 300 },
  );
});

test.run();
