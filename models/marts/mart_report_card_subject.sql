---
materialized: view
---
select
  f.student_id,
  d.name,
  f.grade_level,
  f.school_year,
  f.term,
  f.subject,
  f.score,
  f.letter,
  f.gpa_points,
  f.score_status,
  g.avg_score as grade_avg,
  g.median_score as grade_median
from {{ref "Fact_Performance"}} as f
join {{ref "Dim_Student"}} as d on d.student_id = f.student_id
left join {{ref "mart_avg_score_by_grade"}} as g
  on g.school_year = f.school_year and g.term = f.term and g.subject = f.subject and g.grade_level = f.grade_level
