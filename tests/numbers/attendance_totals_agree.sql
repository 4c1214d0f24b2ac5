---
description: The trend, the chronic mart and the weekday mart count the same days as the fact.
---
with totals as (
  select
    (select count(*) from {{ref "stg_attendance"}} where is_enrolled = 1) as fact_days,
    (select sum(recorded) from {{ref "mart_attendance_trend"}}) as trend_days,
    (select sum(recorded) from {{ref "mart_attendance_trend_daily"}}) as daily_days,
    (select sum(days_recorded) from {{ref "mart_chronic_absenteeism"}}) as student_days,
    (select sum(recorded) from {{ref "mart_attendance_weekday"}} where term = 'ALL') as weekday_days,
    (select sum(recorded) from {{ref "mart_ada_adm"}}) as school_days
)
select *
from totals
where fact_days <> trend_days or fact_days <> daily_days or fact_days <> student_days or fact_days <> weekday_days or fact_days <> school_days
