// The whole of sp on a tiny project: from files to rows in a SQLite file and artifacts beside it.

import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { queryFile } from '../query-file.js';
import { runSp } from '../run-sp.js';
import { createTempProject, type TempProject } from '../temp-project.js';

async function withProject(
  files: Readonly<Record<string, string>>,
  body: (project: TempProject) => Promise<void>,
): Promise<void> {
  const project = createTempProject({ ...shopProject, ...files });
  try {
    await body(project);
  } finally {
    project.cleanup();
  }
}

const warehouse = (project: TempProject): string => join(project.root, 'target/shop.sqlite');

/** Times differ from run to run. */
const withoutTimes = (text: string): string =>
  text.replaceAll(/\b\d+(?:\.\d+)?(?:ms|s)\b/g, '#').replaceAll(/ +/g, ' ');

test('a build makes every relation, runs every test and ends with 0', () =>
  withProject({}, async (project) => {
    const { exitCode, stderr, stdout } = await runSp(['build'], { cwd: project.root });
    assert.is(exitCode, 0, stderr);
    assert.is(stdout, '');
    const rows = await queryFile(
      warehouse(project),
      'select customer_id, name, total, currency from customer_totals order by 1',
    );
    assert.equal(rows, [
      [1, 'Ada', 24.9, 'EUR'],
      [2, 'Grace', 7.5, 'EUR'],
      [3, 'Édith', 100, 'EUR'],
    ]);
    assert.equal(await queryFile(warehouse(project), 'select * from month_totals order by month'), [
      ['2024-09', 2, 24.9],
      ['2024-10', 2, 107.5],
    ]);
    assert.equal(await queryFile(warehouse(project), 'select customer_id from big_spenders order by 1'), [
      [1],
      [2],
      [3],
    ]);
    const objects = await queryFile(
      warehouse(project),
      "select type, name from sqlite_master where name not like '\\_sp\\_%' escape '\\' order by name",
    );
    assert.equal(objects, [
      ['table', 'big_spenders'],
      ['table', 'customer_totals'],
      ['table', 'customers'],
      ['table', 'month_totals'],
      ['table', 'orders'],
      ['view', 'stg_orders'],
    ]);
  }));

test('the second build gives the same rows', () =>
  withProject({}, async (project) => {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    const before = await queryFile(warehouse(project), 'select * from month_totals order by 1');
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    assert.equal(await queryFile(warehouse(project), 'select * from month_totals order by 1'), before);
  }));

test('artifacts say what happened', () =>
  withProject({}, async (project) => {
    await runSp(['build'], { cwd: project.root });
    const read = (path: string): unknown => JSON.parse(readFileSync(join(project.root, 'target', path), 'utf8'));
    const { results } = read('run_results.json') as { results: { unique_id: string; status: string }[] };
    assert.is(results.length, 13);
    assert.ok(results.every(({ status }) => status === 'success' || status === 'pass'));
    assert.ok(existsSync(join(project.root, 'target/compiled/shop/models/marts/customer_totals.sql')));
    assert.match(
      readFileSync(join(project.root, 'target/run/shop/models/marts/customer_totals.sql'), 'utf8'),
      /create table "customer_totals"/,
    );
  }));

test('a failing test keeps the published version, skips what is below and ends with 1', () =>
  withProject({}, async (project) => {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    project.write('seeds/customers.csv', shopProject['seeds/customers.csv']?.replace('Oslo', 'Rome') ?? '');
    const { exitCode, stderr } = await runSp(['build'], { cwd: project.root });
    assert.is(exitCode, 1);
    assert.match(stderr, /accepted_values_customer_totals_city__Paris__Oslo/);
    assert.match(stderr, /Rome/);
    assert.equal(await queryFile(warehouse(project), "select count(*) from customer_totals where city = 'Rome'"), [
      [0],
    ]);
    assert.equal(await queryFile(warehouse(project), "select count(*) from customers where city = 'Rome'"), [[1]]);
    // The command that it names shows what the test found, although that was not published.
    const more = /see more: sp (show --select \S+)/.exec(stderr)?.[1]?.split(' ') ?? [];
    const shown = await runSp([...more, '--output', 'csv'], { cwd: project.root });
    assert.is(shown.stdout, 'value_field,n_records\r\nRome,1\r\n');
    assert.match(stderr, 'run just these again:  sp build --select customer_totals\n');
  }));

test('a failing test of a partitioned model names no command for rows that are gone', () =>
  withProject({}, async (project) => {
    project.write(
      'models/marts/month_totals.sql',
      (shopProject['models/marts/month_totals.sql'] ?? '').replace(
        '[not_null, unique]',
        '[{ accepted_values: { values: [x] } }]',
      ),
    );
    const { exitCode, stderr } = await runSp(['build', '-s', '+month_totals'], { cwd: project.root });
    assert.is(exitCode, 1);
    assert.match(stderr, 'partitioned  month_totals');
    assert.match(stderr, 'not published: 1 test failed\n');
    assert.not.match(stderr, 'partitions failed');
    assert.not.match(stderr, 'see more');
  }));

test('one partition that fails leaves its old rows, its siblings are renewed, and the node fails', () =>
  withProject({}, async (project) => {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    const model = shopProject['models/marts/month_totals.sql'] ?? '';
    project.write(
      'models/marts/month_totals.sql',
      model.replace(
        'count(*) as orders',
        "count(*) + case when month = '2024-09' then json('not json') else 40 end as orders",
      ),
    );
    const { exitCode, stderr } = await runSp(['build'], { cwd: project.root });
    assert.is(exitCode, 1);
    assert.match(stderr, /partition '2024-09': malformed JSON/);
    assert.equal(await queryFile(warehouse(project), 'select month, orders from month_totals order by 1'), [
      ['2024-09', 2],
      ['2024-10', 42],
    ]);
  }));

