{{!--
  Failing rows when the clean, quarantined and deduplicated row numbers of a file are not disjoint or do not cover 1 … number of records.
  No number twice, as many numbers as records, the least 1 and the greatest their count: then they are exactly 1 … n.
--}}
{{#macro "row_numbers_incomplete" as |raw rejected clean quarantine dedup|}}
with accounted {{as_materialized}} (
  select _row, _file from {{clean}}
  union all
  select _row, _file from {{quarantine}}
  union all
  select _row, _file from {{dedup}}
),
records as (
  select _file, count(*) as n
  from (select _file from {{raw}} union all select _file from {{rejected}}) as loaded
  group by _file
),
covered as (
  select _file, count(*) as n, min(_row) as first_row, max(_row) as last_row
  from accounted
  group by _file
)
select coalesce(r._file, c._file) as file, 'not covered' as problem, r.n as expected, c.n as found
from records as r
full join covered as c on c._file = r._file
where r.n is null or c.n is null or c.n <> r.n or c.first_row <> 1 or c.last_row <> r.n
union all
select _file, 'twice: row ' || {{cast "_row" "text"}}, 1, count(*)
from accounted
group by _row, _file
having count(*) > 1
{{/macro}}

{{!-- Failing rows where the loaded text says something and the clean column is NULL. --}}
{{#macro "silent_nulls" as |clean raw column raw_column|}}
select '{{column}}' as column_name, r._file, r._row, r.{{raw_column}} as raw_text
from {{raw}} as r
where not {{is_missing (column_of "r" raw_column)}}
  and (r._row, r._file) in (select _row, _file from {{clean}} where {{column}} is null)
{{/macro}}
