---
description: Attendance was recorded only while the student was enrolled. Other days are kept in the fact and left out of every rate.
severity: warn
---
select student_id, date
from {{ref "stg_attendance"}}
where is_enrolled = 0
