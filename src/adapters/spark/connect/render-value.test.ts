import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { renderDate, renderDayTime, renderDecimal, renderTimestamp, renderYearMonth } from './render-value.js';

function words(unscaled: bigint): Uint32Array {
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) =>
    Number((BigInt.asUintN(128, unscaled) >> shift) & 0xffffffffn),
  );
}

test('decimals keep every digit', () => {
  for (const [unscaled, scale, text] of [
    [1234n, 2, '12.34'],
    [-5n, 2, '-0.05'],
    [0n, 2, '0.00'],
    [-1200n, 2, '-12.00'],
    [7n, 0, '7'],
    [10n ** 38n - 1n, 0, '9'.repeat(38)],
    [1n - 10n ** 38n, 38, `-0.${'9'.repeat(38)}`],
    [-(2n ** 64n), 3, '-18446744073709551.616'],
  ] as const) {
    assert.is(renderDecimal(words(unscaled), scale), text);
  }
});

test('dates from year 1 to 9999 are right, others have a sign', () => {
  for (const [days, text] of [
    [0, '1970-01-01'],
    [-1, '1969-12-31'],
    [19_782, '2024-02-29'],
    [-719_162, '0001-01-01'],
    [2_932_896, '9999-12-31'],
    [2_932_897, '+10000-01-01'],
    [-719_528, '0000-01-01'],
    [-719_529, '-0001-12-31'],
  ] as const) {
    assert.is(renderDate(days), text);
  }
});

test('timestamps keep their microseconds, before 1970 too', () => {
  for (const [micros, text] of [
    [0n, '1970-01-01 00:00:00'],
    [-1n, '1969-12-31 23:59:59.999999'],
    [-250_000n, '1969-12-31 23:59:59.75'],
    [1_709_208_000_500_000n, '2024-02-29 12:00:00.5'],
    [253_402_300_799_999_999n, '9999-12-31 23:59:59.999999'],
    [-62_135_596_800_000_000n, '0001-01-01 00:00:00'],
  ] as const) {
    assert.is(renderTimestamp(micros), text);
  }
});

test('intervals have one sign', () => {
  assert.is(renderDayTime(93_784_500_000n), '1 02:03:04.5');
  assert.is(renderDayTime(-93_784_500_000n), '-1 02:03:04.5');
  assert.is(renderYearMonth(-14), '-1-2');
  assert.is(renderYearMonth(5), '0-5');
});

test.run();
