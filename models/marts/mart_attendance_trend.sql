---
materialized: partitioned
partition_by: month
---
with this_month as (
  select month, month_no, school_year, grade_level, sum(recorded) as recorded, sum(present) as present, sum(absent) as absent, sum(late) as late, sum(excused) as excused
  from {{ref "agg_attendance_daily" on="month"}} as d
  group by month, month_no, school_year, grade_level
),
up_to_now as (
  select month_no, grade_level, sum(recorded) as recorded, sum(absent) as absent
  from {{ref "agg_attendance_daily"}}
  where month <= {{partition_key}}
  group by month_no, grade_level
),
compared as (
  select
    m.month,
    m.school_year,
    m.grade_level,
    m.recorded,
    m.present,
    m.absent,
    m.late,
    m.excused,
    sum(case when p.month_no = m.month_no - 1 then p.recorded end) as recorded_before,
    sum(case when p.month_no = m.month_no - 1 then p.absent end) as absent_before,
    sum(p.recorded) as recorded_3m,
    sum(p.absent) as absent_3m
  from this_month as m
  join up_to_now as p on p.grade_level = m.grade_level and p.month_no between m.month_no - 2 and m.month_no
  group by m.month, m.school_year, m.grade_level, m.recorded, m.present, m.absent, m.late, m.excused
)
select
  month,
  school_year,
  grade_level,
  recorded,
  present,
  absent,
  late,
  excused,
  {{share "recorded - absent" "recorded"}} as attendance_rate,
  {{round_to (difference_of (safe_divide "100 * (recorded - absent)" "recorded") (safe_divide "100 * (recorded_before - absent_before)" "recorded_before"))}} as delta_pp,
  {{share "recorded_3m - absent_3m" "recorded_3m"}} as rate_3m
from compared
order by grade_level
