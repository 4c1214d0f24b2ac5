---
materialized: partitioned
partition_by: month
---
select
  month,
  date,
  school_year,
  weekday,
  grade_level,
  sum(recorded) as recorded,
  sum(present) as present,
  sum(absent) as absent,
  sum(late) as late,
  {{share "sum(recorded) - sum(absent)" "sum(recorded)"}} as attendance_rate
from {{ref "agg_attendance_daily" on="month"}} as d
group by month, date, school_year, weekday, grade_level
order by date, grade_level
