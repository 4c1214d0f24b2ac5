// What a session that remembers owes: rows of the state come back after `save`, and hashes tell contents apart.

import * as assert from 'uvu/assert';
import type { ContentHash, Session, StateKeeper, StateRow } from '../../adapters/adapter.js';
import type { ContractTests, SessionDriver } from './session-driver.js';

const row = (table: StateRow['table'], id: string, key: string, value: string): StateRow => ({ table, id, key, value });
const texts = (rows: readonly StateRow[]): readonly string[] =>
  rows.map(({ table, id, key, value }) => `${table} ${id} ${key} ${value}`).sort();

function keeperOf(session: Session): Session & StateKeeper {
  const { readState, writeState, hash } = session;
  if (!readState || !writeState || !hash) throw new Error('the session remembers nothing');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- just checked
  return session as Session & StateKeeper;
}

async function hashOf(driver: SessionDriver, name: string): Promise<string | undefined> {
  const relation = driver.relation(name);
  const [found] = await keeperOf(driver.session).hash({ relation, reads: [relation] });
  return found?.hash;
}

const byKey = (hashes: readonly ContentHash[]): ReadonlyMap<string, string> =>
  new Map(hashes.map(({ key, hash }) => [String(key), hash]));

export const stateContract: ContractTests = {
  'rows of the state are kept, replaced and removed': async ({ session }) => {
    const keeper = keeperOf(session);
    assert.equal(await keeper.readState(), []);
    await keeper.writeState({
      remove: [],
      put: [
        row('nodes', 'a', '', '{"x":1}'),
        row('nodes', 'b', '', "it's"),
        row('partitions', 'a', '"k"', '1'),
        row('partitions', 'a', 'null', '2'),
        row('partitions', 'b', '"k"', '3'),
      ],
    });
    await keeper.writeState({
      remove: [
        { table: 'nodes', id: 'b' },
        { table: 'partitions', id: 'a' },
      ],
      put: [row('nodes', 'a', '', '{"x":2}'), row('partitions', 'a', '"l"', '4')],
    });
    await session.save();
    assert.equal(texts(await keeper.readState()), ['nodes a  {"x":2}', 'partitions a "l" 4', 'partitions b "k" 3']);
  },

  'what is remembered is no relation': async (driver) => {
    await keeperOf(driver.session).writeState({ remove: [], put: [row('nodes', 'a', '', '1')] });
    assert.equal(await driver.relations(), []);
  },

  'equal tables have equal hashes, others do not': async (driver) => {
    await driver.table('a', driver.sql.numbers(300));
    await driver.table('b', driver.sql.numbers(300));
    await driver.table('c', driver.sql.numbers(301));
    const [a, b, c] = [await hashOf(driver, 'a'), await hashOf(driver, 'b'), await hashOf(driver, 'c')];
    assert.type(a, 'string');
    assert.is(a, b);
    assert.is.not(a, c);
  },

  'a column divides a hash into one for each of its values, NULL among them': async (driver) => {
    const select = (n: number): string =>
      `select 1 as i, 'a' as k union all select 2, 'b' union all select ${n}, 'b' union all select 4, null`;
    await driver.table('a', select(3));
    await driver.table('b', select(30));
    const keeper = keeperOf(driver.session);
    const hash = async (name: string): Promise<ReadonlyMap<string, string>> => {
      const relation = driver.relation(name);
      return byKey(await keeper.hash({ relation, reads: [relation], by: 'k' }));
    };
    const [before, after] = [await hash('a'), await hash('b')];
    assert.equal([...before.keys()].sort(), ['a', 'b', 'null']);
    assert.equal(
      [...before].filter(([key, value]) => after.get(key) !== value).map(([key]) => key),
      ['b'],
    );
  },

  'a view is hashed by the rows that it shows': async (driver) => {
    await driver.table('a', driver.sql.numbers(10));
    await driver.view('v', 'select i, k from a where i < 5', ['a']);
    const relation = driver.relation('v');
    const hash = async (): Promise<ReadonlyMap<string, string>> =>
      byKey(await keeperOf(driver.session).hash({ relation, reads: [relation], by: 'k' }));
    const before = await hash();
    await driver.table('a', driver.sql.numbers(20));
    assert.equal(Object.fromEntries(await hash()), Object.fromEntries(before));
  },

  'what a publication removes from the state is gone with it': async (driver) => {
    const keeper = keeperOf(driver.session);
    await keeper.writeState({ remove: [], put: [row('nodes', 'a', '', '1')] });
    const staged = await driver.stageTable('a', 'select 1 as i');
    const state = { remove: [{ table: 'nodes', id: 'a' } as const], put: [row('nodes', 'b', '', '2')] };
    await driver.session.publish({
      relation: staged.relation,
      staged: [staged],
      mode: { kind: 'replace' },
      statements: [],
      state,
    });
    assert.equal(texts(await keeper.readState()), ['nodes b  2']);
  },
};
