---
materialized: partitioned
partition_by: grade_level
---
with levels as (
  -- Which of the two columns a total goes over.
  select 0 as over_terms, 0 as over_subjects
  union all select 0, 1
  union all select 1, 0
  union all select 1, 1
),
spread as (
  select
    s.school_year,
    case when l.over_terms = 1 then 'ALL' else s.term end as term,
    case when l.over_subjects = 1 then 'ALL' else s.subject end as subject,
    s.score,
    sum(s.n) as n
  from {{ref "agg_score_distribution" on="grade_level"}} as s
  cross join levels as l
  group by s.school_year, case when l.over_terms = 1 then 'ALL' else s.term end, case when l.over_subjects = 1 then 'ALL' else s.subject end, s.score
),
years {{as_materialized}} (
  select *
  from {{ref "agg_score_student_year" on="grade_level"}} as y
),
students as (
  -- A student counts once in a total, however many records it covers.
  select school_year, term, subject, sum(n) as n_students
  from {{ref "agg_score_distribution" on="grade_level"}} as d
  group by school_year, term, subject
  union all
  select school_year, term, 'ALL', count(*)
  from {{ref "agg_score_student_term" on="grade_level"}} as t
  group by school_year, term
{{#each (var "subjects") as |s|}}
  union all
  select school_year, 'ALL', '{{s.name}}', sum({{s.column}}_taken)
  from years
  group by school_year
{{/each}}
  union all
  select school_year, 'ALL', 'ALL', count(*)
  from years
  group by school_year
),
ranked as (
  -- Places 0 … n_scores - 1 in the order of the scores: a score covers the places first_place … last_place. NULL covers none.
  select
    school_year,
    term,
    subject,
    score,
    n,
    case when score is not null then sum(case when score is not null then n else 0 end) over (partition by school_year, term, subject order by score rows between unbounded preceding and current row) - n end as first_place,
    case when score is not null then sum(case when score is not null then n else 0 end) over (partition by school_year, term, subject order by score rows between unbounded preceding and current row) - 1 end as last_place,
    sum(case when score is not null then n else 0 end) over (partition by school_year, term, subject) as n_scores
  from spread
),
totals as (
  -- The p-th percentile lies at place p * (n_scores - 1); between two places it is interpolated.
  select
    school_year,
    term,
    subject,
    max(n_scores) as n_scores,
    sum(case when score is null then n else 0 end) as n_absent,
    sum(score * n) as score_sum,
    sum(score * score * n) as score_squares,
    sum(case when score >= {{var "pass_score"}} then n else 0 end) as n_passed,
{{#each (list 1 2 3) as |quarter|}}
    max(case when {{covers_place quarter "n_scores" "first_place" "last_place" 0}} then score end) as q{{quarter}}_low,
    max(case when {{covers_place quarter "n_scores" "first_place" "last_place" 3}} then score end) as q{{quarter}}_high{{#unless @last}},{{/unless}}
{{/each}}
  from ranked
  group by school_year, term, subject
)
select
  t.school_year,
  t.term,
  {{partition_key}} as grade_level,
  t.subject,
  s.n_students,
  t.n_scores,
  t.n_absent,
  {{share "t.score_sum" "t.n_scores"}} as avg_score,
  {{round_to "t.q2_low + (t.q2_high - t.q2_low) * ((t.n_scores - 1) * 2 % 4) / 4.0"}} as median_score,
  {{round_to (sd_from_sums "t.n_scores" "t.score_sum" "t.score_squares")}} as sd_score,
  {{round_to "t.q1_low + (t.q1_high - t.q1_low) * ((t.n_scores - 1) * 1 % 4) / 4.0"}} as p25_score,
  {{round_to "t.q3_low + (t.q3_high - t.q3_low) * ((t.n_scores - 1) * 3 % 4) / 4.0"}} as p75_score,
  {{share "t.n_passed" "t.n_scores"}} as pass_rate
from totals as t
join students as s on s.school_year = t.school_year and s.term = t.term and s.subject = t.subject
order by t.school_year, t.term, t.subject
