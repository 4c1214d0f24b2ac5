// What the portable helpers mean, as data: calls with literal arguments and the value that every engine must give.
// Run on sqlite by dialects/sqlite/portable-results.test.ts, on the other engines by portable-results.test.ts beside this.

import type { PortableFunctionName, PortableFunctions, TemplateValue } from '../dialects/portable-functions.js';

export interface PortableCase {
  readonly name: PortableFunctionName;
  readonly args: readonly TemplateValue[];
  readonly options?: Readonly<Record<string, TemplateValue>>;
  /** `expression`: `select <call>`. `aggregate`: over `rows`. `relation`: `select * from <call> as s`. `query`: the call itself over `rows`. `order`: behind ORDER BY over `rows`. `member`: in the list of an IN, over `rows`. `list`: a select list over `rows`. */
  readonly kind: 'expression' | 'aggregate' | 'relation' | 'query' | 'order' | 'member' | 'list';
  /** SQL texts of the columns of each row, by name: a table expression `rows`. */
  readonly rows?: readonly Readonly<Record<string, string>>[];
  /** The column that is compared, where it is not the first. */
  readonly column?: string;
  /** Columns of relations, by their text. */
  readonly known?: Readonly<Record<string, readonly string[]>>;
  /** A value, or for relations, queries and orders the values of the first column in order. Booleans as true and false. */
  readonly expected: Value | readonly Value[];
}

type Value = string | number | boolean | null;

const expression = (expected: Value, name: PortableFunctionName, ...args: TemplateValue[]): PortableCase => ({
  kind: 'expression',
  name,
  args,
  expected,
});

const aggregate = (
  expected: Value,
  values: readonly string[],
  name: PortableFunctionName,
  ...args: TemplateValue[]
): PortableCase => ({ kind: 'aggregate', name, args, expected, rows: values.map((x) => ({ x })) });

const relation = (expected: readonly Value[], name: PortableFunctionName, ...args: TemplateValue[]): PortableCase => ({
  kind: 'relation',
  name,
  args,
  expected,
});

const missingDate = 'cast(null as date)';
const missingText = 'cast(null as varchar(10))';

