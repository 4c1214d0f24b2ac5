---
materialized: partitioned
partition_by: school_year
---
with candidates as (
  select student_id
  from {{ref "agg_attendance_student_term" on="school_year"}} as t
  group by student_id
  having sum(days_absent) >= 2
),
numbered as (
  -- The n-th recorded day of the student: a streak may not skip a day on which the student was recorded as present.
  select
    f.school_year,
    f.student_id,
    f.grade_level,
    f.date_key,
    f.is_absent,
    row_number() over (partition by f.student_id order by f.date) as day_no
  from {{ref "Fact_Attendance" on="school_year"}} as f
  where f.student_id in (select student_id from candidates)
),
absences as (
  select
    n.*,
    n.day_no - row_number() over (partition by n.student_id order by n.day_no) as island
  from numbered as n
  where n.is_absent = 1
),
streaks as (
  select
    school_year,
    student_id,
    min(grade_level) as grade_level,
    min(date_key) as first_key,
    max(date_key) as last_key,
    count(*) as streak_length
  from absences
  group by school_year, student_id, island
  having count(*) >= 2
)
select
  s.school_year,
  s.student_id,
  row_number() over (partition by s.student_id order by s.first_key) as streak_no,
  s.grade_level,
  s.streak_length,
  a.date as started_on,
  b.date as ended_on,
  a.session_no as first_session_no,
  b.session_no as last_session_no,
  b.session_no - a.session_no + 1 as sessions_spanned
from streaks as s
join {{ref "Dim_Date"}} as a on a.date_key = s.first_key
join {{ref "Dim_Date"}} as b on b.date_key = s.last_key
