---
indexes:
  - { columns: [student_id], unique: true }
---
select
  student_key,
  {{surrogate_key "student_id" (text_literal (var "school_year"))}} as student_year_key,
  student_id,
  name,
  grade_level,
  grade_num,
  dob,
  email,
  school_id,
  program,
  enrolled_on,
  withdrawn_on,
  {{text_literal (var "school_year")}} as school_year,
  updated_at as valid_from,
  {{cast "null" "timestamp"}} as valid_to,
  1 as is_current
from {{ref "stg_students"}}
order by student_no
