// `--empty` and `--sample`: everything is built, of no rows or of some.

import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const files: Readonly<Record<string, string>> = {
  'project.yml': 'name: shop\ntargets:\n  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }\n',
  'seeds/orders.csv': 'id,amount,day\n1,5.50,2024-09-01\n2,7.25,2024-09-02\n3,1.00,2024-10-01\n',
  'seeds/seeds.yml': 'seeds:\n  - name: orders\n    config: { event_time: day }\n',
  'models/big.sql': '---\nmaterialized: ephemeral\n---\nselect * from {{ref "orders"}} o where o.amount > 2\n',
  'models/totals.sql':
    '---\nmaterialized: table\n---\nselect day, sum(amount) as total from {{ref "big"}} group by day\n',
  'models/months.sql': `---
materialized: partitioned
partition_by: day
---
select day, count(*) as n from {{ref "totals" on="day"}} group by day
`,
  'models/grown.sql': `---
materialized: incremental
unique_key: id
---
select id, amount from {{ref "orders"}}
`,
  'snapshots/history.yml': `snapshots:
  - name: history
    relation: ref('orders')
    config: { strategy: check, check_cols: all, unique_key: id, hard_deletes: invalidate }
`,
};

async function withProject(
  body: (
    project: TempProject,
    sp: (...words: string[]) => Promise<SpRun>,
    count: (sql: string) => Promise<unknown>,
  ) => Promise<void>,
): Promise<void> {
  const temp = createTempProject(files);
  try {
    const file = join(temp.root, 'target/shop.sqlite');
    await body(
      temp,
      (...words) => runSp(words, { cwd: temp.root }),
      async (sql) => (await queryFile(file, sql))[0]?.[0],
    );
  } finally {
    temp.cleanup();
  }
}

const tables = ['orders', 'totals', 'months', 'grown', 'history'];

test('--empty builds every relation with its columns and without rows; the next build has all of them', () =>
  withProject(async (_, sp, count) => {
    const { exitCode, stderr } = await sp('build', '--empty');
    assert.is(exitCode, 0, stderr);
    for (const table of tables) assert.is(await count(`select count(*) from ${table}`), 0, table);
    assert.is(await count("select type from pragma_table_info('orders') where name = 'id'"), 'INTEGER');
    const next = await sp('build');
    assert.is(next.exitCode, 0, next.stderr);
    assert.not.match(next.stderr, 'warning');
    const counts = await Promise.all(tables.map((table) => count(`select count(*) from ${table}`)));
    assert.equal(counts, [3, 2, 2, 3, 3]);
  }));

test('--empty after a build empties what is built anew, and leaves what only grows', () =>
  withProject(async (_, sp, count) => {
    assert.is((await sp('build')).exitCode, 0);
    const { exitCode, stderr } = await sp('build', '--empty');
    assert.is(exitCode, 0, stderr);
    assert.not.match(stderr, 'warning');
    const counts = await Promise.all(tables.map((table) => count(`select count(*) from ${table}`)));
    assert.equal(counts, [0, 0, 0, 3, 3]);
    assert.is(await count('select count(*) from history where dbt_valid_to is not null'), 0);
    assert.is((await sp('build')).exitCode, 0);
    assert.equal(await Promise.all(tables.map((table) => count(`select count(*) from ${table}`))), [3, 2, 2, 3, 3]);
  }));

test('--sample takes the rows of a time, of inputs that say when they happened', () =>
  withProject(async (_, sp, count) => {
    const { exitCode, stderr } = await sp('build', '--sample', '{start: 2024-09-02, end: 2024-10-01}');
    assert.is(exitCode, 0, stderr);
    assert.is(await count('select count(*) from orders'), 3);
    assert.is(await count('select group_concat(day) from totals'), '2024-09-02');
    assert.is(await count('select count(*) from grown'), 1);
    assert.is((await sp('build')).exitCode, 0);
    assert.is(await count('select count(*) from totals'), 2);
    const wrong = await sp('build', '--sample', 'some');
    assert.is(wrong.exitCode, 2);
    assert.match(wrong.stderr, 'error SP4054: --sample takes a time such as "3 days", or a window, not "some"');
  }));

test.run();