export const dateCases: readonly PortableCase[] = [
  expression('2024-01-01', 'date_trunc', 'year', "'2024-12-31'"),
  expression('2024-10-01', 'date_trunc', 'quarter', "'2024-12-31'"),
  expression('2024-01-01', 'date_trunc', 'quarter', "'2024-03-31'"),
  expression('2024-02-01', 'date_trunc', 'month', "'2024-02-29'"),
  expression('2024-02-01', 'date_trunc', 'month', "'2024-02-29 23:59:59'"),
  expression('2024-02-26', 'date_trunc', 'week', "'2024-02-26'"),
  expression('2024-02-26', 'date_trunc', 'week', "'2024-03-03'"),
  expression('2024-12-30', 'date_trunc', 'week', "'2025-01-01'"),
  expression('2024-02-29', 'date_trunc', 'day', "'2024-02-29 12:00:00'"),
  expression('2024-02-29 12:00:00', 'date_trunc', 'hour', "'2024-02-29 12:34:56'"),
  expression('2024-02-29 12:34:00', 'date_trunc', 'minute', "'2024-02-29 12:34:56'"),
  expression(null, 'date_trunc', 'month', missingDate),
  expression('1969-12-01', 'date_trunc', 'month', "'1969-12-31'"),

  expression('2024-03-01', 'dateadd', 'day', '1', "'2024-02-29'"),
  expression('2024-02-28', 'dateadd', 'day', -1, "'2024-02-29'"),
  expression('2024-02-28', 'dateadd', 'day', '2 - 3', "'2024-02-29'"),
  expression('2024-02-29', 'dateadd', 'month', 1, "'2024-01-31'"),
  expression('2023-02-28', 'dateadd', 'month', '1', "'2023-01-31'"),
  expression('2024-02-29', 'dateadd', 'month', '-1', "'2024-03-31'"),
  expression('2024-04-30', 'dateadd', 'quarter', '1', "'2024-01-31'"),
  expression('2024-04-30', 'dateadd', 'quarter', '3 - 2', "'2024-01-31'"),
  expression('2025-02-28', 'dateadd', 'year', '1', "'2024-02-29'"),
  expression('2024-01-17', 'dateadd', 'week', '2', "'2024-01-03'"),
  expression('2024-01-04', 'dateadd', 'day', '1', "'2024-01-03 23:00:00'"),
  expression('2024-01-04 01:00:00', 'dateadd', 'hour', '2', "'2024-01-03 23:00:00'"),
  expression('2024-01-03 22:59:30', 'dateadd', 'second', '-30', "'2024-01-03 23:00:00'"),
  expression(null, 'dateadd', 'day', '1', missingDate),
  expression(null, 'dateadd', 'day', 'cast(null as integer)', "'2024-01-03'"),
  {
    ...expression('2024-01-04 23:00:00', 'dateadd', 'day', '1', "'2024-01-03 23:00:00'"),
    options: { type: 'timestamp' },
  },

  expression(366, 'datediff', "'2024-01-01'", "'2025-01-01'", 'day'),
  expression(-1, 'datediff', "'2024-03-01'", "'2024-02-29'", 'day'),
  expression(1, 'datediff', "'2024-12-31 23:59:59'", "'2025-01-01 00:00:00'", 'day'),
  expression(0, 'datediff', "'2024-01-01 00:00:00'", "'2024-01-01 23:59:59'", 'day'),
  expression(1, 'datediff', "'2024-12-31'", "'2025-01-01'", 'year'),
  expression(1, 'datediff', "'2024-12-31'", "'2025-01-01'", 'quarter'),
  expression(1, 'datediff', "'2024-01-31'", "'2024-02-01'", 'month'),
  expression(-13, 'datediff', "'2025-02-01'", "'2024-01-31'", 'month'),
  expression(1, 'datediff', "'2024-01-07'", "'2024-01-08'", 'week'),
  expression(0, 'datediff', "'2024-01-08'", "'2024-01-14'", 'week'),
  expression(-1, 'datediff', "'2024-01-08'", "'2024-01-07'", 'week'),
  expression(1, 'datediff', "'2024-01-01 10:59:59'", "'2024-01-01 11:00:00'", 'hour'),
  expression(-1, 'datediff', "'1970-01-01 00:00:00'", "'1969-12-31 23:59:00'", 'hour'),
  expression(61, 'datediff', "'2024-01-01 10:00:30'", "'2024-01-01 11:01:00'", 'minute'),
  expression(86400, 'datediff', "'2024-01-01'", "'2024-01-02'", 'second'),
  expression(null, 'datediff', missingDate, "'2024-01-02'", 'day'),

  ...(
    [
      ['year', 2024],
      ['quarter', 4],
      ['month', 12],
      ['week', 1],
      ['isoyear', 2025],
      ['day', 30],
      ['isodow', 1],
      ['dow', 1],
      ['doy', 365],
      ['hour', 9],
      ['minute', 8],
      ['second', 7],
    ] as const
  ).map(([part, expected]) => expression(expected, 'date_part', part, "'2024-12-30 09:08:07'")),
  expression(7, 'date_part', 'isodow', "'2024-12-29'"),
  expression(0, 'date_part', 'dow', "'2024-12-29'"),
  expression(1, 'date_part', 'quarter', "'2024-03-31'"),
  expression(0, 'date_part', 'hour', "'2024-03-31'"),
  expression(null, 'date_part', 'year', missingDate),

  expression('2024-02-29', 'last_day', "'2024-02-01'", 'month'),
  expression('2023-02-28', 'last_day', "'2023-02-28'", 'month'),
  expression('2024-12-31', 'last_day', "'2024-12-01'", 'month'),
  expression('2024-06-30', 'last_day', "'2024-05-15'", 'quarter'),
  expression('2024-12-31', 'last_day', "'2024-12-15'", 'quarter'),
  expression('2024-12-31', 'last_day', "'2024-05-15'", 'year'),
  expression('2024-05-19', 'last_day', "'2024-05-13'", 'week'),
  expression('2024-05-19', 'last_day', "'2024-05-19'", 'week'),
  expression(null, 'last_day', missingDate, 'month'),

  expression('2024-02-29', 'parse_date', "'29/02/2024'", '%d/%m/%Y'),
  expression('2024-12-05', 'parse_date', "'05-Dec-2024'", '%d-%b-%Y'),
  expression('2024-02-03', 'parse_date', "'20240203'", "'%Y%m%d'"),
  expression('2024-02-03', 'parse_date', "'(2024.02*03]'", '(%Y.%m*%d]'),
  expression(null, 'parse_date', "'30/02/2024'", '%d/%m/%Y'),
  expression(null, 'parse_date', "'00/02/2024'", '%d/%m/%Y'),
  expression(null, 'parse_date', "'29/13/2024'", '%d/%m/%Y'),
  expression(null, 'parse_date', "'1/2/2024'", '%d/%m/%Y'),
  expression(null, 'parse_date', "'29/02/2024 '", '%d/%m/%Y'),
  expression(null, 'parse_date', "'29-02-2024'", '%d/%m/%Y'),
  expression(null, 'parse_date', "'2024x02x03'", '%Y.%m.%d'),
  expression(null, 'parse_date', "'05-Xyz-2024'", '%d-%b-%Y'),
  expression(null, 'parse_date', "''", '%d/%m/%Y'),
  expression(null, 'parse_date', missingText, '%d/%m/%Y'),

  expression('05/03/24', 'format_date', "'2024-03-05'", '%d/%m/%y'),
  expression('Mar 5% March 065', 'format_date', "'2024-03-05'", '%b 5%% %B %j'),
  expression("d'Y 2024-03-05 10:11:12", 'format_date', "'2024-03-05 10:11:12'", "d'Y %Y-%m-%d %H:%M:%S"),
  expression('December', 'format_date', "'2024-12-05'", '%B'),
  expression(null, 'format_date', missingDate, '%Y-%m'),

  relation(['2024-02-28', '2024-02-29', '2024-03-01'], 'date_spine', 'day', "'2024-02-28'", "'2024-03-02'"),
  relation(['2024-02-28'], 'date_spine', 'day', "'2024-02-28'", "'2024-02-29'"),
  relation([], 'date_spine', 'day', "'2024-02-28'", "'2024-02-28'"),
  relation([], 'date_spine', 'day', "'2024-02-28'", "'2024-02-01'"),
  relation([], 'date_spine', 'day', missingDate, "'2024-02-01'"),
  relation(['2024-01-31', '2024-02-29', '2024-03-31'], 'date_spine', 'month', "'2024-01-31'", "'2024-04-01'"),
  relation(['2024-01-03', '2024-01-10'], 'date_spine', 'week', "'2024-01-03'", "'2024-01-17'"),
  relation(['2023-02-28', '2024-02-28'], 'date_spine', 'year', "'2023-02-28'", "'2025-01-01'"),
  relation(
    ['2024-01-01 22:00:00', '2024-01-01 23:00:00'],
    'date_spine',
    'hour',
    "'2024-01-01 22:00:00'",
    "'2024-01-02'",
  ),
];

