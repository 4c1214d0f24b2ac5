import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findVolatile } from './find-volatile.js';
import { getDialect } from './get-dialect.js';
import type { EngineName } from './dialect.js';

const volatile = (
  sql: string,
  engine: EngineName = 'sqlite',
  reads: readonly string[] = ['t', 'u'],
): readonly string[] => findVolatile(sql, getDialect(engine), reads).volatile;

test('SQL over given relations by known functions is deterministic', () => {
  const cases: readonly (readonly [EngineName, string])[] = [
    [
      'sqlite',
      'select a, sum(b) over (partition by c order by d rows between 1 preceding and current row) from t group by 1',
    ],
    [
      'sqlite',
      'with recursive n(i) as (select 1 union all select i + 1 from n where i < 9), m as (select * from n) select * from m',
    ],
    ['sqlite', "select date(a), strftime('%Y', a), left_side, cast(x as decimal(10, 2)) from t join u on (t.a = u.a)"],
    ['sqlite', 'select * from t, "u" as x, (select 1) y where a in (1, 2) and not exists (select 1 from u)'],
    ['sqlite', "select * from json_each('[1]') as j, t"],
    ['sqlite', 'select \'random()\', "random" -- random()\n from t /* now() */'],
    ['sqlite', 'with a as materialized (select 1), b as not materialized (select 2) select * from a join b using (x)'],
    ['sqlite', 'values (1, 2), (3, 4)'],
    [
      'postgres',
      "select extract(year from d), trim(both 'x' from s), a is distinct from b, d::timestamp(0) from main.t",
    ],
    ['postgres', 'select * from generate_series(1, 3) as g(i) left join lateral (select 1) l on true'],
    ['duckdb', 'select list_value(1, 2), left(s, 1) from t qualify row_number() over (order by a) = 1'],
    ['spark', 'select named_struct("a", 1), date_format(d, "yyyy") from db.t lateral view explode(array(1)) e as x'],
  ];
  for (const [engine, sql] of cases) assert.equal(volatile(sql, engine), [], sql);
});

test('the clock, chance, sessions and everything unknown are named', () => {
  const cases: readonly (readonly [EngineName, string, readonly string[]])[] = [
    ['sqlite', 'select random(), RANDOM ( )', ['random()']],
    ['sqlite', 'select current_timestamp, t.current_date from t', ['current_timestamp']],
    ['sqlite', "select date('now', '-1 day')", ["'now'"]],
    ['sqlite', "select date(a, 'localtime') from t", ["'localtime'"]],
    ['sqlite', "select date(), datetime( ), strftime('%Y')", ['date()', 'datetime()', 'strftime()']],
    ['sqlite', 'select my_own(a), last_insert_rowid() from t', ['last_insert_rowid()', 'my_own()']],
    ['postgres', 'select now(), gen_random_uuid(), age(d) from t', ['age()', 'gen_random_uuid()', 'now()']],
    ['postgres', "select 'Today'::date", ["'today'"]],
    ['duckdb', "select * from read_csv('x.csv')", ['read_csv()']],
    ['spark', 'select monotonically_increasing_id(), uuid()', ['monotonically_increasing_id()', 'uuid()']],
  ];
  for (const [engine, sql, expected] of cases) assert.equal(volatile(sql, engine), expected, sql);
});

test('a limit without an order counts where rows have no order of their own', () => {
  const sql = 'select * from t limit 3';
  assert.equal(volatile(sql), []);
  assert.equal(volatile(sql, 'duckdb'), ['limit without order by']);
  assert.equal(volatile('select * from (select * from t order by a) x fetch first 3 rows only', 'postgres'), [
    'limit without order by',
  ]);
  assert.equal(volatile('select * from (select * from t order by a limit 3) x', 'spark'), []);
});

test('relations that no ref or source names are named', () => {
  assert.equal(volatile('select * from raw_orders'), ['reads raw_orders without ref or source']);
  assert.equal(volatile('select * from t join main."Raw Orders" r on 1'), [
    'reads main."Raw Orders" without ref or source',
  ]);
  assert.equal(volatile('select a from (select 1 from t, other where x, y)'), ['reads other without ref or source']);
  assert.equal(volatile("select * from 'x.csv'", 'duckdb'), ["reads 'x.csv' without ref or source"]);
  assert.equal(volatile('select a, b from t where a group by a, b order by a, b'), []);
});

test('comments and white space do not change the normalized text, names and texts do', () => {
  const normalized = (sql: string): string => findVolatile(sql, getDialect('sqlite'), []).normalized;
  assert.is(normalized('select  1 --x\n,2'), normalized('select 1, /* y */ 2'));
  assert.is.not(normalized("select 'a  b'"), normalized("select 'a b'"));
});

test.run();
