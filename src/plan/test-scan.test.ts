import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../dialects/get-dialect.js';
import { readTestScan } from './test-scan.js';

const { lexical } = getDialect('sqlite');
const scan = (sql: string) => readTestScan(sql, lexical);

test('rows of a WHERE are counted by it', () => {
  assert.equal(scan('select *\nfrom "a"\nwhere "x" is null'), {
    head: '',
    from: '"a"',
    failures: 'count(case when "x" is null\nthen 1 end)',
  });
});

test('a filtered relation, a join and CTEs are read alike', () => {
  assert.is(
    scan('select * from (select * from "a" where y > 0) sp_subject where x < 0')?.from,
    '(select * from "a" where y > 0) sp_subject',
  );
  assert.is(scan('select * from a join b on a.x = b.x where a.y')?.from, 'a join b on a.x = b.x');
  assert.equal(scan('with e as (select 1 as x) select * from e where x = 1'), {
    head: 'with e as (select 1 as x) ',
    from: 'e',
    failures: 'count(case when x = 1\nthen 1 end)',
  });
});

test('a comment at the end hides nothing of what comes behind', () => {
  assert.is(scan('select * from a where x -- is true')?.failures, 'count(case when x -- is true\nthen 1 end)');
});

test('values outside of a list are counted once each', () => {
  const sql = `select "x" as value_field, count(*) as n_records\nfrom a\nwhere "x" not in ('p', 'q')\ngroup by "x"`;
  assert.is(scan(sql)?.failures, `count(distinct case when "x" not in ('p', 'q')\nthen "x" end)`);
});

const alone = [
  'select 1 from a where x',
  'select distinct * from a where x',
  'select *, 1 from a where x',
  'select * from a',
  'select * from a where x limit 1',
  'select * from a where x union all select * from b where y',
  'select * from a where x order by 1',
  'select * from a where x in (select y from b)',
  'select * from a where x group by y having count(*) > 1',
  'select x as unique_field, count(*) as n_records from a where x is not null group by x having count(*) > 1',
  'select x as value_field, count(*) as n_records from a where x not in (1) group by y',
  'select x as value_field, count(*) as n_records from a where x not in (1) or y group by x',
  'select x as value_field, count(*) as n_records from a where x not in (1) group by x having count(*) > 1',
  'select x or y as value_field, count(*) as n_records from a where x or y not in (1) group by x or y',
];
for (const sql of alone) {
  test(`alone: ${sql}`, () => assert.is(scan(sql), undefined));
}

test.run();
