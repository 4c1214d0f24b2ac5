---
description: The letters of the report card are those of the seed xwalk_letter_grade, as staging has them.
---
select f.student_id, f.school_year, f.term, f.score, f.letter, v.math_letter
from {{ref "Fact_Performance"}} as f
join {{ref "View_Student_Report_Card"}} as v on v.student_id = f.student_id and v.school_year = f.school_year and v.term = f.term
where f.subject = 'Math' and (f.letter <> v.math_letter or (f.letter is null) <> (v.math_letter is null))
