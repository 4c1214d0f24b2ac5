import { test } from 'uvu';
import * as assert from 'uvu/assert';
import fc from 'fast-check';

import { formatRoute, parseRoute } from './route.js';
import type { Route } from './route.js';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const depth = fc.oneof(fc.nat(20), fc.constant(Infinity));
const record = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });
const route: fc.Arbitrary<Route> = fc.oneof(
  fc.constant<Route>({ kind: 'overview' }),
  fc.constant<Route>({ kind: 'runs' }),
  record({ kind: fc.constant('node' as const), id: text }),
  record({ kind: fc.constant('tests' as const), show: fc.oneof(fc.constant(''), text) }),
  record({
    kind: fc.constant('lineage' as const),
    focus: text,
    up: depth,
    down: depth,
    lens: fc.constantFrom('type' as const, 'materialized' as const, 'status' as const),
  }),
);

test('every view has an address that leads back to it', () => {
  fc.assert(fc.property(route, (value) => assert.equal(parseRoute(formatRoute(value)), value)));
});

test('addresses are the documented ones', () => {
  assert.equal(parseRoute('#/lineage?focus=model.p.a&up=1&down=all'), {
    kind: 'lineage',
    focus: 'model.p.a',
    up: 1,
    down: Infinity,
    lens: 'type',
  });
  assert.equal(parseRoute('#/node/model.p.a'), { kind: 'node', id: 'model.p.a' });
  assert.is(formatRoute({ kind: 'tests', show: 'failed' }), '#/tests?show=failed');
});

test('an id that is not well-formed text still has an address', () => {
  assert.is(formatRoute({ kind: 'node', id: 'a\ud800' }), '#/node/a%EF%BF%BD');
});

test('nonsense is the overview, damaged parts fall back', () => {
  for (const hash of ['', '#', '#/', '#/nope/x', '#/node/', '#?x'])
    assert.equal(parseRoute(hash), { kind: 'overview' });
  assert.equal(parseRoute('#/node/%E0%A4%A'), { kind: 'node', id: '%E0%A4%A' });
  assert.equal(parseRoute('#/lineage?up=-3&down=1e9&lens=x'), {
    kind: 'lineage',
    focus: null,
    up: 1,
    down: 1,
    lens: 'type',
  });
});

test.run();
