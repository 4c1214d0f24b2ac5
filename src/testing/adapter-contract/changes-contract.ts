// Changing a published table by rows that were staged before: incremental models and snapshots.

import * as assert from 'uvu/assert';
import type { Staged } from '../../adapters/adapter.js';
import { engineError, type ContractTests, type SessionDriver } from './session-driver.js';

/** A table `m (k, v)` with k = 1…3, and rows `[k, v]` staged beside it as `m__sp_batch`. */
async function stageBatch(driver: SessionDriver, rows: readonly (readonly [number, string])[]): Promise<Staged> {
  await driver.table('m', "select 1 as k, 'a' as v union all select 2, 'b' union all select 3, 'c'");
  const select = rows.map(([k, v]) => `select ${k} as k, '${v}' as v`).join(' union all ');
  return driver.stageTable('m__sp_batch', select);
}

interface ChangeText {
  readonly apply: readonly string[];
  readonly preview: string;
}

/** Replace rows by key, in the words that every engine understands. */
function replaceByKey(driver: SessionDriver): ChangeText {
  const { dialect } = driver.session;
  const m = dialect.renderRelation(driver.relation('m'));
  const batch = dialect.renderRelation(driver.relation('m__sp_batch'));
  return {
    apply: [
      `delete from ${m} where k in (select k from ${batch} as sp_batch)`,
      `insert into ${m} (k, v) select k, v from ${batch} as sp_batch`,
    ],
    preview:
      `select d.k, d.v from ${m} as d left join (select distinct k, 1 as found from ${batch} as b) as s on d.k = s.k ` +
      `where s.found is null union all select k, v from ${batch} as b`,
  };
}

const all = 'select k, v from m order by k, v';

