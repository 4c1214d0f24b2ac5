---
materialized: partitioned
partition_by: school_year
---
with years as (
  select
    school_year,
    student_id,
    min(grade_level) as grade_level,
    min(school_id) as school_id,
    sum(days_recorded) as days_recorded,
    sum(days_absent) as days_absent,
    sum(days_excused) as days_excused,
    sum(first_month_recorded) as first_month_recorded,
    sum(first_month_absent) as first_month_absent
  from {{ref "agg_attendance_student_term" on="school_year"}} as t
  group by school_year, student_id
)
select
  school_year,
  student_id,
  grade_level,
  school_id,
  days_recorded,
  days_absent,
  days_excused,
  {{share "days_absent" "days_recorded"}} as absence_rate,
  case when days_recorded >= {{var "min_days_recorded"}} then 1 else 0 end as meets_min_days,
  -- Ten percent or more, in whole numbers: exactly ten percent is chronic.
  case when 10 * days_absent >= days_recorded then 1 else 0 end as is_chronic,
  {{attendance_band "days_absent" "days_recorded"}} as band,
  first_month_recorded,
  first_month_absent
from years
