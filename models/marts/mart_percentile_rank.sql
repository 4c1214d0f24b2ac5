---
materialized: partitioned
partition_by: grade_level
---
select
  school_year,
  term,
  grade_level,
  subject,
  student_id,
  score,
  percent_rank() over by_score as percent_rank,
  ntile(10) over by_place as decile,
  ntile(4) over by_place as quartile
from {{ref "Fact_Performance" on="grade_level"}} as f
where score is not null
window
  by_score as (partition by school_year, term, subject order by score),
  by_place as (partition by school_year, term, subject order by score, student_id)
