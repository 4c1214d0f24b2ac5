import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { toSlices } from './read-side.js';

test('slices hold every value once: NULL, up to each bound, and behind the last', () => {
  assert.equal(toSlices(['b', 'd']), [
    { above: null, upTo: null, isAll: false },
    { above: null, upTo: 'b', isAll: false },
    { above: 'b', upTo: 'd', isAll: false },
    { above: 'd', upTo: null, isAll: false },
  ]);
});

test('without bounds there is one slice of everything', () => {
  assert.equal(toSlices([]), [{ above: null, upTo: null, isAll: true }]);
});

test.run();
