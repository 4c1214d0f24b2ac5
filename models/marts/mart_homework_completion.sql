---
materialized: partitioned
partition_by: term
indexes:
  - { columns: [student_id, school_year, term], unique: true }
---
with counted as (
  select
    student_id,
    min(school_year) as school_year,
    min(grade_level) as grade_level,
    min(term_no) as term_no,
    count(*) as n_records,
    sum(is_assigned) as assigned,
    sum(is_on_time) as on_time,
    sum(is_late) as late,
    sum(is_missing) as missing
  from {{ref "fact_homework" on="term"}} as f
  group by student_id
)
select
  school_year,
  {{partition_key}} as term,
  student_id,
  grade_level,
  term_no,
  n_records,
  assigned,
  on_time,
  late,
  missing,
  {{share "on_time + late" "assigned"}} as completion_rate,
  {{share "on_time" "assigned"}} as on_time_rate
from counted
