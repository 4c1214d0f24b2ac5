import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { addRatios, compareRatios, ratio, roundRatio, subtractRatios } from './ratio.js';

test('halves are rounded away from zero, as decimals', () => {
  assert.is(roundRatio(ratio(1, 128)), 0.007813);
  assert.is(roundRatio(ratio(-1, 128)), -0.007813);
  assert.is(roundRatio(ratio(1005, 1000), 2), 1.01);
  assert.is(roundRatio(ratio(2, 3)), 0.666667);
  assert.is(roundRatio(ratio(-1, 10_000_000)), 0);
  assert.is(roundRatio(ratio(90, 1)), 90);
});

test('a denominator of zero has no value', () => {
  assert.is(roundRatio(ratio(0, 0)), null);
});

test('sums, differences and the order are exact', () => {
  assert.is(compareRatios(addRatios(ratio(1, 10), ratio(2, 10)), ratio(3, 10)), 0);
  assert.is(compareRatios(subtractRatios(ratio(1, 3), ratio(1, 2)), ratio(-1, 6)), 0);
  assert.is(compareRatios(ratio(1, 3), ratio(1, 2)), -1);
  assert.is(compareRatios(ratio(-1, 3), ratio(-1, 2)), 1);
});

test.run();
