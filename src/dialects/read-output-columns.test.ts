import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { duckdbLexical, postgresLexical, sparkLexical, sqliteLexical, type Lexical } from './lexical.js';
import { readOutputColumns } from './read-output-columns.js';

const relations: Readonly<Record<string, readonly string[]>> = { '"t"': ['id', 'Name'], '"s"."u"': ['id', 'v'] };
const read = (sql: string, lexical: Lexical = sqliteLexical): readonly string[] | undefined =>
  readOutputColumns(sql, lexical, (relation) => relations[relation]);

test('items of a select list give their alias, or the last part of their name', () => {
  assert.equal(
    read(
      `select a, t.b, c as d, e f, count(*) as "n n", sum(x) filter (where y) total, case when a then 1 end k from "t"`,
    ),
    ['a', 'b', 'd', 'f', 'n n', 'total', 'k'],
  );
  assert.equal(read('select distinct a, (select max(x) from y) as m, row_number() over (order by z) rn'), [
    'a',
    'm',
    'rn',
  ]);
  assert.equal(read('select 1 as x union all select 2 as y'), ['x']);
  assert.equal(read('(select 1 as x) union select 2'), ['x']);
  assert.equal(read('select a -- b\n, /* c, */ d from "t";'), ['a', 'd']);
  assert.equal(read('select t.order, t.limit as "from" from "t"'), ['order', 'from']);
});

test('names without quotes are folded where the engine folds them', () => {
  assert.equal(read('select Student_ID, "Keep" from "t"', postgresLexical), ['student_id', 'Keep']);
  assert.equal(read('select Student_ID from "t"', duckdbLexical), ['Student_ID']);
  assert.equal(read('select `a``b`, x as `c d` from t', sparkLexical), ['a`b', 'c d']);
});

test('a star gives the columns of what it is read from', () => {
  assert.equal(read('select * from "t"'), ['id', 'Name']);
  assert.equal(read('select x.*, 1 as one from "s"."u" as x'), ['id', 'v', 'one']);
  assert.equal(read('select a.*, b.v from "t" a join "s"."u" b on a.id = b.id where 1 = 1'), ['id', 'Name', 'v']);
  assert.equal(read('select * from "t" a, "s"."u" b'), ['id', 'Name', 'id', 'v']);
  assert.equal(read('select * from (select id as key, 2 as two from "t") q'), ['key', 'two']);
  assert.equal(read('select * exclude (ID) from "t"', duckdbLexical), ['Name']);
  assert.equal(read('select q.* except (key) from (select 1 as key, 2 as two) q', sparkLexical), ['two']);
});

test('a WITH is looked through, each name seeing those in front of it', () => {
  assert.equal(read('with a as (select * from "t"), b as (select *, 1 as x from a) select b.* from b'), [
    'id',
    'Name',
    'x',
  ]);
  assert.equal(read('with recursive r(n, m) as (select 1, 2 union all select n + 1, m from r) select * from r'), [
    'n',
    'm',
  ]);
  assert.equal(read('with a as materialized (select 1 as x) select * from a', postgresLexical), ['x']);
});

test('what is in doubt is not known', () => {
  for (const sql of [
    'select count(*) from "t"',
    'select a + b from "t"',
    'select 1',
    'select null',
    'select * from unknown',
    'select * from "t" join "s"."u" using (id)',
    'select * from "t" natural join "s"."u"',
    'select * from generate_series(1, 2)',
    'select * from "t" lateral view explode(x) e as y',
    'select z.* from "t" a',
    "select interval '1' day",
    'select x over w from "t" window w as ()',
    'values (1)',
    'from "t"',
    '',
  ]) {
    assert.is(read(sql), undefined, sql);
  }
});

test.run();
