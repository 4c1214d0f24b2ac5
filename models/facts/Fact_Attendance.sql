select
  student_key,
  date_key,
  student_id,
  date,
  status,
  is_present,
  is_absent,
  is_late,
  is_excused,
  school_year,
  term,
  month,
  grade_level
from {{ref "stg_attendance"}}
