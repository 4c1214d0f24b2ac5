select
  student_key,
  student_id,
  assignment_id,
  subject,
  status,
  due_date,
  due_date_key,
  submitted_on,
  guardian_signature,
  is_assigned,
  is_on_time,
  is_late,
  is_missing,
  {{text_literal (var "school_year")}} as school_year,
  term,
  due_month as month,
  grade_level
from {{ref "stg_homework"}}
