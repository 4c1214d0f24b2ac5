---
indexes:
  - { columns: [student_id, date], unique: true }
---
with statuses as (
  select x.raw_value, k.*
  from {{ref "xwalk_attendance_status"}} as x
  join {{ref "xwalk_attendance_category"}} as k on k.status = x.status
)
select
  s.student_id,
  d.date,
  x.status,
  d.school_year,
  r."Recorded_At" as recorded_at,
  s.student_key,
  d.date_key,
  d.month,
  d.term,
  d.term_no,
  s.student_no,
  s.section_no,
  s.grade_level,
  x.is_present,
  x.is_absent,
  x.is_late,
  x.is_excused,
  case when d.date >= s.enrolled_on and (s.withdrawn_on is null or d.date <= s.withdrawn_on) then 1 else 0 end as is_enrolled,
  r._file,
  r._row
from {{ref "raw_attendance"}} as r
join {{ref "int_attendance_dates"}} as d on d.raw_value = r."Date" and d.reason_code is null
join statuses as x on x.raw_value = lower(r."Status")
join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
left join {{ref "int_attendance"}} as i on i._row = r._row and i._file = r._file
where i._row is null or i.disposition = 'kept'
