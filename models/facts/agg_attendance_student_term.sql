---
materialized: table
indexes:
  - { columns: [student_id, school_year, term], unique: true }
---
with counted {{as_materialized}} (
  select
    student_no * 10 + term_no as student_term,
    count(*) as days_recorded,
    sum(is_present) as days_present,
    sum(is_absent) as days_absent,
    sum(is_late) as days_late,
    sum(is_excused) as days_excused,
    sum(case when month = {{text_literal (var "first_month")}} then 1 else 0 end) as first_month_recorded,
    sum(case when month = {{text_literal (var "first_month")}} then is_absent else 0 end) as first_month_absent
  from {{ref "stg_attendance"}}
  where is_enrolled = 1
  group by student_no * 10 + term_no
)
select
  s.student_id,
  s.grade_level,
  s.school_id,
  t.school_year,
  t.term,
  t.term_no,
  c.days_recorded,
  c.days_present,
  c.days_absent,
  c.days_late,
  c.days_excused,
  c.first_month_recorded,
  c.first_month_absent
from counted as c
join {{ref "stg_students"}} as s on s.student_no = {{cast "(c.student_term - c.student_term % 10) / 10" "integer"}}
join {{ref "dim_term"}} as t on t.term_no = c.student_term % 10
