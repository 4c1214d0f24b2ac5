---
indexes:
  - { columns: [student_id], unique: true }
  - { columns: [student_no], unique: true }
---
select
  student_id,
  name,
  grade_level,
  dob,
  email,
  school_id,
  program,
  emergency_contact,
  enrolled_on,
  withdrawn_on,
  updated_at,
  {{cast "substr(student_id, 2)" "integer"}} as student_no,
  grade_num,
  section_no,
  {{surrogate_key "student_id"}} as student_key,
  _file,
  _row
from {{ref "int_students"}}
where disposition = 'kept'
