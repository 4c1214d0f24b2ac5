---
indexes:
  - { columns: [student_id, school_year, term, subject], unique: true }
---
select
  s.student_id,
  j.subject,
  v.score,
  t.term,
  t.school_year,
  {{cast 'r."Exam_Date"' "date"}} as exam_date,
  {{cast 'r."Recorded_At"' "date"}} as recorded_at,
  s.student_key,
  s.student_no,
  s.grade_level,
  t.term_no,
  j.subject_no,
  v.letter,
  v.gpa_points,
  coalesce(v.score_status, 'absent') as score_status,
  r._file,
  r._row
from {{ref "raw_performance"}} as r
join {{ref "stg_students"}} as s on s.student_id = {{student_id_form 'r."Student_ID"'}}
join {{ref "xwalk_subject"}} as j on j.raw_value = lower(r."Subject")
join {{ref "xwalk_term"}} as t on t.term = r."Term" and t.school_year = r."School_Year"
left join {{ref "int_score_values"}} as v on v.raw_value = r."Score"
left join {{ref "int_performance"}} as i on i._row = r._row and i._file = r._file
where i._row is null or i.disposition = 'kept'
