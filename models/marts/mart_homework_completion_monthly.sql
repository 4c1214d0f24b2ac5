---
materialized: partitioned
partition_by: month
---
select
  month,
  school_year,
  grade_level,
  subject,
  count(*) as n_records,
  sum(is_assigned) as assigned,
  sum(is_on_time) as on_time,
  sum(is_late) as late,
  sum(is_missing) as missing,
  {{share "sum(is_on_time) + sum(is_late)" "sum(is_assigned)"}} as completion_rate,
  {{share "sum(is_on_time)" "sum(is_assigned)"}} as on_time_rate
from {{ref "fact_homework" on="month"}} as f
group by month, school_year, grade_level, subject
order by grade_level, subject
