import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { EngineName } from '../dialect.js';
import { getDialect } from '../get-dialect.js';
import { portableFunctionNames, type PortableFunctionName, type TemplateValue } from '../portable-functions.js';

type TypeName = Extract<PortableFunctionName, `type_${string}`>;

/** One call of every helper and its text on every engine: a new engine or helper does not compile until all are answered. */
interface Golden extends Readonly<Record<EngineName, string>> {
  readonly args: readonly TemplateValue[];
}

const options: Partial<Record<PortableFunctionName, Readonly<Record<string, TemplateValue>>>> = {
  star: { except: ['note'] },
  pivot: { then_value: 'score', suffix: '_score' },
  union_relations: { source_column_name: 'origin', exclude: ['note'] },
  unpivot: { exclude: ['id'], remove: ['note'], cast_to: 'double' },
  string_agg: { order_by: 'y' },
};

const golden: Readonly<Record<Exclude<PortableFunctionName, TypeName>, Golden>> = {
  any_value: {
    args: ['x'],
    sqlite: 'max(x)',
    duckdb: 'max(x)',
    postgres: '(array_agg(x) filter (where x is not null))[1]',
    spark: 'max(x)',
  },
  bool_and: {
    args: ['x'],
    sqlite: 'min(x <> 0)',
    duckdb: 'bool_and(x)',
    postgres: 'bool_and(x)',
    spark: 'bool_and(x)',
  },
  bool_or: {
    args: ['x'],
    sqlite: 'max(x <> 0)',
    duckdb: 'bool_or(x)',
    postgres: 'bool_or(x)',
    spark: 'bool_or(x)',
  },
  cast: {
    args: ['x', 'integer'],
    sqlite: 'cast(x as integer)',
    duckdb: 'cast(x as bigint)',
    postgres: 'cast(x as bigint)',
    spark: 'cast(x as bigint)',
  },
  concat: {
    args: ['a', 'b + 1'],
    sqlite: '(a || (b + 1))',
    duckdb: '(a || (b + 1))',
    postgres: '(a || (b + 1))',
    spark: 'concat(a, b + 1)',
  },
  current_timestamp: {
    args: [],
    sqlite: "datetime('now')",
    duckdb: "cast(now() at time zone 'UTC' as timestamp)",
    postgres: "(now() at time zone 'utc')",
    spark: 'current_timestamp()',
  },
  date_part: {
    args: ['isodow', 'd'],
    sqlite: "cast(strftime('%u', d) as integer)",
    duckdb: "cast(date_part('isodow', cast(d as timestamp)) as bigint)",
    postgres: 'cast(extract(isodow from cast(d as timestamp)) as bigint)',
    spark: '(weekday(cast(d as timestamp)) + 1)',
  },
  date_spine: {
    args: ['day', "'2024-08-01'", "'2025-08-01'"],
    sqlite:
      "(with recursive sp_spine(step, date_day) as (select 0, date('2024-08-01') where date('2024-08-01') < date('2025-08-01') union all select step + 1, date('2024-08-01', (step + 1) || ' days') from sp_spine where date('2024-08-01', (step + 1) || ' days') < date('2025-08-01')) select date_day from sp_spine)",
    duckdb:
      "(select cast(cast('2024-08-01' as date) + to_days(cast(step as integer)) as date) as date_day from range(0, greatest(coalesce(date_diff('day', cast('2024-08-01' as timestamp), cast('2025-08-01' as timestamp)), -1) + 1, 0)) as sp_steps(step) where cast(cast('2024-08-01' as date) + to_days(cast(step as integer)) as date) < cast('2025-08-01' as date))",
    postgres:
      "(select cast(cast('2024-08-01' as date) + cast(step as integer) * interval '1 day' as date) as date_day from generate_series(0, (cast('2025-08-01' as date) - cast('2024-08-01' as date))) as sp_steps(step) where cast(cast('2024-08-01' as date) + cast(step as integer) * interval '1 day' as date) < cast('2025-08-01' as date))",
    spark:
      "(select date_add(cast('2024-08-01' as date), cast(step as int)) as date_day from (select explode(case when cast(datediff(cast('2025-08-01' as date), cast('2024-08-01' as date)) as int) >= 0 then sequence(0, cast(datediff(cast('2025-08-01' as date), cast('2024-08-01' as date)) as int)) end) as step) where date_add(cast('2024-08-01' as date), cast(step as int)) < cast('2025-08-01' as date))",
  },
  date_trunc: {
    args: ['month', 'd'],
    sqlite: "date(d, 'start of month')",
    duckdb: "cast(date_trunc('month', cast(d as date)) as date)",
    postgres: "cast(date_trunc('month', cast(d as timestamp)) as date)",
    spark: "trunc(cast(d as date), 'month')",
  },
  dateadd: {
    args: ['month', 'n', 'd'],
    sqlite: "date(d, n || ' months', 'floor')",
    duckdb: 'cast(cast(d as date) + to_months(cast(n as integer)) as date)',
    postgres: "cast(cast(d as date) + cast(n as integer) * interval '1 month' as date)",
    spark: 'add_months(cast(d as date), cast(n as int))',
  },
  datediff: {
    args: ['a', 'b', 'week'],
    sqlite:
      "cast((julianday(b, 'start of day', '-6 days', 'weekday 1') - julianday(a, 'start of day', '-6 days', 'weekday 1')) / 7 as integer)",
    duckdb: "(date_diff('day', date_trunc('week', cast(a as date)), date_trunc('week', cast(b as date))) // 7)",
    postgres:
      "((cast(date_trunc('week', cast(b as timestamp)) as date) - cast(date_trunc('week', cast(a as timestamp)) as date)) / 7)",
    spark: "(datediff(trunc(cast(b as date), 'week'), trunc(cast(a as date), 'week')) div 7)",
  },
  deduplicate: {
    args: ['t', 'id', 'taken desc'],
    sqlite: 'select * from t group by id having max(taken) is not null or true',
    duckdb: 'select * from t qualify row_number() over (partition by id order by taken desc) = 1',
    postgres: 'select distinct on (id) * from t order by id, taken desc',
    spark:
      'select * except (sp_rank) from (select *, row_number() over (partition by id order by taken desc) as sp_rank from t) where sp_rank = 1',
  },
  format_date: {
    args: ['d', '%d.%m.%Y'],
    sqlite: "strftime('%d.%m.%Y', d)",
    duckdb: "strftime(cast(d as timestamp), '%d.%m.%Y')",
    postgres: `to_char(cast(d as timestamp), 'DD"."MM"."YYYY')`,
    spark: "date_format(cast(d as timestamp), 'dd\\'.\\'MM\\'.\\'yyyy')",
  },
  generate_series: {
    args: ['1', 'n'],
    sqlite:
      '(with recursive sp_series(generated_number, stop, step) as (select 1, n, 1 where case when 1 > 0 then 1 <= n when 1 < 0 then 1 >= n end union all select generated_number + step, stop, step from sp_series where case when step > 0 then generated_number + step <= stop else generated_number + step >= stop end) select generated_number from sp_series)',
    duckdb: '(select generated_number from generate_series(1, n, 1) as sp_series(generated_number))',
    postgres: '(select generated_number from generate_series(1, n, 1) as sp_series(generated_number))',
    spark:
      '(select explode(case when case when 1 > 0 then 1 <= n else 1 >= n end then sequence(1, n, 1) end) as generated_number)',
  },
  hash: {
    args: ['x'],
    sqlite: 'sp_md5(cast(x as text))',
    duckdb: 'md5(cast(x as varchar))',
    postgres: 'md5(cast(x as text))',
    spark: 'md5(cast(x as string))',
  },
  json_value: {
    args: ['x', '$.a.b[0]'],
    sqlite: `case json_type(x, '$."a"."b"[0]') when 'true' then 'true' when 'false' then 'false' else cast(json_extract(x, '$."a"."b"[0]') as text) end`,
    duckdb: `json_extract_string(x, '$."a"."b"[0]')`,
    postgres: "jsonb_extract_path_text(cast(x as jsonb), 'a', 'b', '0')",
    spark: "variant_get(parse_json(x), '$[\\'a\\'][\\'b\\'][0]', 'string')",
  },
  last_day: {
    args: ['d', 'quarter'],
    sqlite: "date(d, 'start of month', '+' || (3 - (strftime('%m', d) + 2) % 3) || ' months', '-1 day')",
    duckdb: "cast(date_trunc('quarter', cast(d as date)) + interval 1 quarter - interval 1 day as date)",
    postgres: "cast(date_trunc('quarter', cast(d as timestamp)) + interval '3 months - 1 day' as date)",
    spark: "last_day(add_months(trunc(cast(d as date), 'quarter'), 2))",
  },
  median: {
    args: ['x'],
    sqlite: 'sp_median(x)',
    duckdb: 'median(x)',
    postgres: 'percentile_cont(0.5) within group (order by x)',
    spark: 'median(x)',
  },
  null_last: {
    args: ['x', 'desc'],
    sqlite: 'x desc nulls last',
    duckdb: 'x desc nulls last',
    postgres: 'x desc nulls last',
    spark: 'x desc nulls last',
  },
  parse_date: {
    args: ['x', '%d/%b/%Y'],
    sqlite:
      "case when length(x) = 11 and x glob '[0-9][0-9]/[A-Z][a-z][a-z]/[0-9][0-9][0-9][0-9]' and instr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) % 3 = 1 and date(substr(x, 8, 4) || '-' || substr('0' || ((instr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3), -2) || '-' || substr(x, 1, 2)) = substr(x, 8, 4) || '-' || substr('0' || ((instr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3), -2) || '-' || substr(x, 1, 2) then substr(x, 8, 4) || '-' || substr('0' || ((instr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3), -2) || '-' || substr(x, 1, 2) end",
    duckdb:
      "case when regexp_matches(x, '^[0-9]{2}/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/[0-9]{4}$') then cast(try_strptime(x, '%d/%b/%Y') as date) end",
    postgres:
      "case when x ~ '^[0-9]{2}/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/[0-9]{4}$' then case when (substr(x, 8, 4) || '-' || lpad(cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as text), 2, '0') || '-' || substr(x, 1, 2)) ~ '^[0-9]{4}-(0[1-9]|1[0-2])-[0-9]{2}' and (substr(x, 8, 4) || '-' || lpad(cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as text), 2, '0') || '-' || substr(x, 1, 2)) !~ '^0000' then case when cast(substr((substr(x, 8, 4) || '-' || lpad(cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as text), 2, '0') || '-' || substr(x, 1, 2)), 9, 2) as integer) between 1 and extract(day from cast(substr((substr(x, 8, 4) || '-' || lpad(cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as text), 2, '0') || '-' || substr(x, 1, 2)), 1, 7) || '-01' as date) + interval '1 month - 1 day') then cast(substr((substr(x, 8, 4) || '-' || lpad(cast((strpos('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as text), 2, '0') || '-' || substr(x, 1, 2)), 1, 10) as date) end end end",
    spark:
      "case when x rlike '^[0-9]{2}/(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/[0-9]{4}$' then try_cast(concat(substr(x, 8, 4), '-', lpad(cast(cast((instr('JanFebMarAprMayJunJulAugSepOctNovDec', substr(x, 4, 3)) + 2) / 3 as int) as string), 2, '0'), '-', substr(x, 1, 2)) as date) end",
  },
  percentile: {
    args: ['x', '0.9'],
    sqlite: 'sp_percentile(x, 0.9)',
    duckdb: 'quantile_cont(x, 0.9)',
    postgres: 'percentile_cont(0.9) within group (order by x)',
    spark: 'percentile(x, 0.9)',
  },
  position: {
    args: ["'a'", 'x'],
    sqlite: "instr(x, 'a')",
    duckdb: "strpos(x, 'a')",
    postgres: "strpos(x, 'a')",
    spark: "locate('a', x)",
  },
  regexp_match: {
    args: ['x', "'^\\d+$'"],
    sqlite: "sp_regexp_match(x, '^\\d+$')",
    duckdb: "regexp_matches(x, '^\\d+$')",
    postgres: "(x ~ '^\\d+$')",
    spark: "(x rlike '^\\\\d+$')",
  },
  regexp_replace: {
    args: ['x', "'(a)'", "'\\1'"],
    sqlite: "sp_regexp_replace(x, '(a)', '\\1')",
    duckdb: "regexp_replace(x, '(a)', '\\1', 'g')",
    postgres: "regexp_replace(x, '(a)', '\\1', 'g')",
    spark: "regexp_replace(x, '(a)', '$1')",
  },
  replace: {
    args: ['x', "'a'", "'b'"],
    sqlite: "replace(x, 'a', 'b')",
    duckdb: "replace(x, 'a', 'b')",
    postgres: "replace(x, 'a', 'b')",
    spark: "replace(x, 'a', 'b')",
  },
  safe_cast: {
    args: ['x', 'integer'],
    sqlite:
      "case when x = cast(x as integer) and (typeof(x) <> 'text' or instr(x, '.') = 0) then cast(x as integer) end",
    duckdb: "case when regexp_matches(cast(x as varchar), '^ *[+-]?[0-9]+ *$') then try_cast(x as bigint) end",
    postgres:
      "case when cast(x as text) ~ '^ *[+-]?[0-9]+ *$' then case when cast(cast(x as text) as numeric) between -9223372036854775808 and 9223372036854775807 then cast(cast(x as text) as bigint) end end",
    spark: "case when cast(x as string) rlike '^ *[+-]?[0-9]+ *$' then try_cast(x as bigint) end",
  },
  safe_divide: {
    args: ['a', 'b'],
    sqlite: '(cast(a as real) / nullif(b, 0))',
    duckdb: '(cast(a as double) / nullif(b, 0))',
    postgres: '(cast(a as double precision) / nullif(b, 0))',
    spark: '(cast(a as double) / nullif(b, 0))',
  },
  split_part: {
    args: ['x', "','", '2'],
    sqlite: `case when x is not null then coalesce(json_extract('[' || replace(json_quote(cast(x as text)), substr(json_quote(','), 2, length(json_quote(',')) - 2), '","') || ']', '$[1]'), '') end`,
    duckdb: "split_part(x, ',', 2)",
    postgres: "split_part(x, ',', cast(2 as integer))",
    spark: "split_part(x, ',', 2)",
  },
  string_agg: {
    args: ['x', "', '"],
    sqlite: "group_concat(x, ', ' order by y)",
    duckdb: "string_agg(cast(x as varchar), ', ' order by y)",
    postgres: "string_agg(cast(x as text), ', ' order by y)",
    spark: "listagg(cast(x as string), ', ') within group (order by y)",
  },
  string_literal: {
    args: ["it's \\d"],
    sqlite: "'it''s \\d'",
    duckdb: "'it''s \\d'",
    postgres: "'it''s \\d'",
    spark: "'it\\'s \\\\d'",
  },
  value_literal: {
    args: ['12'],
    sqlite: "12, '12'",
    duckdb: "'12'",
    postgres: "'12'",
    spark: "'12'",
  },
  pivot: {
    args: ['subject', ['Math', "it's"]],
    sqlite:
      "sum(case when subject = 'Math' then score else 0 end) as `Math_score`, sum(case when subject = 'it''s' then score else 0 end) as `it's_score`",
    duckdb: `sum(case when subject = 'Math' then score else 0 end) as "Math_score", sum(case when subject = 'it''s' then score else 0 end) as "it's_score"`,
    postgres: `sum(case when subject = 'Math' then score else 0 end) as "Math_score", sum(case when subject = 'it''s' then score else 0 end) as "it's_score"`,
    spark:
      "sum(case when subject = 'Math' then score else 0 end) as `Math_score`, sum(case when subject = 'it\\'s' then score else 0 end) as `it's_score`",
  },
  star: {
    args: ['t'],
    sqlite: '`id`, `Math`',
    duckdb: '* exclude ("note")',
    postgres: '"id", "Math"',
    spark: '* except (`note`)',
  },
  union_relations: {
    args: [['t', 'u']],
    sqlite:
      "select 't' as `origin`, `id` as `id`, `Math` as `Math`, (select `art` from u where 1 = 0) as `art` from t\nunion all\nselect 'u' as `origin`, `id` as `id`, (select `Math` from t where 1 = 0) as `Math`, `art` as `art` from u",
    duckdb:
      'select \'t\' as "origin", "id" as "id", "Math" as "Math", (select "art" from u where 1 = 0) as "art" from t\nunion all\nselect \'u\' as "origin", "id" as "id", (select "Math" from t where 1 = 0) as "Math", "art" as "art" from u',
    postgres:
      'select \'t\' as "origin", "id" as "id", "Math" as "Math", (select "art" from u where 1 = 0) as "art" from t\nunion all\nselect \'u\' as "origin", "id" as "id", (select "Math" from t where 1 = 0) as "Math", "art" as "art" from u',
    spark:
      "select 't' as `origin`, `id` as `id`, `Math` as `Math`, (select `art` from u where 1 = 0) as `art` from t\nunion all\nselect 'u' as `origin`, `id` as `id`, (select `Math` from t where 1 = 0) as `Math`, `art` as `art` from u",
  },
  unpivot: {
    args: ['t'],
    sqlite: "select `id`, cast('Math' as text) as `field_name`, cast(`Math` as real) as `value` from t",
    duckdb: 'select "id", cast(\'Math\' as varchar) as "field_name", cast("Math" as double) as "value" from t',
    postgres: 'select "id", cast(\'Math\' as text) as "field_name", cast("Math" as double precision) as "value" from t',
    spark: "select `id`, cast('Math' as string) as `field_name`, cast(`Math` as double) as `value` from t",
  },
  surrogate_key: {
    args: ['a', 'b'],
    sqlite:
      "sp_md5((coalesce(cast(a as text), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast(b as text), '_dbt_utils_surrogate_key_null_')))",
    duckdb:
      "md5((coalesce(cast(a as varchar), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast(b as varchar), '_dbt_utils_surrogate_key_null_')))",
    postgres:
      "md5((coalesce(cast(a as text), '_dbt_utils_surrogate_key_null_') || '-' || coalesce(cast(b as text), '_dbt_utils_surrogate_key_null_')))",
    spark:
      "md5(concat(coalesce(cast(a as string), '_dbt_utils_surrogate_key_null_'), '-', coalesce(cast(b as string), '_dbt_utils_surrogate_key_null_')))",
  },
};

