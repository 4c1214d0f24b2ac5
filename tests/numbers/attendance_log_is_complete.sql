---
description: The log has as many records as the staged attendance, of the same days, whatever order the monthly files came in.
---
with staged as (
  select count(*) as records, sum(date_key) as days from {{ref "stg_attendance"}}
),
logged as (
  select count(*) as records, sum(date_key) as days from {{ref "fact_attendance_log"}}
)
select s.records as staged_records, l.records as logged_records
from staged as s
cross join logged as l
where s.records <> l.records or s.days <> l.days
