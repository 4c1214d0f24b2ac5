---
materialized: partitioned
partition_by: school_year
---
select
  school_year,
  grade_level,
  school_id,
  count(*) as n_students,
  sum(meets_min_days) as n_counted,
  sum(meets_min_days * is_chronic) as n_chronic,
  {{share "sum(meets_min_days * is_chronic)" "sum(meets_min_days)"}} as chronic_rate,
  sum(case when meets_min_days = 1 and band = 'satisfactory' then 1 else 0 end) as n_satisfactory,
  sum(case when meets_min_days = 1 and band = 'at risk' then 1 else 0 end) as n_at_risk,
  sum(case when meets_min_days = 1 and band = 'moderate chronic' then 1 else 0 end) as n_moderate_chronic,
  sum(case when meets_min_days = 1 and band = 'severe chronic' then 1 else 0 end) as n_severe_chronic
from {{ref "mart_chronic_absenteeism" on="school_year"}} as c
group by school_year, grade_level, school_id
order by grade_level, school_id
