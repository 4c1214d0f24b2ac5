select
  communication_id,
  student_id,
  date,
  type,
  channel,
  notes,
  student_key,
  grade_level,
  date_key,
  month,
  term,
  term_no,
  is_inferred as date_inferred,
  _file,
  _row
from {{ref "int_communication"}}
where disposition = 'kept'
