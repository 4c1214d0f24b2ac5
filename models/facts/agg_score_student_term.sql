---
materialized: table
indexes:
  - { columns: [student_id, school_year, term], unique: true }
---
select
  student_id,
  school_year,
  term,
  min(grade_level) as grade_level,
  min(term_no) as term_no,
  count(*) as n_records,
  count(score) as n_scores,
  sum(score) as score_sum,
  count(gpa_points) as n_graded,
  sum(gpa_points) as gpa_sum,
{{#each (var "subjects") as |s|}}
  max(case when subject = '{{s.name}}' then score end) as {{s.column}},
  max(case when subject = '{{s.name}}' then 1 else 0 end) as {{s.column}}_taken{{#unless @last}},{{/unless}}
{{/each}}
from {{ref "stg_performance"}}
group by student_id, school_year, term
