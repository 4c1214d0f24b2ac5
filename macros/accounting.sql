{{!--
  Failing rows when the clean, quarantined and deduplicated row numbers of a file are not disjoint or do not cover 1 … number of records.
  Every record is found among them, and they are as many as the records: then each is found exactly once.
--}}
{{#macro "row_numbers_incomplete" as |raw rejected clean quarantine dedup|}}
with records as (
  select _row, _file from {{raw}}
  union all
  select _row, _file from {{rejected}}
)
select 'record without a place' as problem, _file, _row as number
from records
where (_row, _file) not in (
  select _row, _file from {{clean}}
  union all
  select _row, _file from {{quarantine}}
  union all
  select _row, _file from {{dedup}}
)
union all
select 'more places than records', null, places
from (select (select count(*) from {{clean}}) + (select count(*) from {{quarantine}}) + (select count(*) from {{dedup}}) as places) as counted
where places <> (select count(*) from {{raw}}) + (select count(*) from {{rejected}})
union all
select 'record numbers with a hole', f._file, f.n
from (
  select
    d._file,
    (select count(*) from records as r where r._file = d._file) as n,
    (select max(r._row) from records as r where r._file = d._file) as last_row,
    (select min(r._row) from records as r where r._file = d._file) as first_row
  from (select distinct _file from records) as d
) as f
where f.first_row <> 1 or f.last_row <> f.n
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
