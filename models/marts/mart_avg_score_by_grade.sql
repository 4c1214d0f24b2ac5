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
spread {{as_materialized}} (
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
  from {{ref "agg_score_student_year" on="grade_level"}} as y
  group by school_year
{{/each}}
  union all
  select school_year, 'ALL', 'ALL', count(*)
  from {{ref "agg_score_student_year" on="grade_level"}} as y
  group by school_year
),
totals as (
  select
    school_year,
    term,
    subject,
    sum(n) as n_records,
    sum(case when score is not null then n else 0 end) as n_scores,
    sum(score * n) as score_sum,
    sum(score * score * n) as score_squares,
    sum(case when score >= {{var "pass_score"}} then n else 0 end) as n_passed
  from spread
  group by school_year, term, subject
),
ranked as (
  -- Places 0 … n-1 in the order of the scores: a score covers the places first_place … last_place.
  select
    school_year,
    term,
    subject,
    score,
    sum(n) over (partition by school_year, term, subject order by score rows between unbounded preceding and current row) - n as first_place,
    sum(n) over (partition by school_year, term, subject order by score rows between unbounded preceding and current row) - 1 as last_place
  from spread
  where score is not null
),
quartiles as (
  -- The p-th percentile lies at place p * (n - 1); between two places it is interpolated.
  select
    t.school_year,
    t.term,
    t.subject,
    max(case when {{covers_place 1 "t.n_scores" "r.first_place" "r.last_place" 0}} then r.score end) as p25_low,
    max(case when {{covers_place 1 "t.n_scores" "r.first_place" "r.last_place" 3}} then r.score end) as p25_high,
    max(case when {{covers_place 2 "t.n_scores" "r.first_place" "r.last_place" 0}} then r.score end) as p50_low,
    max(case when {{covers_place 2 "t.n_scores" "r.first_place" "r.last_place" 3}} then r.score end) as p50_high,
    max(case when {{covers_place 3 "t.n_scores" "r.first_place" "r.last_place" 0}} then r.score end) as p75_low,
    max(case when {{covers_place 3 "t.n_scores" "r.first_place" "r.last_place" 3}} then r.score end) as p75_high
  from totals as t
  join ranked as r on r.school_year = t.school_year and r.term = t.term and r.subject = t.subject
  group by t.school_year, t.term, t.subject
)
select
  t.school_year,
  t.term,
  {{partition_key}} as grade_level,
  t.subject,
  s.n_students,
  t.n_scores,
  t.n_records - t.n_scores as n_absent,
  {{share "t.score_sum" "t.n_scores"}} as avg_score,
  {{round_to "q.p50_low + (q.p50_high - q.p50_low) * ((t.n_scores - 1) * 2 % 4) / 4.0"}} as median_score,
  {{round_to (sd_from_sums "t.n_scores" "t.score_sum" "t.score_squares")}} as sd_score,
  {{round_to "q.p25_low + (q.p25_high - q.p25_low) * ((t.n_scores - 1) * 1 % 4) / 4.0"}} as p25_score,
  {{round_to "q.p75_low + (q.p75_high - q.p75_low) * ((t.n_scores - 1) * 3 % 4) / 4.0"}} as p75_score,
  {{share "t.n_passed" "t.n_scores"}} as pass_rate
from totals as t
join students as s on s.school_year = t.school_year and s.term = t.term and s.subject = t.subject
left join quartiles as q on q.school_year = t.school_year and q.term = t.term and q.subject = t.subject
order by t.school_year, t.term, t.subject
