// sp explain says why, sp verify looks whether it is true.

import { existsSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { runSp } from '../run-sp.js';

import { EditableShop, inShop } from './editable-shop.js';

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
  const shop = new EditableShop();
  try {
    const { exitCode, stderr } = await shop.run('verify');
    assert.is(exitCode, 2);
    assert.match(stderr, 'error SP3022: Nothing to verify: the target has no file yet');
  } finally {
    rmSync(shop.project.root, { recursive: true });
  }
});

test.run();
