// `sp diff` over two targets of one project, and over a file beside it.

import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { runSp, type SpRun } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

const targets = `targets:
  dev: { type: sqlite, path: target/shop.sqlite, threads: 2 }
  next: { type: sqlite, path: target/next.sqlite, threads: 1 }
`;
const files = {
  ...shopProject,
  'project.yml': (shopProject['project.yml'] ?? '').replace(/targets:\n.*\n/, targets),
};

async function withProject(body: (project: TempProject, sp: (line: string) => Promise<SpRun>) => Promise<void>) {
  const project = createTempProject(files);
  try {
    await body(project, (line) => runSp(line.split(' '), { cwd: project.root }));
  } finally {
    project.cleanup();
  }
}

test('two builds of the same files are equal', () =>
  withProject(async (_, sp) => {
    assert.is((await sp('build')).exitCode, 0);
    assert.is((await sp('build --target next')).exitCode, 0);
    const { exitCode, stdout, stderr } = await sp('diff --other next');
    assert.is(stderr, '');
    assert.is(
      stdout,
      `dev is sqlite: target/shop.sqlite, next is sqlite: target/next.sqlite

relation         equal  different  only dev  only next  compared by
───────────────  ─────  ─────────  ────────  ─────────  ───────────
customers            3          0         0          0  whole rows
orders               4          0         0          0  whole rows
stg_orders           4          0         0          0  whole rows
customer_totals      3          0         0          0  customer_id
month_totals         2          0         0          0  month
big_spenders         3          0         0          0  whole rows

6 relations: 6 equal, 0 different
`,
    );
    assert.is(exitCode, 0);
  }));

test('rows that differ are shown by key and cell, and end with 1', () =>
  withProject(async (project, sp) => {
    assert.is((await sp('build')).exitCode, 0);
    project.write(
      'seeds/orders.csv',
      'id,customer_id,amount,ordered_on\n10,1,19.90,2024-09-01\n12,2,8.50,2024-10-01\n',
    );
    assert.is((await sp('build --target next')).exitCode, 0);
    const select = 'diff --other next --select customer_totals month_totals';
    const { exitCode, stdout } = await sp(select);
    assert.is(
      stdout,
      `dev is sqlite: target/shop.sqlite, next is sqlite: target/next.sqlite

relation         equal  different  only dev  only next  compared by
───────────────  ─────  ─────────  ────────  ─────────  ───────────
customer_totals      0          2         1          0  customer_id
month_totals         0          2         0          0  month

customer_totals: differs in total (2); 1 row only in dev
row            column  dev   next
─────────────  ──────  ────  ──────
customer_id=1  total   24.9  19.9
customer_id=2  total   7.5   8.5
customer_id=3          row   no row

month_totals: differs in orders (2), total (2)
row            column    dev  next
─────────────  ──────  ─────  ────
month=2024-09  orders      2     1
month=2024-09  total    24.9  19.9
month=2024-10  orders      2     1
month=2024-10  total   107.5   8.5

2 relations: 0 equal, 2 different
`,
    );
    assert.is(exitCode, 1);

    const json = await sp(`${select} --limit 1 --json`);
    const report: unknown = JSON.parse(json.stdout);
    assert.equal((report as { relations: unknown[] }).relations[0], {
      unique_id: 'model.shop.customer_totals',
      name: 'customer_totals',
      status: 'different',
      key: ['customer_id'],
      rows: { equal: 0, different: 2, only_here: 1, only_other: 0 },
      columns: { only_here: [], only_other: [], different: { total: 2 } },
      sample: [
        { kind: 'different', row: { customer_id: 1 }, cells: [{ column: 'total', here: 24.9, other: 19.9 }] },
        { kind: 'only_here', row: { customer_id: 3 }, cells: [] },
      ],
    });
    assert.is(json.exitCode, 1);
  }));

test('a database file can stand on the other side; columns and relations that one side lacks are differences', () =>
  withProject(async (project, sp) => {
    assert.is((await sp('build')).exitCode, 0);
    copyFileSync(join(project.root, 'target/shop.sqlite'), join(project.root, 'old.sqlite'));
    project.write('models/marts/big_spenders.sql', 'select distinct customer_id, 1 as big from {{ref "big_orders"}}\n');
    project.write('models/marts/newcomer.sql', 'select 1 as id\n');
    assert.is((await sp('build')).exitCode, 0);
    const { exitCode, stdout } = await sp('diff --other old.sqlite --select big_spenders newcomer');
    assert.match(stdout, /^newcomer +not built in old\.sqlite$/m);
    assert.match(stdout, '\nbig_spenders: only dev has the column big\n');
    assert.match(stdout, '\n2 relations: 0 equal, 1 different, 1 could not be compared\n');
    assert.is(exitCode, 1);
  }));

test('what cannot be compared ends with 2 and says what to write', () =>
  withProject(async (_, sp) => {
    const message = async (line: string): Promise<string> => {
      const { exitCode, stderr } = await sp(line);
      assert.is(exitCode, 2);
      return stderr.trim().replaceAll(/\s+/g, ' ');
    };
    assert.match(await message('diff'), 'sp diff compares two targets, but --other does not name the second one');
    assert.match(await message('diff'), 'sp diff --target dev --other next');
    assert.match(
      await message('diff --other nxt'),
      '--other "nxt" is neither a target of project.yml nor a database file of SQLite or DuckDB',
    );
    assert.match(await message('diff --other nxt'), 'did you mean "next"?');
    assert.match(
      await message('diff --other next --select big_orders'),
      'Nothing to compare: no seed, model or snapshot is selected that leaves a relation behind',
    );
  }));

test.run();