const types: Readonly<Record<TypeName, readonly [sqlite: string, duckdb: string, postgres: string, spark: string]>> = {
  type_bigint: ['integer', 'bigint', 'bigint', 'bigint'],
  type_boolean: ['integer', 'boolean', 'boolean', 'boolean'],
  type_date: ['text', 'date', 'date', 'date'],
  type_double: ['real', 'double', 'double precision', 'double'],
  type_float: ['real', 'double', 'double precision', 'double'],
  type_int: ['integer', 'bigint', 'bigint', 'bigint'],
  type_integer: ['integer', 'bigint', 'bigint', 'bigint'],
  type_numeric: ['real', 'decimal(28,6)', 'decimal(28,6)', 'decimal(28,6)'],
  type_string: ['text', 'varchar', 'text', 'string'],
  type_text: ['text', 'varchar', 'text', 'string'],
  type_timestamp: ['text', 'timestamp', 'timestamp', 'timestamp'],
};

const columns: Readonly<Record<string, readonly string[]>> = {
  t: ['id', 'Math', 'note'],
  u: ['id', 'art'],
};
const surroundings = { columnsOf: (relation: string) => columns[relation] };

const engines = ['sqlite', 'duckdb', 'postgres', 'spark'] as const;

for (const name of portableFunctionNames) {
  test(`${name} has its text on every engine`, () => {
    for (const [index, engine] of engines.entries()) {
      const expected = name in types ? types[name as TypeName][index] : golden[name as keyof typeof golden][engine];
      const args = name in types ? [] : golden[name as keyof typeof golden].args;
      assert.is(getDialect(engine).functions[name]?.render(args, options[name] ?? {}, surroundings), expected, engine);
    }
  });
}
test.run();
