---
materialized: partitioned
partition_by: grade_level
---
with counted as (
  select school_year, term, iso_weekday, weekday, sum(recorded) as recorded, sum(absent) as absent
  from {{ref "agg_attendance_daily" on="grade_level"}} as d
  group by school_year, term, iso_weekday, weekday
),
spread as (
  select school_year, term, iso_weekday, weekday, recorded, absent
  from counted
  union all
  select school_year, 'ALL', iso_weekday, weekday, sum(recorded), sum(absent)
  from counted
  group by school_year, iso_weekday, weekday
),
base as (
  select
    school_year,
    term,
    sum(case when iso_weekday between 2 and 4 then recorded else 0 end) as midweek_recorded,
    sum(case when iso_weekday between 2 and 4 then absent else 0 end) as midweek_absent,
    sum(case when iso_weekday = 5 then recorded else 0 end) as friday_recorded,
    sum(case when iso_weekday = 5 then absent else 0 end) as friday_absent,
    sum(case when iso_weekday < 5 then recorded else 0 end) as rest_recorded,
    sum(case when iso_weekday < 5 then absent else 0 end) as rest_absent
  from spread
  group by school_year, term
)
select
  s.school_year,
  s.term,
  {{partition_key}} as grade_level,
  s.iso_weekday,
  s.weekday,
  s.recorded,
  s.absent,
  {{share "s.absent" "s.recorded"}} as absence_rate,
  {{share "1.0 * s.absent * b.midweek_recorded" "1.0 * s.recorded * b.midweek_absent"}} as index_to_midweek,
  {{round_to (difference_of (safe_divide "100 * b.friday_absent" "b.friday_recorded") (safe_divide "100 * b.rest_absent" "b.rest_recorded"))}} as friday_gap_pp
from spread as s
join base as b on b.school_year = s.school_year and b.term = s.term
order by s.school_year, s.term, s.iso_weekday
