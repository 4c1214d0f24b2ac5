---
materialized: incremental
incremental_strategy: insert_overwrite
partition_by: month
on_schema_change: full_refresh
on_sql_change: full_refresh
---
{{!-- Monthly files bring a month, and corrections of the month before: only months that are not what they were are written again. --}}
with arrived as (
  select student_no, date_key, month, status
  from {{ref "stg_attendance"}}
)
{{#if is_incremental}}
, now as (
  select month, count(*) as records, {{attendance_checksum}} as checksum from arrived group by month
),
before as (
  select month, count(*) as records, {{attendance_checksum}} as checksum from {{this}} group by month
),
changed as (
  select n.month
  from now as n
  left join before as b on b.month = n.month and b.records = n.records and b.checksum = n.checksum
  where b.month is null
)
{{/if}}
select student_no, date_key, month, status
from arrived
{{#if is_incremental}}
where month in (select month from changed)
{{/if}}
