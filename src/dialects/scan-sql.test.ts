import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { readSelectShape, scanSql } from './scan-sql.js';

const kinds = (sql: string): string[] => [...scanSql(sql)].map((token) => `${token.kind}:${token.text}`);

test('strings, quoted names and comments are one token each, whatever stands in them', () => {
  assert.equal(kinds(`select 'it''s; --' , "a;b" /* ; */ -- ;\n`), [
    'word:select',
    `string:'it''s; --'`,
    'punctuation:,',
    'quoted:"a;b"',
    'comment:/* ; */',
    'comment:-- ;',
  ]);
});

test('what is never closed reaches to the end', () => {
  assert.equal(kinds(`select 'abc`), ['word:select', `string:'abc`]);
  assert.equal(kinds('select /* abc'), ['word:select', 'comment:/* abc']);
});

test('a trailing semicolon and comments behind it do not count as a second statement', () => {
  const shape = readSelectShape('-- head\nselect 1 ; -- done\n;');
  assert.is(shape.firstWord, 'select');
  assert.is(shape.second, undefined);
  assert.is(shape.end, '-- head\nselect 1'.length);
});

test('a second statement is found at its first token', () => {
  const sql = `select ';' as a; drop table x`;
  assert.is(readSelectShape(sql).second?.offset, sql.indexOf('drop'));
});

test('the recursive word of a with is seen, and a with that writes', () => {
  assert.is(readSelectShape('with recursive a as (select 1) select * from a').with?.recursive, true);
  assert.is(readSelectShape('with a as (select 1) select * from a').with?.recursive, false);
  assert.is(readSelectShape('with a as (select 1) delete from b').writes?.text, 'delete');
  assert.is(readSelectShape("with a as (select 1) select replace(x, 'a', 'b') from a").writes, undefined);
});

test('empty SQL has no start', () => {
  assert.is(readSelectShape('  -- nothing\n').start, undefined);
});

test.run();
