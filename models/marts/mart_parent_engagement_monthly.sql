---
materialized: partitioned
partition_by: month
---
with days as (
  select min(date) as first_day, max(date) as last_day, min(school_year) as school_year
  from {{ref "Dim_Date"}}
  where month = {{partition_key}}
),
members as (
  select d.grade_level, y.school_year, sum(d.students) as students
  from {{ref "agg_enrolment_cohort"}} as d
  join days as y on d.enrolled_on <= y.last_day and (d.withdrawn_on is null or d.withdrawn_on >= y.first_day)
  group by d.grade_level, y.school_year
),
by_student as (
  select
    f.student_id,
    f.grade_level,
    count(*) as contacts,
    sum(f.is_human) as human_contacts,
    max(f.is_human * f.is_to_home) as to_home,
    max(f.is_human * f.is_from_home) as from_home
  from {{ref "fact_communication" on="month"}} as f
  join {{ref "Dim_Student"}} as d on d.student_id = f.student_id
  join days as y on d.enrolled_on <= y.last_day and (d.withdrawn_on is null or d.withdrawn_on >= y.first_day)
  group by f.student_id, f.grade_level
),
by_grade as (
  select
    grade_level,
    sum(contacts) as contacts,
    sum(human_contacts) as human_contacts,
    sum(case when human_contacts > 0 then 1 else 0 end) as reached,
    sum(case when to_home = 1 and from_home = 1 then 1 else 0 end) as two_way
  from by_student
  group by grade_level
)
select
  {{partition_key}} as month,
  m.school_year,
  m.grade_level,
  m.students,
  coalesce(g.contacts, 0) as contacts,
  coalesce(g.human_contacts, 0) as human_contacts,
  coalesce(g.two_way, 0) as two_way_students,
  m.students - coalesce(g.reached, 0) as silent_students,
  {{share "m.students - coalesce(g.reached, 0)" "m.students"}} as silent_rate,
  {{share "coalesce(g.reached, 0)" "m.students"}} as coverage_rate
from members as m
left join by_grade as g on g.grade_level = m.grade_level
order by m.grade_level
