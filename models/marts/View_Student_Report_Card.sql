---
materialized: partitioned
partition_by: term
---
with scores as (
  select
    p.*,
    {{safe_divide "p.score_sum" "p.n_scores"}} as raw_avg,
    {{safe_divide "p.gpa_sum" "p.n_graded"}} as raw_gpa
  from {{ref "agg_score_student_term" on="term"}} as p
),
placed as (
  select
    s.*,
    {{safe_divide "sum(score_sum) over (partition by school_year, grade_level)" "sum(n_scores) over (partition by school_year, grade_level)"}} as raw_grade_avg,
    case when raw_avg is not null then rank() over (partition by school_year, grade_level, case when raw_avg is null then 0 else 1 end order by raw_avg) end as place,
    count(raw_avg) over (partition by school_year, grade_level) as placed_students
  from scores as s
),
members as (
  select d.student_id, d.name, d.grade_level, d.school_id, t.school_year, t.term
  from {{ref "Dim_Student"}} as d
  cross join {{ref "dim_term" on="term"}} as t
)
select
  m.student_id,
  m.name,
  m.grade_level,
  m.school_id,
  m.school_year,
  m.term,
{{#each (var "subjects") as |s|}}
  p.{{s.column}},
  {{letter_of (column_of "p" s.column)}} as {{s.column}}_letter,
{{/each}}
  {{round_to "p.raw_avg"}} as term_avg,
  {{letter_of "p.raw_avg"}} as term_letter,
  {{round_to "p.raw_gpa"}} as gpa,
  {{round_to "p.raw_grade_avg"}} as grade_avg,
  {{share "100 * (p.place - 1)" "p.placed_students - 1"}} as percentile_in_grade,
  coalesce(a.days_recorded, 0) as days_recorded,
  coalesce(a.days_absent, 0) as days_absent,
  coalesce(a.days_late, 0) as days_late,
  {{share "a.days_recorded - a.days_absent" "a.days_recorded"}} as attendance_rate,
  h.completion_rate as homework_completion,
  coalesce(c.contacts, 0) as contacts,
  coalesce(c.teacher_notes, 0) as teacher_notes
from members as m
left join placed as p on p.student_id = m.student_id and p.school_year = m.school_year
left join {{ref "agg_attendance_student_term" on="term"}} as a on a.student_id = m.student_id and a.school_year = m.school_year
left join {{ref "mart_homework_completion" on="term"}} as h on h.student_id = m.student_id and h.school_year = m.school_year
left join {{ref "mart_parent_engagement" on="term"}} as c on c.student_id = m.student_id and c.school_year = m.school_year
where p.student_id is not null or a.student_id is not null or h.student_id is not null
