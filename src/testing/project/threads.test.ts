// Results never depend on `threads`: the same relations, declared alike, with the same rows in the same order.

import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createBundledProject } from './bundled-project.js';
import type { Warehouse } from './warehouse.js';

const project = createBundledProject({ students: 300 });
const warehouses = new Map<number, Warehouse>();
test.after(() => {
  for (const warehouse of warehouses.values()) warehouse.close();
  project.cleanup();
});

async function build(threads: number): Promise<Warehouse> {
  const warehouse = warehouses.get(threads) ?? (await project.build({ name: `threads${threads}`, threads }));
  warehouses.set(threads, warehouse);
  return warehouse;
}

const schemaOf = (warehouse: Warehouse): readonly string[] =>
  warehouse
    .rows("select type, name, tbl_name, sql from sqlite_master where name not like 'sqlite\\_%' escape '\\'")
    .map((row) => JSON.stringify(row))
    .sort();

/** Without state of a run: times and ids. */
const dataOf = (warehouse: Warehouse): readonly string[] =>
  warehouse.relations().filter((name) => !name.startsWith('_sp_'));

for (const threads of [2, 4]) {
  test(`${threads} threads give the tables of one thread, row by row`, async () => {
    const single = await build(1);
    const several = await build(threads);
    assert.equal(schemaOf(several), schemaOf(single));
    assert.ok(dataOf(single).length > 40, `only ${dataOf(single).length} relations`);
    for (const name of dataOf(single)) {
      const expected = single.rows(`select * from "${name}"`);
      const actual = several.rows(`select * from "${name}"`);
      assert.is(actual.length, expected.length, name);
      const at = expected.findIndex((row, index) => JSON.stringify(row) !== JSON.stringify(actual[index]));
      assert.ok(
        at < 0,
        `${name}, row ${at + 1}:\n${JSON.stringify(actual[at])} instead of\n${JSON.stringify(expected[at])}`,
      );
    }
  });
}

test('a second build of unchanged input gives the same tables again', async () => {
  const first = await build(1);
  const tables = new Map(dataOf(first).map((name) => [name, JSON.stringify(first.rows(`select * from "${name}"`))]));
  const again = await project.build({ name: 'threads1', threads: 2 });
  try {
    for (const [name, rows] of tables) assert.ok(JSON.stringify(again.rows(`select * from "${name}"`)) === rows, name);
  } finally {
    again.close();
  }
});

test.run();
