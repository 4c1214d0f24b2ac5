select
  s.school_id,
  s.school_no,
  s.school_name,
  s.school_level,
  s.lowest_grade,
  s.highest_grade,
  coalesce(n.students, 0) as students
from {{ref "xwalk_school"}} as s
left join (
  select school_id, count(*) as students
  from {{ref "stg_students"}}
  group by school_id
) as n on n.school_id = s.school_id
order by s.school_no
