import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { findConversion } from './convert-value.js';

/** What each text becomes; undefined: it is no value of the type. */
const examples: Readonly<Record<string, Readonly<Record<string, string | undefined>>>> = {
  integer: {
    '007': '7',
    '+5': '5',
    '-0': '0',
    '1.0': undefined,
    '9223372036854775808': undefined,
    x: undefined,
    ' 1': undefined,
  },
  bigint: { '12': '12', '1e3': undefined },
  double: {
    '1e5': '1e5',
    '.5': '.5',
    '5.': '5.',
    '+1.5': '+1.5',
    '1e999': undefined,
    NaN: undefined,
    '1,5': undefined,
  },
  'decimal(5,2)': {
    '123.45': '123.45',
    '123.450': '123.450',
    '1234': undefined,
    '1.234': undefined,
    '-0.1': '-0.1',
    '1e2': undefined,
  },
  'numeric(3)': { '123': '123', '1234': undefined, '1.5': undefined },
  boolean: { true: '1', FALSE: '0', yes: '1', n: '0', '1': '1', '2': undefined, '': undefined },
  date: { '2024-02-29': '2024-02-29', '2023-02-29': undefined, '2024-2-1': undefined, '01/02/2024': undefined },
  timestamp: {
    '2024-09-01 10:20:30': '2024-09-01 10:20:30',
    '2024-09-01T10:20:30Z': '2024-09-01 10:20:30',
    '2024-09-01T10:20:30.123456': '2024-09-01 10:20:30.123456',
    '2024-09-01': '2024-09-01 00:00:00',
    '2024-09-01 25:00:00': undefined,
    '2024-09-01T10:20:30+02:00': undefined,
  },
};

test('declared types take what converts, and nothing else', () => {
  for (const [type, values] of Object.entries(examples)) {
    const convert = findConversion(type);
    for (const [text, expected] of Object.entries(values)) assert.is(convert?.(text), expected, `${type}: ${text}`);
  }
});

test('text types and types of an engine that hold anything take every text', () => {
  for (const type of ['text', 'varchar(10)', 'TEXT', 'string', 'json', 'blob']) {
    assert.is(findConversion(type), undefined, type);
  }
});

test.run();