export const castCases: readonly PortableCase[] = [
  expression(12, 'cast', "'12'", 'integer'),
  expression(1.5, 'cast', "'1.5'", 'double'),
  expression('12', 'cast', '12', 'text'),
  expression('2024-02-29', 'cast', "'2024-02-29 10:00:00'", 'date'),
  expression('2024-02-29 00:00:00', 'cast', "'2024-02-29'", 'timestamp'),
  expression(true, 'cast', "'true'", 'boolean'),
  expression(null, 'cast', missingText, 'date'),
  expression(12, 'safe_cast', "'12'", 'integer'),
  expression(-7, 'safe_cast', "'-7'", 'integer'),
  expression(null, 'safe_cast', "'1.5'", 'integer'),
  expression(null, 'safe_cast', "'1e3'", 'integer'),
  expression(null, 'safe_cast', "'12abc'", 'integer'),
  expression(null, 'safe_cast', "''", 'integer'),
  expression(null, 'safe_cast', "'99999999999999999999'", 'integer'),
  expression(1500, 'safe_cast', "'1.5e3'", 'double'),
  expression(null, 'safe_cast', "'1,5'", 'double'),
  expression(null, 'safe_cast', "'inf'", 'double'),
  expression(null, 'safe_cast', "'1d'", 'double'),
  expression('2024-02-29', 'safe_cast', "'2024-02-29'", 'date'),
  expression('2024-02-29', 'safe_cast', "'2024-02-29 10:11:12'", 'date'),
  expression(null, 'safe_cast', "'2023-02-29'", 'date'),
  expression(null, 'safe_cast', "'2024-1-1'", 'date'),
  expression(null, 'safe_cast', "'2024'", 'date'),
  expression(null, 'safe_cast', "'now'", 'date'),
  expression('2024-02-29 10:11:12', 'safe_cast', "'2024-02-29 10:11:12'", 'timestamp'),
  expression(null, 'safe_cast', "'2023-02-29 10:11:12'", 'timestamp'),
  expression(true, 'safe_cast', "'YES'", 'boolean'),
  expression(false, 'safe_cast', "'0'", 'boolean'),
  expression(null, 'safe_cast', "'maybe'", 'boolean'),
  expression(null, 'safe_cast', missingText, 'integer'),
];

