import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decideLook } from './look.js';

const terminal = { isTTY: true, write: () => {} };
const pipe = { write: () => {} };

test('a terminal gets colours and moving lines, a pipe neither', () => {
  assert.equal(decideLook(terminal, {}, false), { color: true, unicode: true, live: true });
  assert.equal(decideLook(pipe, {}, false), { color: false, unicode: true, live: false });
});

test('NO_COLOR, --no-color and TERM=dumb take both away', () => {
  for (const env of [{ NO_COLOR: '1' }, { TERM: 'dumb' }]) {
    const { color, live } = decideLook(terminal, env, false);
    assert.equal([color, live], [false, false]);
  }
  const { color, live } = decideLook(terminal, {}, true);
  assert.equal([color, live], [false, false]);
  assert.is(decideLook(terminal, { NO_COLOR: '' }, false).color, true);
});

test('FORCE_COLOR colours a pipe and moves nothing; NO_COLOR wins', () => {
  assert.equal(decideLook(pipe, { FORCE_COLOR: '1' }, false), { color: true, unicode: true, live: false });
  assert.is(decideLook(terminal, { FORCE_COLOR: '0' }, false).color, false);
  assert.is(decideLook(pipe, { FORCE_COLOR: '1', NO_COLOR: '1' }, false).color, false);
});

test('nothing moves where CI is set', () => {
  assert.is(decideLook(terminal, { CI: 'true' }, false).live, false);
});

test('a locale that is said and is not UTF-8 means ASCII', () => {
  const table: readonly (readonly [Readonly<Record<string, string>>, boolean])[] = [
    [{}, true],
    [{ LANG: 'en_US.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, false],
    [{ LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'de_DE.UTF-8' }, true],
    [{ TERM: 'linux' }, false],
  ];
  for (const [env, unicode] of table) assert.is(decideLook(pipe, env, false).unicode, unicode, JSON.stringify(env));
});

test.run();
