---
materialized: partitioned
partition_by: grade_level
---
select
  r.school_year,
  r.grade_level,
  r.student_id,
  d.name,
  d.school_id,
  r.n_subjects,
  {{round_to "r.subject_mean"}} as avg_score,
  dense_rank() over (partition by r.school_year order by r.subject_mean desc) as rank_in_grade,
  r.rank_overall,
  row_number() over (partition by r.school_year order by r.subject_mean desc, r.student_id) as place_in_grade
from {{ref "agg_score_rank" on="grade_level"}} as r
join {{ref "Dim_Student"}} as d on d.student_id = r.student_id
