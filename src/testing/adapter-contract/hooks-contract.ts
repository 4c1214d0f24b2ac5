// Statements of the user's own: hooks of nodes and of runs.

import * as assert from 'uvu/assert';
import type { ExecuteRequest, Publication } from '../../adapters/adapter.js';
import { engineError, type ContractTests, type SessionDriver } from './session-driver.js';

/** `{t}` is the relation `t` in full. */
function request(driver: SessionDriver, ...statements: readonly string[]): ExecuteRequest {
  const { dialect } = driver.session;
  const fill = (sql: string): string =>
    sql.replace(/\{(\w+)\}/g, (_all, name: string) => dialect.renderRelation(driver.relation(name)));
  return { statements: statements.map(fill), reads: [] };
}

async function execute(driver: SessionDriver, ...statements: readonly string[]): Promise<void> {
  await driver.session.execute(request(driver, ...statements));
}

async function publishWith(driver: SessionDriver, select: string, ...hooks: readonly string[]): Promise<void> {
  const staged = await driver.stageTable('t', select);
  const publication: Publication = {
    relation: staged.relation,
    staged: [staged],
    mode: { kind: 'replace' },
    statements: [],
    hooks: hooks.map((sql) => request(driver, sql)),
  };
  await driver.session.publish(publication);
}

const audited = 'select what from audit order by what';

export const hooksContract: ContractTests = {
  'statements make, fill and drop tables of their own, one after the other': async (driver) => {
    await execute(driver, 'create table {audit} (what varchar(20))', "insert into {audit} values ('a')");
    await execute(driver, "insert into {audit} values ('b')");
    assert.equal(await driver.rows(audited, ['audit']), [['a'], ['b']]);
    assert.equal(await driver.relations(), ['table audit']);
    await execute(driver, 'drop table {audit}');
    assert.equal(await driver.relations(), []);
  },

  'they read what is published, views among it, and change it': async (driver) => {
    await driver.table('t', driver.sql.numbers(5));
    await driver.view('v', 'select i from t where i > 2', ['t']);
    await execute(driver, 'create table {copy} as select i from {v}', 'insert into {t} select i + 100, 0 from {copy}');
    assert.equal(await driver.rows('select count(*), max(i) from t', ['t']), [[8, 105]]);
    assert.equal(await driver.rows('select count(*) from v', ['v']), [[6]]);
  },

  'those of a publication see its rows': async (driver) => {
    await execute(driver, 'create table {audit} (what varchar(20))');
    await publishWith(driver, driver.sql.numbers(7), 'insert into {audit} select max(i) from {t}');
    assert.equal(await driver.rows(audited, ['audit']), [['7']]);
  },

  'one that fails says why': async (driver) => {
    const error = await engineError(execute(driver, 'insert into {nothing} select 1'));
    assert.match(error.message, 'nothing');
    assert.match(error.sql ?? '', 'insert into');
  },

  'with one that fails, nothing of its publication is there, where the engine can undo': async (driver) => {
    await execute(driver, 'create table {audit} (what varchar(20))');
    await driver.table('t', driver.sql.numbers(3));
    const hooks = ["insert into {audit} values ('x')", 'insert into {nothing} select 1'];
    await engineError(publishWith(driver, driver.sql.numbers(9), ...hooks));
    const { transactionalDdl, stagesUnderFinalName } = driver.session.dialect.capabilities;
    const isUndone = transactionalDdl || stagesUnderFinalName;
    assert.equal(await driver.rows('select count(*) from t', ['t']), [[isUndone ? 3 : 9]]);
    assert.equal(await driver.rows(audited, ['audit']), isUndone ? [] : [['x']]);
  },

  'many at once lose nothing': async (driver) => {
    await execute(driver, 'create table {audit} (what varchar(20))');
    const names = Array.from({ length: 8 }, (_, index) => `n${index}`);
    await Promise.all(names.map((name) => execute(driver, `insert into {audit} values ('${name}')`)));
    assert.equal(
      await driver.rows(audited, ['audit']),
      names.map((name) => [name]),
    );
  },
};
