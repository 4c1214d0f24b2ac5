// Partitioned tables.

import * as assert from 'uvu/assert';
import { engineError, type ContractTests } from './session-driver.js';

export const partitionsContract: ContractTests = {
  'partitions are evaluated on their own: one that fails leaves nothing and stops no other': async (driver) => {
    await driver.table('a', driver.sql.numbers(30));
    const select = (key: number): string => `select k, i from a where k = ${key}`;
    const staged = await driver.stagePartitions(
      'p',
      'k',
      [
        [0, select(0)],
        [1, `${select(1)} union all select 1, nope from a`],
        [2, select(2)],
        [7, select(0)],
      ],
      ['a'],
    );
    assert.equal(
      staged.partitions.map(({ key, status }) => [key, status]),
      [
        [0, 'success'],
        [1, 'error'],
        [2, 'success'],
        [7, 'error'],
      ],
    );
    const [, , , stray] = staged.partitions;
    assert.match(stray?.status === 'error' ? stray.error.message : '', /k = 0, not the key/);
    await driver.publishPartitions('p', 'k', [staged]);
    assert.equal(await driver.rows('select k, count(*) from p group by k order by k', ['p']), [
      [0, 10],
      [2, 10],
    ]);
  },

  'publishing partitions replaces theirs, removes others, keeps the rest; NULL is a key': async (driver) => {
    const nothing = `cast(null as ${driver.session.dialect.renderType('text')})`;
    const first = await driver.stagePartitions('p', 'k', [
      ['a', `select 'a' as k, 1 as v`],
      ['b', `select 'b' as k, 2 as v`],
      [null, `select ${nothing} as k, 3 as v`],
    ]);
    await driver.publishPartitions('p', 'k', [first]);
    const second = await driver.stagePartitions('p', 'k', [[null, `select ${nothing} as k, 30 as v`]]);
    const third = await driver.stagePartitions('p', 'k', [['c', `select 'c' as k, 4 as v`]]);
    const sql = 'select k, v from p order by v';
    const expected = [
      ['b', 2],
      ['c', 4],
      [null, 30],
    ];
    assert.equal((await driver.query(sql, ['p'], [second, third], ['a'])).rows, expected);
    assert.equal((await driver.rows(sql, ['p'])).length, 3);
    await driver.publishPartitions('p', 'k', [second, third], ['a']);
    assert.equal(await driver.rows(sql, ['p']), expected);
  },

  'tables made of staged partitions, more of them than slots, all come to an end': async (driver) => {
    const stage = (key: number, value: number) =>
      driver.stagePartitions('p', 'k', [[key, `select ${key} as k, ${value} as v`]]);
    await driver.publishPartitions('p', 'k', [await stage(1, 1), await stage(2, 2)]);
    const over = [await stage(2, 20)];
    const names = ['a', 'b', 'c', 'd', 'e'];
    const tables = await Promise.all(
      names.map((name) => driver.stageTable(name, 'select v from p', ['p'], undefined, [], over)),
    );
    for (const [index, table] of tables.entries()) {
      const name = names[index] ?? '';
      assert.equal(await driver.rows(`select v from ${name} order by v`, [name], [table]), [[1], [20]]);
    }
    for (const staged of [...tables, ...over]) await driver.session.discard(staged);
    assert.equal(await driver.rows('select v from p order by v', ['p']), [[1], [2]]);
  },

  'a partition column that the model does not have is named': async (driver) => {
    const staged = await driver.stagePartitions('p', 'grade', [[1, 'select 1 as grades']]);
    const [outcome] = staged.partitions;
    assert.match(outcome?.status === 'error' ? (outcome.error.hint ?? '') : '', 'did you mean "grades"?');
  },

  'changed columns need all partitions anew': async (driver) => {
    const stage = (key: number, rest: string) =>
      driver.stagePartitions('p', 'k', [[key, `select ${key} as k, ${rest}`]]);
    await driver.publishPartitions('p', 'k', [await stage(1, '1 as v'), await stage(2, '2 as v')]);
    const one = await stage(1, '1 as w');
    assert.match((await engineError(driver.publishPartitions('p', 'k', [one]))).message, 'columns of p changed');
    assert.equal(await driver.rows('select v from p order by v', ['p']), [[1], [2]]);
    await driver.publishPartitions('p', 'k', [one, await stage(2, '2 as w')]);
    assert.equal(await driver.rows('select w from p order by w', ['p']), [[1], [2]]);
  },
};
