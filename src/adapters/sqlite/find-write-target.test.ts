import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findWriteTarget } from './find-write-target.js';

const target = (sql: string): string => {
  const found = findWriteTarget(sql);
  if (found.kind === 'refused') return `refused ${found.word}`;
  if (found.kind === 'index') return `index ${found.name}${found.isConditional ? '?' : ''}`;
  if (found.kind !== 'relation') return found.kind;
  return [found.verb, found.name + (found.isConditional ? '?' : ''), ...(found.made ? [found.made] : [])].join(' ');
};

test('the relation that a statement writes to is found, however it is written', () => {
  const cases: Readonly<Record<string, string>> = {
    'select * from a': 'none',
    'with x as (select 1) select * from x': 'none',
    'insert into "Audit" values (1)': 'change audit',
    'INSERT OR IGNORE INTO main.a select * from b': 'change a',
    'replace into [a b] values (1)': 'change a b',
    'with n as (select 1 as update_me) insert into a select * from n': 'change a',
    '-- about it\nupdate or fail a set x = 1': 'change a',
    'delete from `a` where x in (select x from b)': 'change a',
    'create table a (x)': 'create a',
    'create table if not exists a as select 1': 'create a?',
    'create view v as select * from a': 'create v',
    'create unique index if not exists i on a (x)': 'change a? i',
    'create trigger t after insert on a begin delete from b; end': 'change a t',
    'drop table if exists a': 'drop a?',
    'drop index i': 'index i',
    'alter table a rename to b': 'change a',
    vacuum: 'idle',
    'analyze a': 'idle',
  };
  for (const [sql, expected] of Object.entries(cases)) assert.is(target(sql), expected, sql);
});

test('what would leave the warehouse, or needs a connection of its own, is refused', () => {
  for (const [sql, word] of [
    ['insert into other.a values (1)', '.'],
    ['create temp table a (x)', 'temp'],
    ["attach 'x.db' as x", 'attach'],
    ['pragma user_version = 1', 'pragma'],
    ['begin', 'begin'],
    ['create virtual table a using fts5(x)', 'virtual'],
  ] as const) {
    assert.is(target(sql), `refused ${word}`, sql);
  }
});

test.run();
