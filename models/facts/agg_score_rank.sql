---
materialized: table
---
select
  student_id,
  school_year,
  grade_level,
  n_subjects,
  subject_mean,
  dense_rank() over (partition by school_year order by subject_mean desc) as rank_overall
from {{ref "agg_score_student_year"}}
where n_subjects >= {{var "min_subjects"}}
