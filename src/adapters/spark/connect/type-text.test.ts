import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DataType } from './messages.js';
import { renderDataType } from './type-text.js';

test('types are the DDL that DESCRIBE prints', () => {
  const cases: readonly (readonly [DataType, string])[] = [
    [{ integer: {} }, 'int'],
    [{ long: {} }, 'bigint'],
    [{ short: {} }, 'smallint'],
    [{ byte: {} }, 'tinyint'],
    [{ null: {} }, 'void'],
    [{ timestamp_ntz: {} }, 'timestamp_ntz'],
    [{ string: {} }, 'string'],
    [{ string: { collation: 'UNICODE_CI' } }, 'string collate UNICODE_CI'],
    [{ decimal: { precision: 38, scale: 10 } }, 'decimal(38,10)'],
    [{ decimal: { precision: 38 } }, 'decimal(38,0)'],
    [{ char: { length: 3 } }, 'char(3)'],
    [{ var_char: { length: 9 } }, 'varchar(9)'],
    [{ day_time_interval: {} }, 'interval day to second'],
    [{ day_time_interval: { start_field: 1, end_field: 1 } }, 'interval hour'],
    [{ year_month_interval: { end_field: 0 } }, 'interval year'],
    [
      { array: { element_type: { map: { key_type: { string: {} }, value_type: { double: {} } } } } },
      'array<map<string,double>>',
    ],
    [
      {
        struct: {
          fields: [
            { name: 'a', data_type: { date: {} } },
            { name: 'b`c', data_type: { binary: {} } },
          ],
        },
      },
      'struct<a:date,`b``c`:binary>',
    ],
    [{ unparsed: { data_type_string: 'INT' } }, 'INT'],
    [{ variant: {} }, 'variant'],
    [{}, 'unknown'],
  ];
  for (const [type, text] of cases) assert.is(renderDataType(type), text);
});

test.run();
