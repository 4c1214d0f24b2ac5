---
description: Students who missed exactly ten percent of their recorded days are chronically absent.
---
select student_id, days_recorded, days_absent, is_chronic, band
from {{ref "mart_chronic_absenteeism"}}
where 10 * days_absent = days_recorded and (is_chronic <> 1 or band <> 'moderate chronic')
