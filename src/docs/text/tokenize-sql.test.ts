import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';

import { referredName, splitLines, tokenizeSql } from './tokenize-sql.js';

function kinds(sql: string): readonly string[] {
  return tokenizeSql(sql)
    .filter((token) => token.text.trim() !== '')
    .map((token) => `${token.kind}:${token.text.trim()}`);
}

test('no character is lost, whatever the text', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom("'", '"', '--', '/*', '*/', '{{', '}}', '{{!--', '\n', '---\n', '</script>'),
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) =>
      assert.is(
        tokenizeSql(pieces.join(''))
          .map((token) => token.text)
          .join(''),
        pieces.join(''),
      ),
    ),
  );
});

test('keywords, functions, numbers, strings and comments are told apart', () => {
  assert.equal(kinds("select count(*), 1.5 as a -- it's\nfrom t1 where b = 'it''s'"), [
    'keyword:select',
    'function:count',
    'plain:(*),',
    'number:1.5',
    'keyword:as',
    'plain:a',
    "comment:-- it's",
    'keyword:from',
    'plain:t1',
    'keyword:where',
    'plain:b =',
    "string:'it''s'",
  ]);
});

test('template tags and template comments are seen', () => {
  assert.equal(kinds('from {{ref "a" on="b"}} {{!-- {{no}} --}}'), [
    'keyword:from',
    'tag:{{ref "a" on="b"}}',
    'comment:{{!-- {{no}} --}}',
  ]);
});

test('quoted identifiers are plain, an unclosed string runs to the end', () => {
  assert.equal(kinds('select "select" from x'), ['keyword:select', 'plain:"select"', 'keyword:from', 'plain:x']);
  assert.equal(kinds("select 'open\nend"), ['keyword:select', "string:'open\nend"]);
});

test('front matter is set apart, and only at the start', () => {
  assert.equal(kinds('---\nunique: true\n---\nselect 1'), [
    'settings:---\nunique: true\n---',
    'keyword:select',
    'number:1',
  ]);
  assert.equal(kinds('select 1\n---\n')[2], 'comment:---');
  assert.equal(kinds('---\nselect 1'), ['comment:---', 'keyword:select', 'number:1']);
});

test('tokens that span lines are divided', () => {
  const lines = splitLines(tokenizeSql('a /* x\r\ny */ b'));
  assert.equal(
    lines.map((line) => line.map((token) => token.text).join('')),
    ['a /* x', 'y */ b'],
  );
  assert.is(lines[1]?.[0]?.kind, 'comment');
});

test('references name their node', () => {
  assert.is(referredName('{{ref "stg_students"}}'), 'stg_students');
  assert.is(referredName('{{ref \'fact\' on="month"}}'), 'fact');
  assert.is(referredName('{{ref "pkg" "m"}}'), 'm');
  assert.is(referredName('{{~source "raw" "orders"~}}'), 'raw.orders');
  assert.is(referredName('{{refund "x"}}'), null);
  assert.is(referredName('{{var "x"}}'), null);
});

test.run();
