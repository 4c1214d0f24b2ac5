---
materialized: table
indexes:
  - { columns: [student_id, term], unique: true }
---
with counted as (
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
{{#each (list "math" "english" "science" "history" "geography" "arabic") as |column index|}}
    max(case when subject_no = {{subject_number index}} then score end) as {{column}}{{#unless @last}},{{/unless}}
{{/each}}
  from {{ref "stg_performance"}}
  group by student_id, school_year, term
)
select * from counted
