import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createConfigMatcher } from './match-config.js';

const config = {
  materialized: 'partitioned',
  enabled: true,
  limit: 5,
  severity: 'ERROR',
  tags: ['nightly', 'core'],
  meta: { owner: 'ann', team: { name: 'data' }, flags: [true] },
  'pre-hook': ['x'],
  nothing: null,
};
const matches = (path: string, value: string): boolean => createConfigMatcher(path.split('.'), value)(config);

test('values are compared as text, at any depth', () => {
  assert.ok(matches('materialized', 'partitioned'));
  assert.not.ok(matches('materialized', 'part'));
  assert.ok(matches('limit', '5'));
  assert.ok(matches('meta.owner', 'ann'));
  assert.ok(matches('meta.team.name', 'data'));
});

test('booleans in any case', () => {
  assert.ok(matches('enabled', 'True'));
  assert.not.ok(matches('enabled', 'false'));
});

test('a list has its members and a mapping its keys', () => {
  assert.ok(matches('tags', 'core'));
  assert.not.ok(matches('tags', 'cor'));
  assert.ok(matches('meta.flags', 'true'));
  assert.ok(matches('meta', 'owner'));
  assert.not.ok(matches('meta', 'toString'));
});

test('severity ignores case, other values do not', () => {
  assert.ok(matches('severity', 'error'));
  assert.not.ok(matches('materialized', 'PARTITIONED'));
});

test('both spellings of a key work, and a missing key matches nothing', () => {
  assert.ok(matches('pre_hook', 'x'));
  assert.not.ok(matches('nothing', 'null'));
  assert.not.ok(matches('nothing.at.all', 'x'));
  assert.not.ok(matches('constructor', 'x'));
});

test.run();
