import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { getDialect } from '../get-dialect.js';
import type { PortableFunctionName } from '../portable-functions.js';

test('arguments that are no SQL text or no known word are refused with what is possible', () => {
  const f = getDialect('sqlite').functions;
  const message = (name: PortableFunctionName, ...args: (string | readonly string[])[]): string => {
    try {
      f[name]?.render(args, {});
      return 'nothing';
    } catch (error) {
      return String(error);
    }
  };
  assert.match(message('hash', ['a']), 'expr is SQL text, not a list or an object');
  assert.match(message('hash', ' '), 'expr is empty');
  assert.match(message('date_trunc', 'decade', 'd'), 'part is "decade", which is none of year');
  assert.match(message('parse_date', 'x', '%d/%m'), '"%d/%m" does not name a day');
  assert.match(message('parse_date', 'x', '%j %Y'), 'parse_date cannot read %j');
  assert.match(message('format_date', 'x', '%Q'), 'a date format has no code "%Q"');
  assert.match(message('json_value', 'x', '$.a..b'), '"$.a..b" is no JSON path');
  assert.match(message('json_value', 'x', '$'), '"$" names nothing in the JSON');
  assert.match(message('null_last', 'x', 'down'), 'direction is "down", which is none of asc, desc');
});

test('words may stand in any case and in SQL quotes', () => {
  const { functions } = getDialect('sqlite');
  assert.is(functions['date_trunc']?.render(["'Month'", 'd'], {}), "date(d, 'start of month')");
});

test.run();
