---
materialized: partitioned
partition_by: term
---
with previous_term as (
  select p.term
  from {{ref "dim_term" on="term"}} as t
  join {{ref "dim_term"}} as p on p.school_year = t.school_year and p.term_no = t.term_no - 1
),
pairs {{as_materialized}} (
  select
    c.school_year,
    c.grade_level,
{{#each (var "subjects") as |s|}}
    c.{{s.column}},
    p.{{s.column}} as prev_{{s.column}}{{#unless @last}},{{/unless}}
{{/each}}
  from {{ref "agg_score_student_term" on="term"}} as c
  left join {{ref "agg_score_student_term"}} as p
    on p.student_id = c.student_id and p.term = (select term from previous_term) and p.school_year = c.school_year
),
sums as (
{{#each (var "subjects") as |s|}}
  select
    school_year,
    grade_level,
    '{{s.name}}' as subject,
    count({{s.column}}) as n_scores,
    sum({{s.column}}) as score_sum,
    sum({{s.column}} * {{s.column}}) as score_squares,
    sum(case when {{s.column}} is not null and prev_{{s.column}} is not null then 1 else 0 end) as n_pairs,
    sum(case when {{s.column}} is not null then prev_{{s.column}} end) as prev_sum,
    sum(case when {{s.column}} is not null then prev_{{s.column}} * prev_{{s.column}} end) as prev_squares,
    sum(case when prev_{{s.column}} is not null then {{s.column}} end) as paired_sum,
    sum({{s.column}} * prev_{{s.column}}) as products
  from pairs
  group by school_year, grade_level
{{#unless @last}}
  union all
{{/unless}}
{{/each}}
),
fitted as (
  select
    s.*,
    case
      when n_pairs * prev_squares > prev_sum * prev_sum
        then (n_pairs * products - prev_sum * paired_sum) / (n_pairs * prev_squares - prev_sum * prev_sum)
    end as raw_slope
  from sums as s
)
select
  school_year,
  {{partition_key}} as term,
  grade_level,
  subject,
  n_scores,
  n_pairs,
  {{safe_divide "score_sum" "n_scores"}} as mean_score,
  {{sd_from_sums "n_scores" "score_sum" "score_squares"}} as sd_score,
  {{safe_divide "paired_sum - prev_sum" "n_pairs"}} as mean_gain,
  raw_slope as slope,
  {{safe_divide "paired_sum - raw_slope * prev_sum" "n_pairs"}} as intercept
from fitted
where n_scores > 0
order by school_year, grade_level, subject
