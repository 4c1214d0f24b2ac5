import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { parseStagingName, StagingNames } from './staging-names.js';

const madeAt = Date.UTC(2026, 0, 31, 12);

test('names of staged tables are all different and tell what they were made of, when and by whom', () => {
  const names = new StagingNames(madeAt);
  const first = names.next({ schema: 's', identifier: 'orders' });
  const second = names.next({ schema: 's', identifier: 'orders' }, 'old');
  assert.not.equal(first, second);
  assert.is(first.schema, 's');
  assert.equal(parseStagingName(first.identifier), { base: 'orders', kind: 'new', session: names.session, madeAt });
  assert.equal(parseStagingName(second.identifier), { base: 'orders', kind: 'old', session: names.session, madeAt });
});

test('relations of the user are not taken for staged ones', () => {
  assert.equal(
    ['orders', 'm__sp_batch', 'orders__sp_new', 'orders__sp_new_1', '__sp_new_t9mabc_0a1b2c_1'].filter(
      (name) => parseStagingName(name) !== undefined,
    ),
    [],
  );
});

test('a long name keeps its beginning, and the whole stays a name that file systems take', () => {
  const { identifier } = new StagingNames(madeAt).next({ identifier: 'x'.repeat(255) });
  assert.ok(identifier.startsWith('xxx') && identifier.length <= 255);
  assert.ok(parseStagingName(identifier));
});

test.run();
