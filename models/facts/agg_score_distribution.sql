---
materialized: partitioned
partition_by: grade_level
---
with scores as (
  select *
  from {{ref "agg_score_student_term" on="grade_level"}} as t
),
counted as (
{{#each (var "subjects") as |s|}}
  select school_year, term, '{{s.name}}' as subject, {{s.column}} as score, count(*) as n
  from scores
  where {{s.column}}_taken = 1
  group by school_year, term, {{s.column}}
{{#unless @last}}
  union all
{{/unless}}
{{/each}}
)
select
  school_year,
  term,
  {{partition_key}} as grade_level,
  subject,
  score,
  n,
  -- Scores below this one, and scores in all, of the same year, term and subject; NULL scores are neither.
  case when score is not null then sum(case when score is not null then n else 0 end) over (partition by school_year, term, subject order by score rows between unbounded preceding and current row) - n end as n_below,
  sum(case when score is not null then n else 0 end) over (partition by school_year, term, subject) as n_scores
from counted
