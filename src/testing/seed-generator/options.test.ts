import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { defaultOptions, parseOptions } from './options.js';

test('without arguments the committed seeds are described', () => {
  assert.equal(parseOptions([]), defaultOptions);
});

test('every flag is read, with a space or an equals sign, and scale multiplies students', () => {
  assert.equal(
    parseOptions(
      '--out x --seed=7 --students 120 --scale 10 --days=full --dirt heavy --split month --truth'.split(' '),
    ),
    { out: 'x', seed: 7, students: 1200, days: 'full', dirt: 'heavy', split: 'month', truth: true },
  );
});

test('a wrong flag or value is refused with a message that says what is allowed', () => {
  const messageOf = (...args: string[]): string => {
    try {
      parseOptions(args);
    } catch (error) {
      return error instanceof Error ? error.message : '';
    }
    return 'accepted';
  };
  assert.is(messageOf('--sed', '1'), 'unknown argument "--sed"');
  assert.is(messageOf('--seed'), '--seed needs a value');
  assert.is(messageOf('--students', '0'), '--students must be an integer from 1 to 10000000, not 0');
  assert.is(messageOf('--days', '31'), '--days must be one of 30, full, not 31');
});

test.run();
