import * as fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { TypeInference } from './infer-type.js';

function infer(...values: readonly string[]): string {
  const inference = new TypeInference();
  values.forEach((value, index) => {
    const bytes = Buffer.from(`#${value}#`);
    inference.add(bytes, 1, bytes.length - 2, index + 1);
  });
  return inference.type;
}

const examples: readonly (readonly [string, readonly string[]])[] = [
  ['integer', ['0', '-1', '42', '9223372036854775807', '-9223372036854775808']],
  ['text', ['9223372036854775808']],
  ['text', ['-9223372036854775809']],
  ['text', ['007']],
  ['text', ['1', '+1']],
  ['text', ['-0']],
  ['text', ['1e5']],
  ['text', ['1', '']],
  ['text', ['--1']],
  ['text', ['1 ']],
  ['decimal(4,2)', ['19.90', '5.00']],
  ['decimal(3,1)', ['76.0', '75.5']],
  ['decimal(2,1)', ['0.5']],
  ['text', ['1.9', '1.10']],
  ['text', ['76', '1.50']],
  ['double', ['76', '75.5']],
  ['double', ['1.5', '2.25']],
  ['double', ['0.1', '0.25', '-3']],
  ['text', ['-0.00', '1.00']],
  ['text', ['00.5']],
  ['text', ['.5']],
  ['text', ['5.']],
  ['text', ['1.5', '0.0000001']],
  ['decimal(8,7)', ['0.0000001']],
  ['double', ['0.1234567890123456', '1']],
  ['text', ['0.12345678901234567891', '1']],
  ['double', ['123456789012345.67']],
  ['text', ['123456789012345.671', '1']],
  ['text', ['1', '12345678901234567890.5']],
  ['date', ['2024-09-01', '2024-02-29', '0001-01-01']],
  ['text', ['2023-02-29']],
  ['text', ['2024-13-01']],
  ['text', ['0000-01-01']],
  ['text', ['2024-9-1']],
  ['text', ['2024-09-01', '2024-09-01 00:00:00']],
  ['timestamp', ['2024-09-01 23:59:59']],
  ['text', ['2024-09-01T23:59:59']],
  ['text', ['2024-09-01 24:00:00']],
  ['text', ['true', 'false']],
  ['text', ['SEP-1', 'MARCH1']],
  ['text', ['NaN']],
  ['text', ['Infinity']],
  ['text', []],
];

test('a column has the narrowest type that gives every text back', () => {
  for (const [type, values] of examples) assert.is(infer(...values), type, values.join(' '));
});

test('the value that decided the type is known', () => {
  const inference = new TypeInference();
  ['1', '2', '2.5', '3', 'x', 'y'].forEach((value, index) => {
    inference.add(Buffer.from(value), 0, value.length, index + 1);
  });
  assert.equal(inference.decidedBy, { value: 'x', record: 5 });
  assert.is(inference.isText, true);
});

/** How each type prints a value that was stored as 64-bit integer or double. */
function print(type: string, text: string): string {
  const scale = /^decimal\(\d+,(\d+)\)$/.exec(type)?.[1];
  if (type === 'integer') return String(BigInt(text));
  if (scale !== undefined) return Number(text).toFixed(Number(scale));
  return type === 'double' ? String(Number(text)) : text;
}

test('no value is changed by the type that is found', () => {
  const digits = fc.array(fc.constantFrom('0', '1', '5', '9', '.', '-', '+', 'e', '00', '123456789'), { maxLength: 9 });
  const value = fc.oneof(
    digits.map((parts) => parts.join('')),
    fc.double({ noNaN: true }).map(String),
    fc.bigInt().map(String),
    fc
      .tuple(fc.integer(), fc.integer({ min: 0, max: 99 }))
      .map(([whole, cents]) => `${whole}.${String(cents).padStart(2, '0')}`),
  );
  fc.assert(
    fc.property(
      fc.array(
        value.filter((text) => text !== ''),
        { minLength: 1, maxLength: 5 },
      ),
      (values) => {
        const type = infer(...values);
        for (const text of values) assert.is(print(type, text), text, `${type}: ${values.join(' ')}`);
      },
    ),
    { numRuns: 3000 },
  );
});

test('the order of the values does not matter', () => {
  const value = fc.constantFrom(
    '1',
    '2.5',
    '3.50',
    '76.0',
    '007',
    '2024-09-01',
    '2024-09-01 10:00:00',
    '12345678901234567',
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 6 }), (values) => {
      assert.is(infer(...values), infer(...[...values].reverse()));
    }),
  );
});

test.run();
