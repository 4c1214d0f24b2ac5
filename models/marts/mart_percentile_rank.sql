---
materialized: partitioned
partition_by: grade_level
---
with placed as (
  -- The student id decides where a tenth ends among equal scores; the percentile rank of equal scores is equal.
  select
    school_year,
    term,
    term_no,
    grade_level,
    subject,
    subject_no,
    student_id,
    score,
    ntile(10) over by_place as decile,
    ntile(4) over by_place as quartile
  from {{ref "Fact_Performance" on="grade_level"}} as f
  where score is not null
  window by_place as (partition by school_year, term_no, subject_no order by score, student_id)
)
select
  p.school_year,
  p.term,
  p.grade_level,
  p.subject,
  p.student_id,
  p.score,
  {{share "d.n_below" "d.n_scores - 1"}} as percent_rank,
  p.decile,
  p.quartile
from placed as p
join {{ref "agg_score_distribution" on="grade_level"}} as d
  on d.school_year = p.school_year and d.term_no = p.term_no and d.subject_no = p.subject_no and d.score = p.score