export const textCases: readonly PortableCase[] = [
  expression('aäb', 'concat', "'a'", "'ä'", "'b'"),
  expression(null, 'concat', "'a'", missingText),
  expression('é', 'split_part', "'a,b\"c,é'", "','", '3'),
  expression('b"c', 'split_part', "'a,b\"c,é'", "','", 2),
  expression('é', 'split_part', "'a,b,é'", "','", '-1'),
  expression('', 'split_part', "'a,b'", "','", '3'),
  expression('', 'split_part', "''", "','", '1'),
  expression('b', 'split_part', "'a--b'", "'--'", '1 + 1'),
  expression(null, 'split_part', missingText, "','", '1'),
  expression(3, 'position', "'ü'", "'äöü'"),
  expression(0, 'position', "'x'", "'abc'"),
  expression(1, 'position', "''", "'abc'"),
  expression(null, 'position', missingText, "'abc'"),
  expression('aüü', 'replace', "'abb'", "'b'", "'ü'"),
  expression('abb', 'replace', "'abb'", "''", "'x'"),
  expression(null, 'replace', "'a'", missingText, "'x'"),
  { kind: 'member', name: 'value_literal', args: [12], expected: true, rows: [{ x: '12' }] },
  { kind: 'member', name: 'value_literal', args: [12], expected: true, rows: [{ x: "'12'" }] },
  { kind: 'member', name: 'value_literal', args: ['12'], expected: true, rows: [{ x: '12' }] },
  { kind: 'member', name: 'value_literal', args: ['0.5'], expected: true, rows: [{ x: '0.5' }] },
  { kind: 'member', name: 'value_literal', args: ['012'], expected: false, rows: [{ x: "'12'" }] },
  { kind: 'member', name: 'value_literal', args: ["it's"], expected: true, rows: [{ x: "'it''s'" }] },
  { kind: 'member', name: 'value_literal', args: [true], expected: true, rows: [{ x: '1 = 1' }] },
  { kind: 'member', name: 'value_literal', args: [12], expected: null, rows: [{ x: missingText }] },
  expression(true, 'regexp_match', "'Grade 10'", "'[0-9]{2}$'"),
  expression(false, 'regexp_match', "'Grade 1'", "'[0-9]{2}$'"),
  expression(true, 'regexp_match', "'ä'", "'^.$'"),
  expression(true, 'regexp_match', "'a1'", String.raw`'\d'`),
  expression(null, 'regexp_match', missingText, "'a'"),
  expression('b-a b-a', 'regexp_replace', "'ab ab'", "'(a)(b)'", String.raw`'\2-\1'`),
  expression('$1', 'regexp_replace', "'a'", "'(a)'", "'$1'"),
  expression(null, 'regexp_replace', missingText, "'a'", "'b'"),
  expression('8419b71c87a225a2c70b50486fbee545', 'hash', "'ä'"),
  expression('d41d8cd98f00b204e9800998ecf8427e', 'hash', "''"),
  expression(null, 'hash', missingText),
  expression('098f6bcd4621d373cade4e832627b4f6', 'surrogate_key', "'test'"),
  expression('33168c98dc34ec080a24a5c5cf34efb3', 'surrogate_key', "'a'", '1', missingText),
  expression('true', 'json_value', `'{"a":{"b":[1,true,null,"x"]}}'`, '$.a.b[1]'),
  expression('x', 'json_value', `'{"a":{"b":[1,true,null,"x"]}}'`, '$.a.b[3]'),
  expression('1', 'json_value', `'{"a":{"b":[1,true,null,"x"]}}'`, 'a.b[0]'),
  expression(null, 'json_value', `'{"a":{"b":[1,true,null,"x"]}}'`, '$.a.b[2]'),
  expression(null, 'json_value', `'{"a":1}'`, '$.b'),
  expression('y', 'json_value', `'{"a b":"y"}'`, '$."a b"'),
  expression(null, 'json_value', missingText, '$.a'),
  aggregate('a,b', ["'a'", missingText, "'b'"], 'string_agg', 'x', "','"),
  aggregate(null, [missingText], 'string_agg', 'x', "','"),
  { ...aggregate('c|b|a', ["'a'", "'c'", "'b'"], 'string_agg', 'x', "'|'"), options: { order_by: 'x desc' } },
];

