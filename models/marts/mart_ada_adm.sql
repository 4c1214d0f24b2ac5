---
materialized: partitioned
partition_by: month
---
with sessions as (
  select date, month, school_year
  from {{ref "Dim_Date"}}
  where month = {{partition_key}} and is_instructional = 1
),
membership as (
  select
    s.month,
    s.school_year,
    c.school_id,
    c.grade_level,
    c.enrolled_on,
    c.withdrawn_on,
    c.students,
    count(*) as days
  from {{ref "agg_enrolment_cohort"}} as c
  join sessions as s on s.date >= c.enrolled_on and (c.withdrawn_on is null or s.date <= c.withdrawn_on)
  group by s.month, s.school_year, c.school_id, c.grade_level, c.enrolled_on, c.withdrawn_on, c.students
),
enrolled as (
  select month, school_year, school_id, grade_level, sum(students) as students, sum(students * days) as enrolled_days
  from membership
  group by month, school_year, school_id, grade_level
),
attended as (
  select school_id, grade_level, sum(recorded) as recorded, sum(present) as present, sum(absent) as absent
  from {{ref "agg_attendance_daily" on="month"}} as d
  group by school_id, grade_level
),
joined as (
  select
    e.*,
    n.sessions,
    coalesce(a.recorded, 0) as recorded,
    coalesce(a.present, 0) as present,
    coalesce(a.absent, 0) as absent
  from enrolled as e
  cross join (select count(*) as sessions from sessions) as n
  left join attended as a on a.school_id = e.school_id and a.grade_level = e.grade_level
),
measured as (
  select
    j.*,
    {{safe_divide "enrolled_days" "sessions"}} as raw_adm,
    case when {{var "attendance_sampled"}} = 1
      then {{safe_divide "1.0 * enrolled_days * present" "1.0 * sessions * recorded"}}
      else {{safe_divide "present" "sessions"}} end as raw_ada
  from joined as j
)
select
  month,
  school_year,
  school_id,
  grade_level,
  sessions,
  students,
  enrolled_days,
  recorded,
  present,
  absent,
  {{round_to "raw_adm"}} as adm,
  {{round_to "raw_ada"}} as ada,
  {{share "raw_ada" "raw_adm"}} as pct_attendance
from measured
order by school_id, grade_level
