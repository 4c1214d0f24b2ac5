{{!-- The records that need a closer look: those that fail a rule, and those whose student, year, term and subject occur more than once. --}}
with keyed {{as_materialized}} (
  -- The key as one integer: sorting it is several times cheaper than sorting four texts. NULL when a rule fails.
  select
    r._file,
    r._row,
    case
      when s.student_no is not null and j.subject_no is not null and t.term_no is not null and v.reason_code is null
        and length(r."Exam_Date") = 10 and length(r."Recorded_At") = 10 and (r."Score" is null or v.raw_value is not null)
        then (s.student_no * 10000 + {{cast 'substr(r."School_Year", 1, 4)' "integer"}}) * 1000 + j.subject_no * 10 + t.term_no
    end as record_key
  from {{ref "raw_performance"}} as r
  left join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
  left join {{ref "xwalk_subject"}} as j on j.raw_value = lower(r."Subject")
  left join {{ref "xwalk_term"}} as t on t.term = r."Term" and t.school_year = r."School_Year"
  left join {{ref "int_score_values"}} as v on v.raw_value = r."Score"
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
  r."Subject" as raw_subject,
  r."Score" as raw_score,
  r."Term" as raw_term,
  r."School_Year" as raw_school_year,
  r."Exam_Date" as raw_exam_date,
  r."Recorded_At" as raw_recorded
from {{ref "raw_performance"}} as r
where (r._row, r._file) in (select _row, _file from suspects)