export const numberCases: readonly PortableCase[] = [
  expression(0.5, 'safe_divide', '1', '2'),
  expression(null, 'safe_divide', '1', '0'),
  expression(null, 'safe_divide', 'cast(null as integer)', '2'),
  expression(-1.5, 'safe_divide', '1 - 4', '1 + 1'),
  aggregate(true, ['1 = 2', '1 = 1', 'cast(null as integer) = 1'], 'bool_or', 'x'),
  aggregate(false, ['1 = 2', 'cast(null as integer) = 1'], 'bool_or', 'x'),
  aggregate(false, ['1 = 2', '1 = 1', 'cast(null as integer) = 1'], 'bool_and', 'x'),
  aggregate(null, ['cast(null as integer) = 1'], 'bool_and', 'x'),
  aggregate('v', [missingText, "'v'", "'v'"], 'any_value', 'x'),
  aggregate(null, [missingText], 'any_value', 'x'),
  aggregate(2.5, ['1', '4', '2', '3', 'cast(null as integer)'], 'median', 'x'),
  aggregate(2, ['9', '1', '2'], 'median', 'x'),
  aggregate(null, ['cast(null as integer)'], 'median', 'x'),
  aggregate(7.75, ['10', '1', '5', '7'], 'percentile', 'x', '0.75'),
  aggregate(1, ['10', '1', '5'], 'percentile', 'x', '0'),
  aggregate(10, ['10', '1', '5'], 'percentile', 'x', '1'),
  relation([1, 2, 3], 'generate_series', '3'),
  relation([], 'generate_series', '0'),
  relation([-1, 0, 1], 'generate_series', '-1', '1'),
  relation([5, 3, 1], 'generate_series', '5', '1', '-2'),
  relation([], 'generate_series', '5', '1'),
  relation([1, 3], 'generate_series', '1', '4', '2'),
  {
    kind: 'order',
    name: 'null_last',
    args: ['x'],
    rows: ['2', 'cast(null as integer)', '1'].map((x) => ({ x })),
    expected: [1, 2, null],
  },
  {
    kind: 'order',
    name: 'null_last',
    args: ['x', 'desc'],
    rows: ['2', 'cast(null as integer)', '1'].map((x) => ({ x })),
    expected: [2, 1, null],
  },
];

const readings = [
  { id: '1', taken: '10', value: "'old'" },
  { id: '1', taken: '20', value: "'new'" },
  { id: 'cast(null as integer)', taken: '5', value: "'kept'" },
  { id: 'cast(null as integer)', taken: '1', value: "'gone'" },
  { id: '2', taken: '7', value: "'only'" },
];

export const relationCases: readonly PortableCase[] = [
  {
    kind: 'query',
    name: 'deduplicate',
    args: ['rows', 'id', 'taken desc'],
    options: { columns: ['value', 'id'] },
    rows: readings,
    expected: ['kept', 'new', 'only'],
  },
];

const pupils = [
  { id: '1', name: "'Ä'", math: '3', art: 'cast(null as integer)' },
  { id: '2', name: "''", math: 'cast(null as integer)', art: '-2' },
  { id: '3', name: missingText, math: '3', art: '5' },
];
const others = "(select 4 as id, 'x' as extra) as u";

