select
  student_key,
  student_id,
  school_year,
  term,
  subject,
  score,
  letter,
  gpa_points,
  score_status,
  exam_date,
  term_no,
  subject_no,
  grade_level
from {{ref "stg_performance"}}