export const changesContract: ContractTests = {
  'a change is invisible until it is published, and can be read and counted before': async (driver) => {
    const batch = await stageBatch(driver, [
      [2, 'B'],
      [4, 'd'],
    ]);
    const changed = await driver.stageChange('m', [batch], replaceByKey(driver));
    assert.equal(await driver.rows(all, ['m']), [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
    const expected = [
      [1, 'a'],
      [2, 'B'],
      [3, 'c'],
      [4, 'd'],
    ];
    assert.equal(await driver.rows(all, ['m'], [changed]), expected);
    await driver.publish(changed);
    assert.equal(await driver.rows(all, ['m']), expected);
    assert.equal(await driver.relations(), ['table m']);
  },

  'what reads the table through a view sees the change, staged and published': async (driver) => {
    const batch = await stageBatch(driver, [[3, 'C']]);
    await driver.view('w', 'select max(v) as top, count(*) as n from m', ['m']);
    const changed = await driver.stageChange('m', [batch], replaceByKey(driver));
    await driver.publish(changed);
    assert.equal(await driver.rows('select n from w', ['w']), [[3]]);
    assert.equal(await driver.rows("select count(*) from m where v = 'C'", ['m']), [[1]]);
  },

  'a discarded change leaves everything as it was, and its inputs go with it': async (driver) => {
    const batch = await stageBatch(driver, [[1, 'A']]);
    const changed = await driver.stageChange('m', [batch], replaceByKey(driver));
    await driver.session.discard(changed);
    assert.equal(await driver.rows('select v from m where k = 1', ['m']), [['a']]);
    assert.equal(await driver.relations(), ['table m']);
  },

  'staged inputs are read by their names, with their columns': async (driver) => {
    const batch = await stageBatch(driver, [
      [1, 'x'],
      [1, 'y'],
    ]);
    assert.equal(
      batch.columns.map(({ name }) => name),
      ['k', 'v'],
    );
    assert.is(batch.rows, 2);
    const text = driver.session.dialect.renderRelation(driver.relation('m__sp_batch'));
    const sql = `select k, count(*) as n from ${text} group by k having count(*) > 1`;
    assert.equal(await driver.rows(sql, ['m__sp_batch'], [batch]), [[1, 2]]);
    await driver.session.discard(batch);
    assert.equal(await driver.relations(), ['table m']);
  },

  'columns can come and go with a change': async (driver) => {
    await driver.table('m', "select 1 as k, 'a' as v, 'old' as w");
    const batch = await driver.stageTable('m__sp_batch', "select 2 as k, 'b' as v, 5 as x");
    const { dialect } = driver.session;
    const relation = driver.relation('m');
    const m = dialect.renderRelation(relation);
    const from = dialect.renderRelation(driver.relation('m__sp_batch'));
    const type = batch.columns.find(({ name }) => name === 'x')?.type ?? '';
    const changed = await driver.stageChange('m', [batch], {
      apply: [
        dialect.addColumn(relation, { name: 'x', type }),
        dialect.dropColumn(relation, 'w'),
        `insert into ${m} (k, v, x) select k, v, x from ${from} as sp_batch`,
      ],
      preview:
        `select k, v, cast(null as ${type === '' ? 'integer' : type}) as x from ${m} as d ` +
        `union all select k, v, x from ${from} as b`,
    });
    const expected = [
      [1, 'a', null],
      [2, 'b', 5],
    ];
    assert.equal(await driver.rows('select k, v, x from m order by k', ['m'], [changed]), expected);
    await driver.publish(changed);
    assert.equal((await driver.query('select * from m order by k', ['m'])).columns, ['k', 'v', 'x']);
    assert.equal(await driver.rows('select k, v, x from m order by k', ['m']), expected);
  },

  'a change that the engine refuses leaves the table as it was': async (driver) => {
    const batch = await stageBatch(driver, [[2, 'B']]);
    const { apply, preview } = replaceByKey(driver);
    const broken = async (): Promise<void> => {
      const changed = await driver.stageChange('m', [batch], {
        apply: [...apply, apply[1]?.replace('(k, v)', '(k, nope)') ?? ''],
        preview: preview.replace('d.v', 'd.nope'),
      });
      await driver.publish(changed);
    };
    assert.match((await engineError(broken())).message, /nope/);
    assert.equal(await driver.rows(all, ['m']), [
      [1, 'a'],
      [2, 'b'],
      [3, 'c'],
    ]);
  },

  'several inputs make one change, larger tables included': async (driver) => {
    await driver.table('m', driver.sql.numbers(1000));
    const first = await driver.stageTable('m__sp_batch_1', 'select i + 1000 as i, k from m', ['m']);
    const second = await driver.stageTable('m__sp_batch_2', 'select i + 2000 as i, k from m where k = 0', ['m']);
    const text = (name: string): string => driver.session.dialect.renderRelation(driver.relation(name));
    const selects = ['m__sp_batch_1', 'm__sp_batch_2'].map((name) => `select i, k from ${text(name)} as b`);
    const changed = await driver.stageChange('m', [first, second], {
      apply: selects.map((select) => `insert into ${text('m')} (i, k) ${select}`),
      preview: `select i, k from ${text('m')} as d union all ${selects.join(' union all ')}`,
    });
    await driver.publish(changed);
    assert.equal(await driver.rows('select count(*), max(i), count(distinct i) from m', ['m']), [[2333, 2999, 2333]]);
  },

  'a table can be built of staged ones, which go with it': async (driver) => {
    const first = await driver.stageTable('m__sp_batch_1', "select 1 as k, 'a' as v");
    const second = await driver.stageTable('m__sp_batch_2', "select 2 as k, 'b' as v");
    const text = (name: string): string => driver.session.dialect.renderRelation(driver.relation(name));
    const select = `select k, v from ${text('m__sp_batch_1')} as b union all select k, v from ${text('m__sp_batch_2')} as b`;
    const staged = await driver.stageTable('m', select, [], undefined, [first, second]);
    assert.equal(await driver.rows(all, ['m'], [staged]), [
      [1, 'a'],
      [2, 'b'],
    ]);
    await driver.publish(staged);
    assert.equal(await driver.relations(), ['table m']);
    assert.equal(await driver.rows('select count(*) from m', ['m']), [[2]]);
  },
};
