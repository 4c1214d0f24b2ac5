{{!-- Every score record that is not plainly clean, judged: kept (the best of its key), dedup or quarantine. --}}
with parsed as (
  select
    r.*,
    {{student_id_form "r.raw_student_id"}} as canonical_id,
    {{json_object (object Student_ID="r.raw_student_id" Subject="r.raw_subject" Score="r.raw_score" Term="r.raw_term" School_Year="r.raw_school_year" Exam_Date="r.raw_exam_date" Recorded_At="r.raw_recorded")}} as raw_json
  from {{ref "int_performance_suspects"}} as r
),
checked {{as_materialized}} (
  select
    p.*,
    s.student_id,
    j.subject,
    v.score,
    case when p.raw_student_id = 'Student_ID' and p.raw_subject = 'Subject' and p.raw_score = 'Score' then 'Q15' end as f_header,
    {{student_failure "p.raw_student_id" "p.canonical_id" "s.student_id"}} as f_student,
    case
      when {{is_missing "p.raw_subject"}} or {{is_missing "p.raw_term"}} or {{is_missing "p.raw_school_year"}}
        or {{is_missing "p.raw_exam_date"}} or {{is_missing "p.raw_recorded"}} then 'Q16'
    end as f_required,
    case
      when (j.subject is null and not {{is_missing "p.raw_subject"}})
        or (t.term is null and not {{is_missing "p.raw_term"}} and not {{is_missing "p.raw_school_year"}}) then 'Q11'
    end as f_vocabulary,
    coalesce({{plain_date_failure "p.raw_exam_date"}}, {{plain_date_failure "p.raw_recorded"}}) as f_date,
    v.reason_code as f_score
  from parsed as p
  left join {{ref "stg_students"}} as s on s.student_id = p.canonical_id
  left join {{ref "xwalk_subject"}} as j on j.raw_value = lower(p.raw_subject)
  left join {{ref "xwalk_term"}} as t on t.term = p.raw_term and t.school_year = p.raw_school_year
  left join {{ref "int_score_values"}} as v on v.raw_value = p.raw_score
),
judged as (
  select
    c.*,
    {{first_failure (list "f_header" "f_student" "f_required" "f_date" "f_vocabulary" "f_score")}} as rule_failure,
    {{all_failures "f_header" (list "f_student" "f_required" "f_date" "f_vocabulary" "f_score")}} as rule_failures
  from checked as c
),
repeated as (
  select
    j.*,
    student_id || ' ' || raw_school_year || ' ' || raw_term || ' ' || subject as dup_key,
    raw_recorded as stamp,
    '' as identity_json,
    {{json_row "j" (list "score" "raw_exam_date")}} as clean_json
  from judged as j
  where rule_failure is null
),
decided as (
{{decide_repeats "repeated"}}
)
select
  _file, _row, disposition, kind, kept_file, kept_row, raw_json, failure as reason_code,
  case failure when 'Q12' then 'Student_ID, School_Year, Term, Subject: contradicting rows of ' || stamp || ' for ' || dup_key end as reason_detail,
  failure as reasons
from decided
union all
select
  _file, _row, 'quarantine', null, null, null, raw_json, rule_failure,
  case
    when rule_failure = 'Q15' then 'the header again'
    when rule_failure in ('Q01', 'Q02', 'Q03') then 'Student_ID: ' || coalesce(raw_student_id, '(empty)')
    when rule_failure = 'Q16' then 'one of Subject, Term, School_Year, Exam_Date, Recorded_At is empty'
    when rule_failure = 'Q04' then 'Exam_Date, Recorded_At: ' || raw_exam_date || ', ' || raw_recorded
    when rule_failure = 'Q11' then 'Subject, Term: ' || raw_subject || ', ' || raw_term
    else 'Score: ' || raw_score
  end,
  rule_failures
from judged
where rule_failure is not null
