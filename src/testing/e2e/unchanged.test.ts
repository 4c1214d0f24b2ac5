// What a second build does: nothing, or as little as the changes ask for, and why.

import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../fixtures/shop-project.js';
import { queryFile } from '../query-file.js';
import { runSp, type SpRun } from '../run-sp.js';
import { sql } from '../sqlite-warehouse.js';
import { createTempProject, type TempProject } from '../temp-project.js';

class Shop {
  readonly project: TempProject;
  readonly #files: Record<string, string>;

  constructor(files: Readonly<Record<string, string>> = {}) {
    this.#files = { ...shopProject, ...files };
    this.project = createTempProject(this.#files);
  }

  get file(): string {
    return join(this.project.root, 'target/shop.sqlite');
  }

  run(...argv: readonly string[]): Promise<SpRun> {
    return runSp(argv, { cwd: this.project.root });
  }

  async build(...flags: readonly string[]): Promise<SpRun> {
    const result = await this.run('build', ...flags);
    assert.is(result.exitCode, 0, result.stderr);
    return result;
  }

  /** Replaces text in one of the files. */
  edit(path: string, from: string, to: string): void {
    const text = this.#files[path] ?? '';
    assert.ok(text.includes(from), `${path} has no ${from}`);
    this.#files[path] = text.replace(from, to);
    this.project.write(path, this.#files[path] ?? '');
  }

  /** Names of what the last run ran, tests included, and with how many partitions. */
  ran(): readonly string[] {
    const results = this.#read('run_results.json') as {
      results: { unique_id: string; status: string; message: string | null }[];
    };
    const partitions = (this.#read('sp.json') as { partitions: Record<string, { key: unknown; status: string }[]> })
      .partitions;
    return results.results
      .filter(({ status, message }) => status !== 'reused' && status !== 'skipped' && message !== 'unchanged')
      .map(({ unique_id: id }) => {
        const keys = (partitions[id] ?? []).filter(({ status }) => status === 'success').map(({ key }) => String(key));
        return `${id.split('.')[2] ?? id}${keys.length === 0 ? '' : ` ${keys.join(' ')}`}`;
      })
      .sort();
  }

  /** As another program writes to the file. */
  write(statement: string): void {
    const database = new sql.Database(readFileSync(this.file));
    database.run(statement);
    // As SQLite leaves it in a file: the change counter goes up.
    const bytes = database.export();
    new DataView(bytes.buffer).setUint32(24, 1000);
    new DataView(bytes.buffer).setUint32(92, 1000);
    writeFileSync(this.file, bytes);
  }

  #read(path: string): unknown {
    return JSON.parse(readFileSync(join(this.project.root, 'target', path), 'utf8'));
  }
}

async function inShop(
  body: (shop: Shop) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const shop = new Shop(files);
  try {
    await shop.build();
    await body(shop);
  } finally {
    shop.project.cleanup();
  }
}

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

test('explain names files, vars, macros, configs and inputs, and what stays the same', () =>
  inShop(async (shop) => {
    const explain = async (...names: readonly string[]): Promise<string> =>
      (await shop.run('explain', ...names)).stdout;
    assert.is(
      await explain('customer_totals'),
      'customer_totals (table) is unchanged and would not run:\n  same SQL\n  same config\n  same content of customers, stg_orders\n',
    );
    shop.edit('project.yml', 'currency: EUR', 'currency: NOK');
    shop.edit('macros/money.sql', 'round({{value}}', 'round(0 + {{value}}');
    shop.edit('models/marts/customer_totals.sql', 'group by c.id, c.name', 'group by c.name, c.id');
    assert.is(
      await explain('customer_totals'),
      'customer_totals (table) would run:\n  its SQL changed: models/marts/customer_totals.sql, macro rounded, var currency ("EUR" → "NOK")\n',
    );
    shop.edit('seeds/orders.csv', '100.00', '100.01');
    shop.edit('models/marts/big_spenders.sql', 'select', '---\nmaterialized: view\n---\nselect');
    const text = await explain('orders', 'big_spenders');
    assert.match(text, 'orders (seed) would run:\n  file seeds/orders.csv changed\n');
    assert.match(text, 'big_spenders (view) would run:\n  config materialized changed ("table" → "view")');
    assert.match(
      await explain('month_totals'),
      'month_totals (partitioned) would run:\n  its SQL changed: macro rounded\n',
    );
    await shop.build();
    shop.edit('seeds/orders.csv', '100.01', '99.00');
    assert.is(
      await explain('month_totals'),
      'month_totals (partitioned) would run:\n  stg_orders runs first, because of orders: file seeds/orders.csv changed; if its content stays the same, this node does not run\n',
    );
    await shop.build('--select', 'orders', 'stg_orders');
    assert.match(
      await explain('month_totals'),
      'month_totals (partitioned) would run:\n  stg_orders changed\n  1 of 2 partitions would be evaluated:\n    "2024-10": its rows of stg_orders changed\n',
    );
    const json = JSON.parse(await explain('month_totals', '--json')) as Record<string, unknown>;
    assert.is(json['would_run'], true);
    assert.equal(json['partitions'], [
      { key: '2024-09', would_run: false, reasons: [] },
      {
        key: '2024-10',
        would_run: true,
        reasons: [
          {
            kind: 'changed',
            subject: 'input.model.shop.stg_orders month',
            text: 'its rows of stg_orders changed',
          },
        ],
      },
    ]);
  }));

test('explain says what a code means, and knows no others', async () => {
  const { stdout, exitCode } = await runSp(['explain', 'sp3020'], { cwd: '/' });
  assert.is(exitCode, 0);
  assert.match(stdout, /^SP3020: a relation was not built yet\n\n/);
  const unknown = await runSp(['explain', 'SP3000'], { cwd: '/' });
  assert.is(unknown.exitCode, 2);
  assert.match(unknown.stderr, 'error SP4039: no message of sp has the code SP3000');
  const none = await runSp(['explain'], { cwd: '/' });
  assert.is(none.exitCode, 2);
  assert.match(none.stderr, 'error SP9210: `sp explain` needs NODE|CODE');
});

test('verify finds rows that nobody noticed, and leaves no trace', () =>
  inShop(async (shop) => {
    const { exitCode, stdout } = await shop.run('verify');
    assert.is(exitCode, 0, stdout);
    assert.is(stdout, '6 relations built aside: 6 equal, 0 different\n');
    // A change that leaves the file's marks as they were.
    const marks = statSync(shop.file);
    const counter = readFileSync(shop.file).readUInt32BE(24);
    shop.write('update customer_totals set total = 0 where customer_id = 1');
    const bytes = readFileSync(shop.file);
    bytes.writeUInt32BE(counter, 24);
    bytes.writeUInt32BE(counter, 92);
    writeFileSync(shop.file, bytes);
    utimesSync(shop.file, marks.mtime, marks.mtime);
    await shop.build();
    const found = await shop.run('verify', '--json');
    assert.is(found.exitCode, 1);
    const { nodes } = JSON.parse(found.stdout) as { nodes: { name: string; status: string; sample: unknown[] }[] };
    const different = nodes.filter(({ status }) => status !== 'equal');
    assert.equal(
      different.map(({ name, status }) => [name, status]),
      [['customer_totals', 'different']],
    );
    assert.equal(different[0]?.sample, [{ row: 'customer_id=1', column: 'total', published: 0, rebuilt: 24.9 }]);
    assert.not.ok(existsSync(`${shop.file}.sp-verify-${process.pid}`));
  }));

test('verify needs something that is built', async () => {
  const shop = new Shop();
  try {
    const { exitCode, stderr } = await shop.run('verify');
    assert.is(exitCode, 2);
    assert.match(stderr, 'error SP3022: Nothing to verify: the target has no file yet');
  } finally {
    rmSync(shop.project.root, { recursive: true });
  }
});

test.run();
