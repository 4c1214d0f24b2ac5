---
materialized: table
indexes:
  - { columns: [student_id], unique: false }
---
with summed as (
  select
    student_id,
    school_year,
    min(grade_level) as grade_level,
    sum(n_scores) as n_scores,
    sum(score_sum) as score_sum,
{{#each (var "subjects") as |s|}}
    max({{s.column}}_taken) as {{s.column}}_taken,
    {{safe_divide (sum_of s.column) (count_of s.column)}} as {{s.column}}_avg{{#unless @last}},{{/unless}}
{{/each}}
  from {{ref "agg_score_student_term"}}
  group by student_id, school_year
),
averaged as (
  select
    s.*,
    {{#each (var "subjects") as |s|}}{{#unless @first}} + {{/unless}}coalesce({{s.column}}_avg, 0){{/each}} as avg_sum,
    {{#each (var "subjects") as |s|}}{{#unless @first}} + {{/unless}}case when {{s.column}}_avg is null then 0 else 1 end{{/each}} as n_subjects
  from summed as s
)
select
  student_id,
  school_year,
  grade_level,
  n_scores,
  score_sum,
{{#each (var "subjects") as |s|}}
  {{s.column}}_taken,
  {{s.column}}_avg,
{{/each}}
  n_subjects,
  -- Nine digits, so that equal means tie whatever the order of the additions.
  {{round_to (safe_divide "avg_sum" "n_subjects") digits=9}} as subject_mean,
  {{safe_divide "score_sum" "n_scores"}} as score_mean
from averaged
