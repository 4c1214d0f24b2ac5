// Rows and errors, tasks side by side.

import * as assert from 'uvu/assert';
import { engineError, pointedAt, type ContractTests } from './session-driver.js';

export const queriesContract: ContractTests = {
  'an error names what is wrong, where, and what was meant': async (driver) => {
    await driver.table('orders', 'select 1 as id, 2 as amount');
    const error = await engineError(driver.query('select id,\n  amont from orders', ['orders']));
    assert.match(error.message, 'amont');
    assert.is(pointedAt(error), 'amont');
    assert.match(error.hint ?? '', 'did you mean "amount"?');
    const syntax = await engineError(driver.stageTable('t', 'select id form orders where', ['orders']));
    assert.ok(syntax.offset !== undefined);
  },

  'two output columns of one name are refused': async (driver) => {
    assert.match((await engineError(driver.stageTable('t', 'select 1 as a, 2 as A'))).message, /"a"/i);
    assert.match((await engineError(driver.stageView('v', 'select 1 as a, 2 as a'))).message, '"a"');
  },

  'rows come back without loss': async (driver) => {
    const { columns, rows } = await driver.query(
      `select 9007199254740993 as big, 5 as small, 1.5 as x, 'ü''"' as t, null as n union all select 1, 2, 3.25, '', 'y' order by 2 desc`,
    );
    assert.equal(columns, ['big', 'small', 'x', 't', 'n']);
    assert.equal(rows, [
      [9007199254740993n, 5, 1.5, `ü'"`, null],
      [1, 2, 3.25, '', 'y'],
    ]);
  },

  'a query returns no more rows than asked for': async (driver) => {
    const { rows } = await driver.session.query({ sql: driver.sql.numbers(1000), reads: [], limit: 3 });
    assert.is(rows.length, 3);
  },

  'a cancelled task ends soon, and the session goes on': async (driver) => {
    const controller = new AbortController();
    const startedAt = Date.now();
    const running = driver.stageTable('t', driver.sql.slowSelect, [], controller.signal);
    setTimeout(() => controller.abort(), 100);
    try {
      await running;
      assert.unreachable();
    } catch (error) {
      assert.is(error, controller.signal.reason);
    }
    assert.ok(Date.now() - startedAt < 5000);
    assert.equal(await driver.rows('select 1'), [[1]]);
  },

  'more tasks than slots all come to an end': async (driver) => {
    const names = Array.from({ length: 9 }, (_, index) => `t${index}`);
    await Promise.all(names.map((name, index) => driver.table(name, `select ${index} as v`)));
    const sum = names.map((name) => `(select v from ${name})`).join(' + ');
    assert.equal(await driver.rows(`select ${sum}`, names), [[36]]);
  },
};
