---
description: Every student with a score or a recorded day in a term has a report card for it.
---
select p.student_id, p.school_year, p.term
from {{ref "agg_score_student_term"}} as p
left join {{ref "View_Student_Report_Card"}} as v on v.student_id = p.student_id and v.school_year = p.school_year and v.term = p.term
where v.student_id is null
union all
select a.student_id, a.school_year, a.term
from {{ref "agg_attendance_student_term"}} as a
left join {{ref "View_Student_Report_Card"}} as v on v.student_id = a.student_id and v.school_year = a.school_year and v.term = a.term
where v.student_id is null
