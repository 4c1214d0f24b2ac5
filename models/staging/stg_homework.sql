---
indexes:
  - { columns: [student_id, assignment_id], unique: true }
---
with statuses as (
  select x.raw_value, k.*
  from {{ref "xwalk_homework_status"}} as x
  join {{ref "xwalk_homework_category"}} as k on k.status = x.status
)
select
  s.student_id,
  r."Assignment_ID" as assignment_id,
  x.status,
  d.date as due_date,
  j.subject,
  {{cast 'r."Submitted_On"' "date"}} as submitted_on,
  r."Guardian_Signature" as guardian_signature,
  {{cast 'r."Recorded_At"' "date"}} as recorded_at,
  s.student_key,
  s.grade_level,
  d.date_key as due_date_key,
  d.month as due_month,
  d.term,
  d.term_no,
  s.student_no,
  x.is_assigned,
  x.is_on_time,
  x.is_late,
  x.is_missing,
  r._file,
  r._row
from {{ref "raw_homework"}} as r
join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
join {{ref "int_homework_dates"}} as d on d.raw_value = r."Due_Date" and d.reason_code is null
join statuses as x on x.raw_value = lower(r."Status")
join {{ref "xwalk_subject"}} as j on j.raw_value = lower(r."Subject")
left join {{ref "int_homework"}} as i on i._row = r._row and i._file = r._file
where i._row is null or i.disposition = 'kept'
