{{!-- The records that need a closer look: those that fail a rule, and those whose student and day occur more than once. --}}
with keyed {{as_materialized}} (
  -- The key as one integer: sorting it is several times cheaper than sorting two texts. NULL when a rule fails.
  select
    r._file,
    r._row,
    case
      when s.student_no is not null and d.date_key is not null and d.reason_code is null and x.status is not null and length(r."Recorded_At") = 10
        then s.student_no * 100000000 + d.date_key
    end as record_key
  from {{ref "raw_attendance"}} as r
  left join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
  left join {{ref "int_attendance_dates"}} as d on d.raw_value = r."Date"
  left join {{ref "xwalk_attendance_status"}} as x on x.raw_value = lower(r."Status")
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
  r."Date" as raw_date,
  r."Status" as raw_status,
  r."Recorded_At" as raw_recorded
from {{ref "raw_attendance"}} as r
where (r._row, r._file) in (select _row, _file from suspects)