test('keys that vanished are deleted, and a partitioned model without any key is an empty table', () =>
  withProject({}, async (project) => {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    project.write('seeds/orders.csv', 'id,customer_id,amount,ordered_on\n12,2,7.50,2024-10-01\n');
    assert.is((await runSp(['build', '--exclude', 'totals_add_up'], { cwd: project.root })).exitCode, 0);
    assert.equal(await queryFile(warehouse(project), 'select * from month_totals'), [['2024-10', 1, 7.5]]);
    project.write('seeds/orders.csv', 'id,customer_id,amount,ordered_on\n');
    await runSp(['build'], { cwd: project.root });
    assert.equal(await queryFile(warehouse(project), 'select * from month_totals'), []);
  }));

test('--partition evaluates just those keys', () =>
  withProject({}, async (project) => {
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    const model = shopProject['models/marts/month_totals.sql'] ?? '';
    project.write('models/marts/month_totals.sql', model.replace('count(*) as orders', '99 as orders'));
    const run = await runSp(['run', '-s', 'month_totals', '--partition', 'month=2024-10'], { cwd: project.root });
    assert.is(run.exitCode, 0, run.stderr);
    assert.equal(await queryFile(warehouse(project), 'select month, orders from month_totals order by 1'), [
      ['2024-09', 2],
      ['2024-10', 99],
    ]);
    const unknown = await runSp(['run', '-s', 'month_totals', '--partition', 'month=2024-11'], { cwd: project.root });
    assert.is(unknown.exitCode, 0);
    assert.match(unknown.stderr, /No partition has month="2024-11"/);
    const wrong = await runSp(['run', '-s', 'month_totals', '--partition', 'mnth=1'], { cwd: project.root });
    assert.is(wrong.exitCode, 2);
    assert.match(wrong.stderr, /did you mean "month"/);
  }));

test('a change of materialization replaces the old object', () =>
  withProject({}, async (project) => {
    await runSp(['build'], { cwd: project.root });
    project.write(
      'models/staging/stg_orders.sql',
      `---\nmaterialized: table\n---\n${shopProject['models/staging/stg_orders.sql'] ?? ''}`,
    );
    assert.is((await runSp(['build'], { cwd: project.root })).exitCode, 0);
    assert.equal(await queryFile(warehouse(project), "select type from sqlite_master where name = 'stg_orders'"), [
      ['table'],
    ]);
  }));

test('show prints rows on stdout in each form', () =>
  withProject({}, async (project) => {
    await runSp(['build'], { cwd: project.root });
    const show = async (...argv: string[]): Promise<string> => {
      const { exitCode, stdout, stderr } = await runSp(['show', ...argv], { cwd: project.root });
      assert.is(exitCode, 0, stderr);
      return stdout;
    };
    assert.is(
      await show('-s', 'month_totals', '--output', 'csv'),
      'month,orders,total\r\n2024-09,2,24.9\r\n2024-10,2,107.5\r\n',
    );
    const rows: unknown = JSON.parse(
      await show('--inline', 'select id, name from {{ref "customers"}} where id = 3', '--output', 'json'),
    );
    assert.equal(rows, [{ id: 3, name: 'Édith' }]);
  }));

test('a test of what was never built says what to do', () =>
  withProject({}, async (project) => {
    const { exitCode, stderr } = await runSp(['test', '-s', 'totals_add_up'], { cwd: project.root });
    assert.is(exitCode, 1);
    assert.match(stderr, 'no such table: customer_totals');
    assert.match(stderr, 'Nothing of that name is in the warehouse. If it is a model or a seed, build it first');
  }));

test('ls, compile and test do what they say', () =>
  withProject({}, async (project) => {
    const listed = await runSp(['ls', '-s', 'tag:staging'], { cwd: project.root });
    assert.is(listed.stdout, 'shop.staging.big_orders\nshop.staging.stg_orders\n');
    const compiled = await runSp(['compile', '-s', 'big_spenders'], { cwd: project.root });
    assert.is(
      compiled.stdout,
      'with "__sp__cte__big_orders" as (\nselect * from "stg_orders" where amount >= 7\n)\nselect distinct customer_id from "__sp__cte__big_orders"\n',
    );
    assert.not.ok(existsSync(warehouse(project)));
    await runSp(['build'], { cwd: project.root });
    const tested = await runSp(['test'], { cwd: project.root });
    assert.is(tested.exitCode, 0);
    assert.match(withoutTimes(tested.stderr), /7 passed/);
    const partitions = await runSp(['ls', '-s', 'month_totals', '--output', 'partitions'], { cwd: project.root });
    assert.is(partitions.stdout, 'month_totals  month="2024-09"  1 row\nmonth_totals  month="2024-10"  1 row\n');
    const paths = await runSp(['ls', '-s', 'customer_totals', '--output', 'path'], { cwd: project.root });
    assert.is(paths.stdout, 'models/marts/customer_totals.sql\nmodels/schema.yml\ntests/totals_add_up.sql\n');
  }));

test('clean removes what sp made and nothing else', () =>
  withProject({}, async (project) => {
    await runSp(['build'], { cwd: project.root });
    project.write('target/mine.txt', 'mine');
    assert.is((await runSp(['clean'], { cwd: project.root })).exitCode, 0);
    assert.not.ok(existsSync(warehouse(project)));
    assert.not.ok(existsSync(join(project.root, 'target/manifest.json')));
    assert.ok(statSync(join(project.root, 'target/mine.txt')).isFile());
  }));

test.run();
