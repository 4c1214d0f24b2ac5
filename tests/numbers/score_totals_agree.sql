---
description: The totals of mart_avg_score_by_grade and the percentile and growth marts count the same scores as the fact.
---
with fact as (
  select school_year, count(*) as n_records, count(score) as n_scores
  from {{ref "Fact_Performance"}}
  group by school_year
),
mart as (
  select
    school_year,
    sum(case when term = 'ALL' and subject = 'ALL' then n_scores else 0 end) as all_scores,
    sum(case when term <> 'ALL' and subject <> 'ALL' then n_scores else 0 end) as cell_scores,
    sum(case when term <> 'ALL' and subject = 'ALL' then n_scores else 0 end) as term_scores,
    sum(case when term = 'ALL' and subject <> 'ALL' then n_scores else 0 end) as subject_scores,
    sum(case when term = 'ALL' and subject = 'ALL' then n_scores + n_absent else 0 end) as all_records
  from {{ref "mart_avg_score_by_grade"}}
  group by school_year
)
select f.school_year, f.n_scores, f.n_records, m.all_scores, m.cell_scores, m.term_scores, m.subject_scores, m.all_records
from fact as f
left join mart as m on m.school_year = f.school_year
where m.all_scores is null or m.all_scores <> f.n_scores or m.cell_scores <> f.n_scores or m.term_scores <> f.n_scores
  or m.subject_scores <> f.n_scores or m.all_records <> f.n_records
  or f.n_scores <> (select count(*) from {{ref "mart_percentile_rank"}} as p where p.school_year = f.school_year)
  or f.n_scores <> (select count(*) from {{ref "mart_term_growth"}} as g where g.school_year = f.school_year)
