{{!-- The records that need a closer look: those that fail a rule, and those whose student and assignment occur more than once. --}}
with keyed {{as_materialized}} (
  select
    r._file,
    r._row,
    case
      when s.student_no is not null and a.assignment_no is not null and d.date_key is not null and d.reason_code is null
        and x.status is not null and j.subject is not null and length(r."Recorded_At") = 10
        and (r."Submitted_On" is null or length(r."Submitted_On") = 10)
        then s.student_no * 100000 + a.assignment_no
    end as record_key
  from {{ref "raw_homework"}} as r
  left join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
  left join {{ref "int_homework_assignments"}} as a on a.assignment_id = r."Assignment_ID"
  left join {{ref "int_homework_dates"}} as d on d.raw_value = r."Due_Date"
  left join {{ref "xwalk_homework_status"}} as x on x.raw_value = lower(r."Status")
  left join {{ref "xwalk_subject"}} as j on j.raw_value = lower(r."Subject")
),
suspects as (
  select _row, _file
  from keyed
  where record_key is null
    or record_key in (select record_key from keyed where record_key is not null group by record_key having count(*) > 1)
)
select
  r._file,
  r._row,
  r."Student_ID" as raw_student_id,
  r."Assignment_ID" as raw_assignment_id,
  r."Status" as raw_status,
  r."Due_Date" as raw_due_date,
  r."Subject" as raw_subject,
  r."Submitted_On" as raw_submitted,
  r."Guardian_Signature" as raw_signature,
  r."Recorded_At" as raw_recorded
from {{ref "raw_homework"}} as r
where (r._row, r._file) in (select _row, _file from suspects)
