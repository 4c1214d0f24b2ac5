{{!--
  Failing rows when the clean, quarantined and deduplicated row numbers of a file are not disjoint or do not cover 1 … number of records.
  Every record is found among them, and they are as many as the records: then each is found exactly once.
--}}
{{#macro "row_numbers_incomplete" as |raw rejected clean quarantine dedup|}}
with records as (
  select _row, _file from {{raw}}
  union all
  select _row, _file from {{rejected}}
),
numbering {{as_materialized}} (
  -- One pass; the parts of a file that comes in several are looked at one by one below.
  select count(distinct _file) as n_files, min(_file) as first_file, min(_row) as first_row, max(_row) as last_row, count(*) as n
  from records
)
select 'record without a place' as problem, _file, _row as number
from records
where {{place_is_missing clean quarantine dedup}}
union all
select 'more places than records', null, places
from (select (select count(*) from {{clean}}) + (select count(*) from {{quarantine}}) + (select count(*) from {{dedup}}) as places) as counted
where places <> (select n from numbering)
union all
select 'record numbers with a hole', first_file, last_row
from numbering
where n_files = 1 and (first_row <> 1 or last_row <> n)
union all
select 'record numbers with a hole', _file, max(_row)
from records
where (select n_files from numbering) > 1
group by _file
having min(_row) <> 1 or max(_row) <> count(*)
{{/macro}}

{{!-- Failing rows of a dedup log whose kept row is not among the clean rows. --}}
{{#macro "kept_rows_missing" as |source dedup clean|}}
select '{{source}}' as source, kept_file, kept_row
from (
  select kept_row, kept_file from {{dedup}}
  except
  select _row, _file from {{clean}} where (_row, _file) in (select kept_row, kept_file from {{dedup}})
) as missing
{{/macro}}

{{!-- Failing rows where the loaded text says something and the clean column is NULL. --}}
{{#macro "silent_nulls" as |clean raw column raw_column|}}
select '{{column}}' as column_name, r._file, r._row, r.{{raw_column}} as raw_text
from {{raw}} as r
where not {{is_missing (column_of "r" raw_column)}}
  and (r._row, r._file) in (select _row, _file from {{clean}} where {{column}} is null)
{{/macro}}

{{!-- True for a row of `records` that is in none of the three. Spark and PostgreSQL compare each record with each place for NOT IN with two columns. --}}
{{#macro "default__place_is_missing" as |clean quarantine dedup|}}
(_row, _file) not in (
{{places clean quarantine dedup}}
)
{{/macro}}
{{#macro "spark__place_is_missing" as |clean quarantine dedup|}}
{{has_no_place clean quarantine dedup}}
{{/macro}}
{{#macro "postgres__place_is_missing" as |clean quarantine dedup|}}
{{has_no_place clean quarantine dedup}}
{{/macro}}
{{#macro "has_no_place" as |clean quarantine dedup|}}
not exists (
  select 1
  from (
{{places clean quarantine dedup}}
  ) as places
  where places._row = records._row and places._file = records._file
)
{{/macro}}

{{#macro "places" as |clean quarantine dedup|}}
  select _row, _file from {{clean}}
  union all
  select _row, _file from {{quarantine}}
  union all
  select _row, _file from {{dedup}}
{{/macro}}
