// What `sp ls` prints, for people and for programs.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { shopProject } from '../testing/fixtures/shop-project.js';
import { runSp } from '../testing/run-sp.js';
import { createTempProject } from '../testing/temp-project.js';

async function inShop(
  use: (sp: (...argv: readonly string[]) => ReturnType<typeof runSp>) => Promise<void>,
  files: Readonly<Record<string, string>> = {},
): Promise<void> {
  const project = createTempProject({ ...shopProject, ...files });
  try {
    await use((...argv) => runSp(argv, { cwd: project.root }));
  } finally {
    project.cleanup();
  }
}

test('selectors, names and paths, one a line and sorted; a file stands there once', () =>
  inShop(async (sp) => {
    const selectors = await sp('ls', '-s', 'stg_orders+1', '--resource-type', 'model');
    assert.is(
      selectors.stdout,
      'shop.marts.customer_totals\nshop.marts.month_totals\nshop.staging.big_orders\nshop.staging.stg_orders\n',
    );
    const names = await sp('ls', '-s', 'customer_totals', '--output', 'name');
    assert.equal(names.stdout.split('\n').slice(0, 2), [
      'accepted_values_customer_totals_city__Paris__Oslo',
      'customer_totals',
    ]);
    const paths = await sp('ls', '-s', 'customer_totals', '--output', 'path', '--indirect-selection', 'cautious');
    assert.is(paths.stdout, 'models/marts/customer_totals.sql\nmodels/schema.yml\n');
  }));

test('every selector that is printed selects that node alone', () =>
  inShop(async (sp) => {
    const { stdout } = await sp('ls');
    const lines = stdout.trimEnd().split('\n');
    assert.is(lines.length, 14);
    for (const line of lines)
      assert.is((await sp('ls', '-s', line, '--indirect-selection', 'empty')).stdout, `${line}\n`);
  }));

test("JSON has dbt's keys, or those that were asked for, nested ones with a dot", () =>
  inShop(async (sp) => {
    const { stdout } = await sp('ls', '-s', 'stg_orders', '--output', 'json', '--indirect-selection', 'empty');
    assert.equal(JSON.parse(stdout), {
      alias: 'stg_orders',
      name: 'stg_orders',
      package_name: 'shop',
      depends_on: { nodes: ['seed.shop.orders'], macros: [] },
      direct_parents: ['seed.shop.orders'],
      tags: ['staging'],
      config: { enabled: true, materialized: 'view', tags: ['staging'], meta: {} },
      resource_type: 'model',
      original_file_path: 'models/staging/stg_orders.sql',
      unique_id: 'model.shop.stg_orders',
    });
    const asked = await sp('ls', '-s', 'orders', '--output', 'json', '--output-keys', 'name config.materialized nope');
    assert.is(asked.stdout, '{"name":"orders","config.materialized":"seed"}\n');
  }));

test('partitions: keys of the inputs once they are there, with the published rows', () =>
  inShop(async (sp) => {
    const list = async (...more: readonly string[]) => (await sp('ls', '--output', 'partitions', ...more)).stdout;
    assert.is(await list(), '');
    await sp('build', '--select', '+stg_orders');
    assert.is(await list(), 'month_totals  month="2024-09"  not built\nmonth_totals  month="2024-10"  not built\n');
    await sp('build', '--select', 'month_totals', '--partition', 'month=2024-09');
    assert.is(await list(), 'month_totals  month="2024-09"  1 row\nmonth_totals  month="2024-10"  not built\n');
    assert.is(
      await list('--json'),
      `{"model":"month_totals","column":"month","key":"2024-09","rows":1}
{"model":"month_totals","column":"month","key":"2024-10","rows":null}
`,
    );
  }));

const listed = (partitions: string): Readonly<Record<string, string>> => ({
  'models/marts/listed.sql': `---
materialized: partitioned
partition_by: k
partitions: ${partitions}
---
select {{partition_key}} as k
`,
});

test('partitions: the NULL key is apart from the empty text', () =>
  inShop(async (sp) => {
    await sp('build', '--select', 'listed');
    const { stdout } = await sp('ls', '-s', 'listed', '--output', 'partitions');
    assert.is(stdout, 'listed  k=  1 row\nlisted  k=""  1 row\nlisted  k="a"  1 row\n');
  }, listed('[a, "", null]')));

test('partitions: keys that cannot be listed are an error at partitions:, not a bug', () =>
  inShop(async (sp) => {
    const engine = await sp('ls', '-s', 'listed', '--output', 'partitions');
    assert.is(engine.exitCode, 1);
    assert.match(engine.stderr, /error SP3001: no such column: nope\n *╭─ models\/marts\/listed.sql:4:1/);
  }, listed('"select nope"')));

test('partitions: a model that cannot be compiled is an error', () =>
  inShop(async (sp) => {
    const { exitCode, stderr } = await sp('ls', '-s', 'listed', '--output', 'partitions');
    assert.is(exitCode, 2);
    assert.match(stderr, 'SP3003: This must be one SELECT, but it starts with "drop"');
  }, listed('"drop table x"')));

test('nothing selected warns, and with --warn-error fails', () =>
  inShop(async (sp) => {
    const { exitCode, stdout, stderr } = await sp('ls', '-s', 'stg_order');
    assert.equal([exitCode, stdout], [0, '']);
    assert.match(stderr, 'stg_orders');
    assert.is((await sp('ls', '-s', 'stg_order', '--warn-error')).exitCode, 1);
  }));

test('an exposure has nothing to show', () =>
  inShop(
    async (sp) => {
      const { exitCode, stderr } = await sp('show', '-s', 'exposure:board');
      assert.is(exitCode, 2);
      assert.match(stderr, 'SP4035: sp show prints one node, but 0 are selected');
    },
    { 'models/e.yml': 'exposures: [{name: board, type: dashboard, owner: {name: me}}]' },
  ));

test.run();
