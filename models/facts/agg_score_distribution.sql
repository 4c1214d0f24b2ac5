---
materialized: partitioned
partition_by: grade_level
---
with counted as (
  select school_year, term_no, subject_no, score, min(term) as term, min(subject) as subject, count(*) as n
  from {{ref "Fact_Performance" on="grade_level"}} as f
  group by school_year, term_no, subject_no, score
)
select
  school_year,
  term,
  term_no,
  {{partition_key}} as grade_level,
  subject,
  subject_no,
  score,
  n,
  -- Scores below this one, and scores in all, of the same year, term and subject; NULL scores are neither.
  case when score is not null then sum(case when score is not null then n else 0 end) over (partition by school_year, term_no, subject_no order by score rows between unbounded preceding and current row) - n end as n_below,
  sum(case when score is not null then n else 0 end) over (partition by school_year, term_no, subject_no) as n_scores
from counted
