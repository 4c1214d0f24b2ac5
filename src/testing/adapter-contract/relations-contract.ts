// Relations: staged, published, replaced, dropped.

import * as assert from 'uvu/assert';
import { engineError, type ContractTests } from './session-driver.js';

export const relationsContract: ContractTests = {
  'a staged table is invisible until it is published': async (driver) => {
    const staged = await driver.stageTable('t', driver.sql.numbers(10));
    assert.is(staged.rows, 10);
    assert.equal(
      staged.columns.map(({ name }) => name),
      ['i', 'k'],
    );
    assert.equal(await driver.relations(), []);
    await engineError(driver.query('select * from t', ['t']));
    assert.equal(await driver.rows('select count(*) from t', ['t'], [staged]), [[10]]);
    await driver.publish(staged);
    assert.equal(await driver.relations(), ['table t']);
    assert.equal(await driver.rows('select count(*) from t', ['t']), [[10]]);
  },

  'a staged version stands in front of the published one, and discarding it leaves that': async (driver) => {
    await driver.table('t', 'select 1 as v');
    const staged = await driver.stageTable('t', 'select 2 as v');
    assert.equal(await driver.rows('select v from t', ['t']), [[1]]);
    assert.equal(await driver.rows('select v from t', ['t'], [staged]), [[2]]);
    await driver.session.discard(staged);
    assert.equal(await driver.rows('select v from t', ['t']), [[1]]);
  },

  'tables read tables and views, also through several views': async (driver) => {
    await driver.table('a', driver.sql.numbers(9));
    await driver.view('b', 'select k, count(*) as n from a group by k', ['a']);
    await driver.view('c', 'select b.k, b.n * 2 as n2 from b', ['b']);
    await driver.table('d', 'select sum(n2) as total from c', ['c']);
    assert.equal(await driver.rows('select total from d', ['d']), [[18]]);
    await driver.table('a', driver.sql.numbers(12));
    assert.equal(await driver.rows('select sum(n2) from c', ['c']), [[24]]);
  },

  'a view is checked before it is published': async (driver) => {
    await driver.table('a', 'select 1 as x');
    const error = await engineError(driver.stageView('v', 'select nope from a', ['a']));
    assert.match(error.message, 'nope');
    assert.equal(await driver.relations(), ['table a']);
    const view = await driver.stageView('v', 'select x, x + 1 as y from a', ['a']);
    assert.equal(
      view.columns.map(({ name }) => name),
      ['x', 'y'],
    );
    assert.equal(await driver.rows('select y from v', ['v'], [view]), [[2]]);
  },

  'a relation can change from table to view and back': async (driver) => {
    await driver.table('a', 'select 1 as x');
    await driver.table('r', 'select x from a', ['a']);
    await driver.view('r', 'select x + 1 as x from a', ['a']);
    assert.equal(await driver.relations(), ['table a', 'view r']);
    assert.equal(await driver.rows('select x from r', ['r']), [[2]]);
    await driver.table('r', 'select 7 as x');
    assert.equal(await driver.relations(), ['table a', 'table r']);
  },

  'a new version of a table may read the old one': async (driver) => {
    await driver.table('t', 'select 1 as v');
    await driver.table('t', 'select v + 1 as v from t', ['t']);
    assert.equal(await driver.rows('select v from t', ['t']), [[2]]);
  },

  'names with capitals, spaces and letters beyond ASCII work': async (driver) => {
    if (!driver.session.dialect.capabilities.anyNames) return;
    const quote = (name: string): string => driver.session.dialect.renderRelation(driver.relation(name));
    await driver.table('Noten übersicht', 'select 1 as x');
    await driver.table('b', `select x from ${quote('Noten übersicht')}`, ['Noten übersicht']);
    assert.equal(await driver.rows(`select * from ${quote('b')}`, ['b']), [[1]]);
  },

  'columns of tables and views can be asked for': async (driver) => {
    await driver.publish(await driver.stageSeed('s', { 's.csv': 'id,name\n1,x\n' }));
    await driver.view('v', 'select name, id from s', ['s']);
    assert.equal(
      (await driver.session.columns(driver.relation('v'))).map(({ name }) => name),
      ['name', 'id'],
    );
    assert.equal((await driver.session.columns(driver.relation('s'))).length, 2);
  },

  'dropped relations are gone': async (driver) => {
    await driver.table('a', 'select 1 as x');
    await driver.view('v', 'select x from a', ['a']);
    await driver.session.drop([
      { relation: driver.relation('v'), type: 'view' },
      { relation: driver.relation('a'), type: 'table' },
    ]);
    assert.equal(await driver.relations(), []);
    await engineError(driver.query('select * from a', ['a']));
  },
};
