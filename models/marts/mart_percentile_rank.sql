---
materialized: partitioned
partition_by: grade_level
---
with scores as (
  select *
  from {{ref "agg_score_student_term" on="grade_level"}} as t
),
placed as (
  -- The student id decides where a tenth ends among equal scores; the percentile rank of equal scores is equal.
{{#each (var "subjects") as |s|}}
  select
    school_year,
    term,
    '{{s.name}}' as subject,
    student_id,
    {{s.column}} as score,
    ntile(10) over by_{{s.column}} as decile,
    ntile(4) over by_{{s.column}} as quartile
  from scores
  where {{s.column}} is not null
  window by_{{s.column}} as (partition by school_year, term order by {{s.column}}, student_id)
{{#unless @last}}
  union all
{{/unless}}
{{/each}}
)
select
  p.school_year,
  p.term,
  {{partition_key}} as grade_level,
  p.subject,
  p.student_id,
  p.score,
  {{share "d.n_below" "d.n_scores - 1"}} as percent_rank,
  p.decile,
  p.quartile
from placed as p
join {{ref "agg_score_distribution" on="grade_level"}} as d
  on d.score = p.score and d.subject = p.subject and d.term = p.term and d.school_year = p.school_year
