---
description: An assignment belongs to the grade of the student who has it.
severity: warn
---
select h.student_id, h.assignment_id, h.grade_level
from {{ref "stg_homework"}} as h
join {{ref "xwalk_grade_level"}} as g on g.grade_level = h.grade_level
where {{cast "substr(h.assignment_id, 2, 2)" "integer"}} <> g.grade_num
