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
pairs {{as_materialized}} (
  select
    c.school_year,
    c.student_id,
    c.grade_level,
{{#each (var "subjects") as |s|}}
    c.{{s.column}},
    p.{{s.column}} as prev_{{s.column}}{{#unless @last}},{{/unless}}
{{/each}}
  from {{ref "agg_score_student_term" on="term"}} as c
  left join {{ref "agg_score_student_term"}} as p
    on p.student_id = c.student_id and p.term = (select term from previous_term) and p.school_year = c.school_year
),
long as (
{{#each (var "subjects") as |s|}}
  select school_year, student_id, grade_level, '{{s.name}}' as subject, {{s.column}} as score, prev_{{s.column}} as prev_score
  from pairs
  where {{s.column}} is not null
{{#unless @last}}
  union all
{{/unless}}
{{/each}}
),
scored as (
  select
    l.*,
    (l.score - c.mean_score) / nullif(c.sd_score, 0) as z,
    (l.prev_score - c.prev_mean) / nullif(c.prev_sd, 0) as prev_z,
    l.score - (c.intercept + c.slope * l.prev_score) as residual
  from long as l
  join cohorts as c on c.school_year = l.school_year and c.grade_level = l.grade_level and c.subject = l.subject
)
select
  school_year,
  {{partition_key}} as term,
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
