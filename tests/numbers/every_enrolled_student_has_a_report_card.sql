---
description: Every student with a score, a recorded day or homework in a term has exactly one report card for it.
---
select x.student_id, x.school_year, x.term
from (
  select student_id, school_year, term from {{ref "agg_score_student_term"}}
  union
  select student_id, school_year, term from {{ref "agg_attendance_student_term"}}
) as x
left join {{ref "View_Student_Report_Card"}} as v on v.student_id = x.student_id and v.school_year = x.school_year and v.term = x.term
where v.student_id is null
