{{!-- Every homework record that is not plainly clean, judged: kept (the best of its key), dedup or quarantine. --}}
with parsed as (
  select
    r.*,
    {{student_id_form "r.raw_student_id"}} as canonical_id,
    {{json_object (object Student_ID="r.raw_student_id" Assignment_ID="r.raw_assignment_id" Status="r.raw_status" Due_Date="r.raw_due_date" Subject="r.raw_subject" Submitted_On="r.raw_submitted" Guardian_Signature="r.raw_signature" Recorded_At="r.raw_recorded")}} as raw_json
  from {{ref "int_homework_suspects"}} as r
),
checked {{as_materialized}} (
  select
    p.*,
    s.student_id,
    d.date as due_date,
    x.status,
    j.subject,
    case when p.raw_student_id = 'Student_ID' and p.raw_assignment_id = 'Assignment_ID' and p.raw_status = 'Status' then 'Q15' end as f_header,
    {{student_failure "p.raw_student_id" "p.canonical_id" "s.student_id"}} as f_student,
    case
      when {{is_missing "p.raw_assignment_id"}} or {{is_missing "p.raw_status"}} or {{is_missing "p.raw_due_date"}}
        or {{is_missing "p.raw_subject"}} or {{is_missing "p.raw_recorded"}} then 'Q16'
    end as f_required,
    coalesce(
      case when not {{is_missing "p.raw_due_date"}} then d.reason_code end, {{plain_date_failure "p.raw_recorded"}}, {{plain_date_failure "p.raw_submitted"}}
    ) as f_date,
    case when x.status is null and not {{is_missing "p.raw_status"}} then 'Q08' end as f_status,
    case when j.subject is null and not {{is_missing "p.raw_subject"}} then 'Q11' end as f_subject
  from parsed as p
  left join {{ref "stg_students"}} as s on s.student_id = p.canonical_id
  left join {{ref "int_homework_dates"}} as d on d.raw_value = p.raw_due_date
  left join {{ref "xwalk_homework_status"}} as x on x.raw_value = lower(p.raw_status)
  left join {{ref "xwalk_subject"}} as j on j.raw_value = lower(p.raw_subject)
),
judged as (
  select
    c.*,
    {{first_failure (list "f_header" "f_student" "f_required" "f_date" "f_status" "f_subject")}} as rule_failure,
    {{all_failures "f_header" (list "f_student" "f_required" "f_date" "f_status" "f_subject")}} as rule_failures
  from checked as c
),
repeated as (
  select
    j.*,
    student_id || ' ' || raw_assignment_id as dup_key,
    raw_recorded as stamp,
    '' as identity_json,
    {{json_row "j" (list "status" "due_date" "subject" "raw_submitted" "raw_signature")}} as clean_json
  from judged as j
  where rule_failure is null
),
decided as (
{{decide_repeats "repeated"}}
)
select
  _file, _row, disposition, kind, kept_file, kept_row, raw_json, failure as reason_code,
  case failure when 'Q12' then 'Student_ID, Assignment_ID: contradicting rows of ' || stamp || ' for ' || dup_key end as reason_detail,
  failure as reasons
from decided
union all
select
  _file, _row, 'quarantine', null, null, null, raw_json, rule_failure,
  case
    when rule_failure = 'Q15' then 'the header again'
    when rule_failure in ('Q01', 'Q02', 'Q03') then 'Student_ID: ' || coalesce(raw_student_id, '(empty)')
    when rule_failure = 'Q16' then 'one of Assignment_ID, Status, Due_Date, Subject, Recorded_At is empty'
    when rule_failure = 'Q08' then 'Status: ' || raw_status
    when rule_failure = 'Q11' then 'Subject: ' || raw_subject
    else 'Due_Date, Submitted_On, Recorded_At: ' || raw_due_date || ', ' || coalesce(raw_submitted, '(empty)') || ', ' || coalesce(raw_recorded, '(empty)')
  end,
  rule_failures
from judged
where rule_failure is not null
