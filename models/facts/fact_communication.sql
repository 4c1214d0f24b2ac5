select
  c.communication_id,
  c.student_key,
  c.student_id,
  c.date,
  c.date_key,
  c.type,
  c.channel,
  c.notes,
  k.is_human,
  k.is_to_home,
  k.is_from_home,
  {{text_literal (var "school_year")}} as school_year,
  c.term,
  c.month,
  c.grade_level
from {{ref "stg_communication"}} as c
join {{ref "xwalk_contact_category"}} as k on k.type = c.type
