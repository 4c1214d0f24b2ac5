// What a second build does: nothing, or as little as the changes ask for, and why.

import { statSync, utimesSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { queryFile } from '../query-file.js';

import { inShop } from './editable-shop.js';

test('a second build runs nothing, writes nothing to the warehouse and says so', () =>
  inShop(async (shop) => {
    const before = statSync(shop.file, { bigint: true });
    const { stderr } = await shop.build();
    assert.equal(shop.ran(), []);
    const after = statSync(shop.file, { bigint: true });
    assert.equal([after.ino, after.mtimeNs], [before.ino, before.mtimeNs]);
    assert.match(stderr, /· table +customer_totals +unchanged/);
    assert.match(stderr, /7 passed · 6 unchanged/);
    assert.not.match(stderr, /wrote/);
  }));

test('rows of one month run that month, and everything that they reach', () =>
  inShop(async (shop) => {
    shop.edit('seeds/orders.csv', '12,2,7.50', '12,2,8.50');
    await shop.build();
    const nodes = shop
      .ran()
      .filter(
        (name) => !/_|^totals/.test(name) || /^(stg_orders|month_totals|customer_totals|big_spenders)/.test(name),
      );
    assert.equal(nodes, ['big_spenders', 'customer_totals', 'month_totals 2024-10', 'orders', 'stg_orders']);
    assert.equal(await queryFile(shop.file, 'select * from month_totals order by month'), [
      ['2024-09', 2, 24.9],
      ['2024-10', 2, 108.5],
    ]);
  }));

test('what depends on a node that is made anew with the same content does not run', () =>
  inShop(
    async (shop) => {
      shop.edit(
        'models/marts/big_spenders.sql',
        'from {{ref "big_orders"}}',
        'from {{ref "big_orders"}} where customer_id > 0',
      );
      await shop.build();
      assert.equal(shop.ran(), ['big_spenders']);
    },
    { 'models/marts/spenders.sql': 'select count(*) as n from {{ref "big_spenders"}}\n' },
  ));

test('comments, white space, tags and descriptions run nothing; a view keeps its text', () =>
  inShop(async (shop) => {
    shop.edit('models/marts/customer_totals.sql', 'join', '-- with their orders\n  join');
    shop.edit('models/schema.yml', 'What each customer spent.', 'Sums by customer.');
    shop.edit('project.yml', '+tags: [staging]', '+tags: [staged, views]');
    await shop.build();
    assert.equal(shop.ran(), []);
    shop.edit('models/staging/stg_orders.sql', 'from', '/* all */ from');
    await shop.build();
    assert.equal(shop.ran(), ['stg_orders']);
  }));

test('a var, a macro and a config run the models that use them', () =>
  inShop(async (shop) => {
    const models = (): readonly string[] =>
      shop
        .ran()
        .filter((name) => /totals(?! )|month_totals/.test(name) && !/^(accepted|not_null|unique|relation)/.test(name));
    shop.edit('project.yml', 'currency: EUR', 'currency: NOK');
    await shop.build();
    assert.equal(models(), ['customer_totals', 'totals_add_up']);
    shop.edit('macros/money.sql', 'digits=2', 'digits=1');
    await shop.build();
    // Their rows stay the same: what tests them has nothing to look at.
    assert.equal(models(), ['customer_totals', 'month_totals 2024-09 2024-10']);
    shop.edit('models/marts/big_spenders.sql', 'select', '---\nindexes: [{ columns: [customer_id] }]\n---\nselect');
    await shop.build();
    assert.equal(shop.ran(), ['big_spenders']);
  }));

test('--force and --full-refresh run everything', () =>
  inShop(async (shop) => {
    await shop.build('--force');
    assert.is(shop.ran().length, 13);
    await shop.build('--full-refresh');
    assert.is(shop.ran().length, 13);
    await shop.build();
    assert.equal(shop.ran(), []);
  }));

test('a failed test runs again until it passes, and so does its node', () =>
  inShop(async (shop) => {
    shop.edit('seeds/customers.csv', 'Oslo', 'Bergen');
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const { exitCode, stderr } = await shop.run('build');
      assert.is(exitCode, 1);
      assert.match(stderr, /customer_totals.*not published: 1 test failed/);
    }
    shop.edit('seeds/customers.csv', 'Bergen', 'Oslo');
    await shop.build();
    assert.ok(shop.ran().includes('customer_totals'));
    await shop.build();
    assert.equal(shop.ran(), []);
  }));

