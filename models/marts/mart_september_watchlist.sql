---
materialized: partitioned
partition_by: grade_level
---
select
  school_year,
  student_id,
  grade_level,
  school_id,
  first_month_recorded as days_recorded,
  first_month_absent as days_absent,
  {{share "first_month_absent" "first_month_recorded"}} as absence_rate,
  {{share "20 * first_month_absent" "first_month_recorded"}} as absences_per_20,
  case
    when 20 * first_month_absent < 2 * first_month_recorded then '<2'
    when 20 * first_month_absent <= 4 * first_month_recorded then '2-4'
    else '>4'
  end as september_group,
  days_recorded - first_month_recorded as later_days_recorded,
  days_absent - first_month_absent as later_days_absent,
  {{share "days_absent - first_month_absent" "days_recorded - first_month_recorded"}} as later_absence_rate,
  is_chronic as became_chronic
from {{ref "mart_chronic_absenteeism" on="grade_level"}} as c
where first_month_recorded > 0
