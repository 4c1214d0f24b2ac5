---
materialized: partitioned
partition_by: grade_level
---
with students as (
  select
    c.school_year,
    c.band,
    {{cast "c.days_absent" "double"}} / c.days_recorded as absence,
    s.score_mean as score
  from {{ref "mart_chronic_absenteeism" on="grade_level"}} as c
  join {{ref "agg_score_student_year" on="grade_level"}} as s on s.student_id = c.student_id and s.school_year = c.school_year
  where c.meets_min_days = 1 and c.days_recorded > 0 and s.score_mean is not null
),
whole as (
  select
    school_year,
    count(*) as n,
    sum(score) as y,
    sum(score * score) as yy,
    sum(1 - absence) as x,
    sum((1 - absence) * (1 - absence)) as xx,
    sum((1 - absence) * score) as xy,
    avg(case when band = 'satisfactory' then score end) as satisfactory_mean
  from students
  group by school_year
),
bands as (
  select school_year, band, count(*) as n_students, avg(score) as band_mean
  from students
  group by school_year, band
),
measured as (
  select
    w.*,
    {{sd_from_sums "n" "y" "yy"}} as sd,
    case when n * xx > x * x and n * yy > y * y then (n * xy - x * y) / sqrt((n * xx - x * x) * (n * yy - y * y)) end as r
  from whole as w
)
select
  b.school_year,
  {{partition_key}} as grade_level,
  b.band,
  b.n_students,
  {{round_to "b.band_mean"}} as avg_score,
  {{share "b.band_mean - m.satisfactory_mean" "m.sd"}} as gap_in_sd,
  m.n as n_grade,
  {{round_to "m.sd"}} as sd_score,
  {{round_to "m.r"}} as pearson_r
from bands as b
join measured as m on m.school_year = b.school_year
order by b.school_year, b.band
