---
materialized: partitioned
partition_by: school_year
---
with terms as (
  select school_year, student_id, grade_level, term, term_no, n_graded, gpa_sum
  from {{ref "agg_score_student_term" on="school_year"}} as t
),
measured as (
  select
    school_year, student_id, grade_level, term, n_graded,
    {{safe_divide "gpa_sum" "n_graded"}} as raw_gpa,
    lag({{safe_divide "gpa_sum" "n_graded"}}) over (partition by school_year, student_id order by term_no) as gpa_before
  from terms
  union all
  select school_year, student_id, min(grade_level), 'ALL', sum(n_graded), {{safe_divide "sum(gpa_sum)" "sum(n_graded)"}}, null
  from terms
  group by school_year, student_id
)
select
  school_year,
  student_id,
  grade_level,
  term,
  n_graded as n_courses,
  {{round_to "raw_gpa"}} as gpa,
  {{round_to "raw_gpa - gpa_before"}} as gpa_delta,
  case when raw_gpa is null then null when raw_gpa + 1e-9 >= {{var "honour_roll_gpa"}} then 1 else 0 end as is_honour_roll
from measured
