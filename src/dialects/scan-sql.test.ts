import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { postgresLexical, sparkLexical, sqliteLexical, type Lexical } from './lexical.js';
import { readSelectShape as readShape, scanSql, type SelectShape } from './scan-sql.js';

const kinds = (sql: string, lexical: Lexical = sqliteLexical): string[] =>
  [...scanSql(sql, lexical)].map((token) => `${token.kind}:${token.text}`);
const readSelectShape = (sql: string): SelectShape => readShape(sql, sqliteLexical);

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

test('texts between dollars are one token where the engine has them', () => {
  const sql = "select $$it's; $a$ $$, $t$ $$ ; $t$, $1";
  assert.equal(kinds(sql, postgresLexical), [
    'word:select',
    "string:$$it's; $a$ $$",
    'punctuation:,',
    'string:$t$ $$ ; $t$',
    'punctuation:,',
    'punctuation:$',
    'number:1',
  ]);
  assert.is(kinds("select a$$b, 'c'", postgresLexical)[1], 'word:a$$b');
  assert.is(kinds('select $$ ; $$', sqliteLexical)[1], 'punctuation:$');
});

test('block comments nest where the engine nests them', () => {
  const sql = 'select /* a /* b */ ; */ 1';
  assert.equal(kinds(sql, postgresLexical), ['word:select', 'comment:/* a /* b */ ; */', 'number:1']);
  assert.is(kinds(sql, sqliteLexical)[1], 'comment:/* a /* b */');
  assert.is(kinds('select /* a /* b */ 1', sparkLexical)[1], 'comment:/* a /* b */ 1');
});

test('a backslash escapes in texts that begin with E, in all texts, or in none', () => {
  assert.equal(kinds(String.raw`select E'a\\';'`, postgresLexical), [
    'word:select',
    String.raw`string:E'a\\'`,
    'punctuation:;',
    "string:'",
  ]);
  assert.equal(kinds(String.raw`select e'a\';', 'b\'`, postgresLexical), [
    'word:select',
    String.raw`string:e'a\';'`,
    'punctuation:,',
    String.raw`string:'b\'`,
  ]);
  assert.equal(kinds(String.raw`select 'a\';b', "c\";d"`, { ...sparkLexical, doubleQuotes: 'text' }), [
    'word:select',
    String.raw`string:'a\';b'`,
    'punctuation:,',
    String.raw`string:"c\";d"`,
  ]);
  assert.is(kinds(String.raw`select 'a\' , 1`, sqliteLexical)[1], String.raw`string:'a\'`);
});

test('raw texts of Spark take backslashes as they are', () => {
  assert.equal(kinds(String.raw`select r'\', R"\d;"`, sparkLexical), [
    'word:select',
    String.raw`string:r'\'`,
    'punctuation:,',
    String.raw`string:R"\d;"`,
  ]);
});

test('brackets are names on SQLite only, backticks where the engine has them', () => {
  assert.is(kinds('select [a;b]', sqliteLexical)[1], 'quoted:[a;b]');
  assert.equal(kinds("select ['a]']", postgresLexical), [
    'word:select',
    'punctuation:[',
    "string:'a]'",
    'punctuation:]',
  ]);
  assert.is(kinds('select `a;b`', sparkLexical)[1], 'quoted:`a;b`');
});

test('texts of any length are scanned without running out of stack', () => {
  const long = `'${"''x".repeat(300_000)}'`;
  for (const lexical of [sqliteLexical, postgresLexical, sparkLexical]) {
    assert.ok(kinds(long, lexical)[0] === `string:${long}`);
  }
});

test.run();