export const columnCases: readonly PortableCase[] = [
  { kind: 'list', name: 'star', args: ['t'], rows: pupils, expected: [1, 2, 3] },
  { kind: 'list', name: 'star', args: ['t'], options: { except: ['ID'] }, rows: pupils, expected: ['Ä', '', null] },
  {
    kind: 'list',
    name: 'star',
    args: ['t'],
    options: { except: ['id', 'name', 'art'], prefix: 'p_', suffix: '_e', relation_alias: 't' },
    column: 'p_math_e',
    rows: pupils,
    expected: [3, null, 3],
  },
  { kind: 'list', name: 'pivot', args: ['math', [3]], rows: pupils, expected: 2 },
  { kind: 'list', name: 'pivot', args: ['math', [4]], rows: pupils, expected: 0 },
  { kind: 'list', name: 'pivot', args: ['math', [null]], rows: pupils, expected: 1 },
  { kind: 'list', name: 'pivot', args: ['name', ['Ä']], rows: pupils, expected: 1 },
  {
    kind: 'list',
    name: 'pivot',
    args: ['name', ['Ä', '']],
    options: { prefix: 'v_' },
    column: 'v_',
    rows: pupils,
    expected: 1,
  },
  { kind: 'list', name: 'pivot', args: ['math', [3]], options: { agg: 'count' }, rows: pupils, expected: 2 },
  {
    kind: 'list',
    name: 'pivot',
    args: ['id', [2]],
    options: { agg: 'max', then_value: 'art', prefix: 'art_' },
    column: 'art_2',
    rows: pupils,
    expected: -2,
  },
  {
    kind: 'list',
    name: 'pivot',
    args: ['id', [1]],
    options: { agg: 'min', then_value: 'art' },
    rows: pupils,
    expected: null,
  },
  {
    kind: 'query',
    name: 'unpivot',
    args: ['rows'],
    options: { exclude: ['id'], remove: ['name'] },
    column: 'field_name',
    rows: pupils,
    expected: ['art', 'art', 'art', 'math', 'math', 'math'],
  },
  {
    kind: 'query',
    name: 'unpivot',
    args: ['rows'],
    options: { columns: ['math', 'art'], cast_to: 'text', value_name: 'wert' },
    column: 'wert',
    rows: pupils,
    expected: ['-2', '3', '3', '5', null, null],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [['rows', others]],
    known: { [others]: ['id', 'extra'] },
    rows: pupils,
    expected: [1, 2, 3, 4],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [['rows', others, others]],
    known: { [others]: ['id', 'extra'] },
    column: 'extra',
    rows: pupils,
    expected: ['x', 'x', null, null, null],
  },
  {
    kind: 'query',
    name: 'union_relations',
    args: [[others, 'rows', others]],
    known: { [others]: ['id', 'extra'] },
    options: { include: ['math', 'id'] },
    column: 'math',
    rows: pupils,
    expected: [3, 3, null, null, null],
  },
];

export const portableCases: readonly PortableCase[] = [
  ...dateCases,
  ...castCases,
  ...textCases,
  ...numberCases,
  ...relationCases,
  ...columnCases,
];

/** The text of a case's call in an engine's words. */
export function toCall(test: PortableCase, functions: PortableFunctions): string {
  const own = Object.keys(test.rows?.[0] ?? {});
  const columnsOf = (relation: string): readonly string[] | undefined =>
    test.known?.[relation] ?? (relation === 'rows' || relation === 't' ? own : undefined);
  return functions[test.name]?.render(test.args, test.options ?? {}, { columnsOf }) ?? '';
}

/** The statement of a case on an engine, from the text of its call. Results of `query` are sorted by the caller. */
export function toStatement(test: PortableCase, call: string): string {
  const rows = `(${(test.rows ?? [])
    .map(
      (row) =>
        `select ${Object.entries(row)
          .map(([name, sql]) => `${sql} as ${name}`)
          .join(', ')}`,
    )
    .join(' union all ')}) as t`;
  switch (test.kind) {
    case 'expression':
      return `select ${call} as v`;
    case 'aggregate':
      return `select ${call} as v from ${rows}`;
    case 'list':
      return `select ${test.column ?? '*'} from (select ${call} from ${rows}) as q`;
    case 'member':
      return `select x in (${call}) as v from ${rows}`;
    case 'relation':
      return `select * from ${call} as s`;
    case 'order':
      return `select x as v from ${rows} order by ${call}`;
    case 'query':
      return `with rows_ as (select * from ${rows}) select ${test.column ?? '*'} from (${call.replaceAll('from rows', 'from rows_')}) as q`;
  }
}
