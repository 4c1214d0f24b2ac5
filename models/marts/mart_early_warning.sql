---
materialized: partitioned
partition_by: term
---
with this_term as (
  select school_year, term, term_no
  from {{ref "dim_term" on="term"}} as t
),
attendance as (
  select a.student_id, a.school_year, sum(a.days_recorded) as days_recorded, sum(a.days_absent) as days_absent
  from {{ref "agg_attendance_student_term"}} as a
  join this_term as t on t.school_year = a.school_year and a.term_no <= t.term_no
  group by a.student_id, a.school_year
),
scores as (
  select
    p.student_id,
    p.school_year,
    {{safe_divide "sum(p.math)" "count(p.math)"}} as math_avg,
    {{safe_divide "sum(p.english)" "count(p.english)"}} as english_avg,
    {{safe_divide "sum(p.score_sum)" "sum(p.n_scores)"}} as avg_score
  from {{ref "agg_score_student_term"}} as p
  join this_term as t on t.school_year = p.school_year and p.term_no <= t.term_no
  group by p.student_id, p.school_year
),
homework as (
  select h.student_id, h.school_year, sum(h.assigned) as assigned, sum(h.on_time) + sum(h.late) as completed
  from {{ref "mart_homework_completion"}} as h
  join this_term as t on t.school_year = h.school_year and h.term_no <= t.term_no
  group by h.student_id, h.school_year
),
joined as (
  select
    t.school_year,
    t.term,
    d.student_id,
    d.grade_level,
    d.school_id,
    a.days_recorded,
    a.days_absent,
    s.math_avg,
    s.english_avg,
    s.avg_score,
    h.assigned,
    h.completed,
    case when a.days_recorded is null then null when 10 * a.days_absent >= a.days_recorded then 1 else 0 end as a_flag,
    case when a.days_recorded is null then null when 5 * a.days_absent >= a.days_recorded then 1 else 0 end as a_severe,
    case
      when s.math_avg is null and s.english_avg is null then null
      when s.math_avg < {{var "core_fail_score"}} or s.english_avg < {{var "core_fail_score"}} then 1
      else 0
    end as c_flag,
    case when h.assigned is null or h.assigned = 0 then null when h.completed < {{var "homework_low_rate"}} * h.assigned then 1 else 0 end as h_flag
  from {{ref "Dim_Student"}} as d
  cross join this_term as t
  left join attendance as a on a.student_id = d.student_id and a.school_year = t.school_year
  left join scores as s on s.student_id = d.student_id and s.school_year = t.school_year
  left join homework as h on h.student_id = d.student_id and h.school_year = t.school_year
),
flagged as (
  select j.*, coalesce(a_flag, 0) + coalesce(c_flag, 0) + coalesce(h_flag, 0) as flags
  from joined as j
  where days_recorded is not null or avg_score is not null or assigned is not null
)
select
  school_year,
  term,
  student_id,
  grade_level,
  school_id,
  days_recorded,
  days_absent,
  {{share "days_recorded - days_absent" "days_recorded"}} as attendance_rate,
  {{round_to "math_avg"}} as math_avg,
  {{round_to "english_avg"}} as english_avg,
  {{round_to "avg_score"}} as avg_score,
  {{share "completed" "assigned"}} as homework_rate,
  a_flag,
  a_severe,
  c_flag,
  h_flag,
  flags,
  case flags when 0 then 'on track' when 1 then 'watch' when 2 then 'at risk' else 'high risk' end as level,
  -- The rule of the original system, kept for comparison; a missing figure does not count against the student.
  case
    when 5 * days_absent > days_recorded or avg_score < 60 or 2 * completed < assigned then 'At Risk'
    else 'On Track'
  end as risk_status_original
from flagged
