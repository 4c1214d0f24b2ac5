---
materialized: partitioned
partition_by: term
---
with previous_term as (
  select p.term
  from {{ref "dim_term" on="term"}} as t
  join {{ref "dim_term"}} as p on p.school_year = t.school_year and p.term_no = t.term_no - 1
),
pairs as (
  select c.school_year, c.grade_level, c.subject, c.score, p.score as prev_score
  from {{ref "Fact_Performance" on="term"}} as c
  left join {{ref "Fact_Performance"}} as p
    on p.student_id = c.student_id and p.school_year = c.school_year and p.term = (select term from previous_term) and p.subject = c.subject
  where c.score is not null
),
sums as (
  select
    school_year,
    grade_level,
    subject,
    count(*) as n_scores,
    sum(score) as score_sum,
    sum(score * score) as score_squares,
    count(prev_score) as n_pairs,
    sum(prev_score) as prev_sum,
    sum(prev_score * prev_score) as prev_squares,
    sum(case when prev_score is not null then score end) as paired_sum,
    sum(score * prev_score) as products
  from pairs
  group by school_year, grade_level, subject
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
order by school_year, grade_level, subject
