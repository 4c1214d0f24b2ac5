// CSV files.

import * as assert from 'uvu/assert';
import { engineError, type ContractTests } from './session-driver.js';

export const seedsContract: ContractTests = {
  'seeds are loaded with types that lose nothing': async (driver) => {
    const staged = await driver.stageSeed('s', {
      's.csv': 'id,big,score,day,code,note\n1,9007199254740993,75.5,2024-09-01,007,"a, ""b""\nc"\n2,-5,76,,1e5,\n',
    });
    assert.is(staged.rows, 2);
    await driver.publish(staged);
    assert.equal(await driver.rows('select * from s order by id', ['s']), [
      [1, 9007199254740993n, 75.5, '2024-09-01', '007', 'a, "b"\nc'],
      [2, -5, 76, null, '1e5', null],
    ]);
  },

  'bad rows of a seed are quarantined with file, number, text and reason': async (driver) => {
    const staged = await driver.stageSeed(
      's',
      { 'in/s.csv': 'a,b\n1,x\n2\n\n3,z\n' },
      { onBadRow: 'quarantine', rowId: true },
    );
    assert.equal(
      staged.siblings.map(({ relation, rows }) => [relation.identifier, rows]),
      [['s__rejected', 1]],
    );
    await driver.publish(staged);
    assert.equal(await driver.rows('select * from s order by a', ['s']), [
      [1, 'x', 'in/s.csv', 1],
      [3, 'z', 'in/s.csv', 3],
    ]);
    assert.equal(await driver.rows('select _file, _row, raw, reason from s__rejected', ['s__rejected']), [
      ['in/s.csv', 2, '2', 'wrong_field_count'],
    ]);
  },

  'a seed with bad rows fails with each at its line': async (driver) => {
    const error = await engineError(driver.stageSeed('s', { 's.csv': 'a,b\n1,x\n2\n' }));
    assert.equal(
      error.diagnostics?.map(({ place }) => `${place?.file.path}:${place?.start.line}`),
      ['seeds/s.csv:3'],
    );
    assert.equal(await driver.relations(), []);
  },
};
