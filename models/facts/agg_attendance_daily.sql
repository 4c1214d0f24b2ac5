---
materialized: table
---
with counted {{as_materialized}} (
  -- One integer for day and section sorts much faster than three columns.
  select
    date_key * 10000 + section_no as day_section,
    count(*) as recorded,
    sum(is_present) as present,
    sum(is_absent) as absent,
    sum(is_late) as late,
    sum(is_excused) as excused
  from {{ref "stg_attendance"}}
  where is_enrolled = 1
  group by date_key * 10000 + section_no
),
sections {{as_materialized}} (
  select {{cast "g.grade_num * 100 + s.school_no" "integer"}} as section_no, g.grade_level, g.grade_num, s.school_id
  from {{ref "xwalk_grade_level"}} as g
  cross join {{ref "xwalk_school"}} as s
),
split as (
  select
    {{cast "(day_section - day_section % 10000) / 10000" "integer"}} as date_key,
    {{cast "day_section % 10000" "integer"}} as section_no,
    recorded, present, absent, late, excused
  from counted
)
select
  d.date_key,
  d.date,
  d.month,
  d.month_no,
  d.term,
  d.term_no,
  d.school_year,
  d.iso_weekday,
  d.weekday,
  c.grade_level,
  c.grade_num,
  c.school_id,
  p.recorded,
  p.present,
  p.absent,
  p.late,
  p.excused
from split as p
join {{ref "Dim_Date"}} as d on d.date_key = p.date_key
join sections as c on c.section_no = p.section_no
