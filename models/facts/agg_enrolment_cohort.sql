---
materialized: table
---
select school_id, grade_level, enrolled_on, withdrawn_on, count(*) as students
from {{ref "Dim_Student"}}
group by school_id, grade_level, enrolled_on, withdrawn_on
