---
materialized: partitioned
partition_by: term
---
with previous_term as (
  select p.term
  from {{ref "dim_term" on="term"}} as t
  join {{ref "dim_term"}} as p on p.school_year = t.school_year and p.term_no = t.term_no - 1
),
cohorts {{as_materialized}} (
  select
    c.*,
    p.mean_score as prev_mean,
    p.sd_score as prev_sd
  from {{ref "mart_term_growth_cohort" on="term"}} as c
  left join {{ref "mart_term_growth_cohort"}} as p
    on p.school_year = c.school_year and p.grade_level = c.grade_level and p.subject = c.subject and p.term = (select term from previous_term)
),
scored as (
  select
    f.school_year,
    f.term,
    f.student_id,
    f.grade_level,
    f.subject,
    f.score,
    p.score as prev_score,
    (f.score - c.mean_score) / nullif(c.sd_score, 0) as z,
    (p.score - c.prev_mean) / nullif(c.prev_sd, 0) as prev_z,
    f.score - (c.intercept + c.slope * p.score) as residual
  from {{ref "Fact_Performance" on="term"}} as f
  left join {{ref "Fact_Performance"}} as p
    on p.student_id = f.student_id and p.school_year = f.school_year and p.term = (select term from previous_term) and p.subject = f.subject
  join cohorts as c on c.school_year = f.school_year and c.grade_level = f.grade_level and c.subject = f.subject
  where f.score is not null
)
select
  school_year,
  term,
  student_id,
  grade_level,
  subject,
  score,
  prev_score,
  score - prev_score as gain,
  {{round_to "z"}} as z,
  {{round_to "z - prev_z"}} as z_gain,
  {{round_to "residual"}} as residual_gain
from scored