test('a new test that fails on unchanged rows holds back what is below', () =>
  inShop(
    async (shop) => {
      shop.project.write('tests/no_paris.sql', 'select * from {{ref "customer_totals"}} where city = \'Paris\'\n');
      const { exitCode, stderr } = await shop.run('build');
      assert.is(exitCode, 1);
      assert.match(stderr, /customer_totals.*unchanged, but 1 test failed/);
      assert.match(stderr, /skip +2 nodes below customer_totals/, stderr);
    },
    { 'models/marts/cities.sql': 'select distinct city from {{ref "customer_totals"}}\n' },
  ));

test('SQL that is not known to be deterministic runs every time', () =>
  inShop(
    async (shop) => {
      await shop.build();
      assert.equal(shop.ran(), ['clock', 'lottery']);
      const { stdout } = await shop.run('explain', 'lottery');
      assert.is(
        stdout,
        'lottery (table) would run:\n  it always runs, because its SQL is not known to be deterministic: random()\n',
      );
    },
    {
      'models/marts/lottery.sql': 'select random() as n\n',
      'models/marts/clock.sql': '---\nmaterialized: table\n---\nselect {{current_timestamp}} as now\n',
    },
  ));

test('rows, views and tables that another program changed are put right, the rest stays', () =>
  inShop(async (shop) => {
    shop.write('update customer_totals set total = 0 where customer_id = 1');
    await shop.build();
    const tables = shop
      .ran()
      .filter((name) => ['customers', 'orders', 'customer_totals', 'big_spenders'].includes(name));
    assert.equal(tables, ['customer_totals']);
    assert.equal(await queryFile(shop.file, 'select total from customer_totals where customer_id = 1'), [[24.9]]);
    await shop.build();
    assert.equal(shop.ran(), []);
    shop.write('drop view stg_orders');
    shop.write("create view stg_orders as select 1 as order_id, 1 as customer_id, 1.0 as amount, '2024-09' as month");
    await shop.build();
    assert.equal(await queryFile(shop.file, 'select count(*) from stg_orders'), [[4]]);
    shop.write('drop table big_spenders');
    await shop.build();
    assert.ok(shop.ran().includes('big_spenders'));
    assert.not.ok(shop.ran().includes('customer_totals'));
  }));

test('after a write of others, only what a run has looked at is relied on later', () =>
  inShop(async (shop) => {
    shop.write('update big_spenders set customer_id = 7');
    await shop.build('--select', 'customers');
    await shop.build();
    assert.ok(shop.ran().includes('big_spenders'));
    assert.equal(await queryFile(shop.file, 'select customer_id from big_spenders order by 1'), [[1], [2], [3]]);
  }));

test('a copy of the file is as good as the file once it was compared', () =>
  inShop(async (shop) => {
    const later = new Date(statSync(shop.file).mtimeMs + 5000);
    utimesSync(shop.file, later, later);
    await shop.build();
    const ran = shop.ran();
    assert.equal(
      ran.filter((name) => ['customers', 'customer_totals', 'month_totals'].includes(name)),
      [],
    );
    await shop.build();
    assert.equal(shop.ran(), []);
  }));

test('state that is damaged, missing or of another version means build, and nothing worse', () =>
  inShop(async (shop) => {
    const damages = [
      'drop table _sp_nodes',
      "update _sp_nodes set value = 'nonsense'",
      'update _sp_file set format = 999',
      'drop table _sp_file',
      'update _sp_nodes set value = null where 0; drop table _sp_nodes; create table _sp_nodes (x)',
      "update _sp_partitions set value = '{}'",
      "update _sp_nodes set value = json_set(value, '$.ingredients.engine', 'sqlite 0')",
      'drop table _sp_nodes; drop table _sp_partitions; drop table _sp_runs; drop table _sp_file',
    ];
    for (const damage of damages) {
      shop.write(damage);
      const { stderr } = await shop.build();
      assert.ok(shop.ran().length > 0, `${damage}\n${stderr}`);
      await shop.build();
      assert.equal(shop.ran(), [], damage);
    }
  }));

test('a source is looked at: another row in it runs what reads it', () =>
  inShop(async (shop) => {
    shop.write("create table raw_visits as select 1 as customer_id, '2024-09-01' as visited_on");
    shop.project.write('models/sources.yml', 'sources:\n  - name: web\n    tables: [{ name: raw_visits }]\n');
    const model = '---\nmaterialized: table\n---\nselect count(*) as n from {{source "web" "raw_visits"}}\n';
    shop.project.write('models/visits.sql', model);
    await shop.build();
    await shop.build();
    assert.equal(shop.ran(), []);
    shop.write("insert into raw_visits values (2, '2024-09-02')");
    await shop.build('--select', 'visits', 'customers');
    assert.equal(shop.ran(), ['visits']);
    assert.equal(await queryFile(shop.file, 'select n from visits'), [[2]]);
  }));

test.run();
