{{!-- Every attendance record that is not plainly clean, judged: kept (the best of its key), dedup or quarantine. --}}
with parsed as (
  select
    r.*,
    {{student_id_form "r.raw_student_id"}} as canonical_id,
    {{json_object (object Student_ID="r.raw_student_id" Date="r.raw_date" Status="r.raw_status" Recorded_At="r.raw_recorded")}} as raw_json
  from {{ref "int_attendance_suspects"}} as r
),
checked {{as_materialized}} (
  select
    p.*,
    s.student_id,
    d.date,
    x.status,
    case when p.raw_student_id = 'Student_ID' and p.raw_date = 'Date' and p.raw_status = 'Status' then 'Q15' end as f_header,
    {{student_failure "p.raw_student_id" "p.canonical_id" "s.student_id"}} as f_student,
    case when {{is_missing "p.raw_date"}} or {{is_missing "p.raw_status"}} or {{is_missing "p.raw_recorded"}} then 'Q16' end as f_required,
    coalesce(case when not {{is_missing "p.raw_date"}} then d.reason_code end, {{plain_date_failure "p.raw_recorded"}}) as f_date,
    case when x.status is null and not {{is_missing "p.raw_status"}} then 'Q08' end as f_vocabulary
  from parsed as p
  left join {{ref "stg_students"}} as s on s.student_id = p.canonical_id
  left join {{ref "int_attendance_dates"}} as d on d.raw_value = p.raw_date
  left join {{ref "xwalk_attendance_status"}} as x on x.raw_value = lower(p.raw_status)
),
judged as (
  select
    c.*,
    {{first_failure (list "f_header" "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failure,
    {{all_failures "f_header" (list "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failures
  from checked as c
),
repeated as (
  select
    j.*,
    student_id || ' ' || {{cast "date" "text"}} as dup_key,
    raw_recorded as stamp,
    '' as identity_json,
    {{json_row "j" (list "status")}} as clean_json
  from judged as j
  where rule_failure is null
),
decided as (
{{decide_repeats "repeated"}}
)
select
  _file, _row, disposition, kind, kept_file, kept_row, raw_json, failure as reason_code,
  case failure when 'Q12' then 'Student_ID and Date: contradicting rows of ' || stamp || ' for ' || dup_key end as reason_detail,
  failure as reasons
from decided
union all
select
  _file, _row, 'quarantine', null, null, null, raw_json, rule_failure,
  case
    when rule_failure = 'Q15' then 'the header again'
    when rule_failure in ('Q01', 'Q02', 'Q03') then 'Student_ID: ' || coalesce(raw_student_id, '(empty)')
    when rule_failure = 'Q16' then 'one of Date, Status, Recorded_At is empty'
    when rule_failure = 'Q08' then 'Status: ' || raw_status
    else 'Date, Recorded_At: ' || raw_date || ', ' || coalesce(raw_recorded, '(empty)')
  end,
  rule_failures
from judged
where rule_failure is not null
