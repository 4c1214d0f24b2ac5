{{!-- Every contact record, cleaned and judged: kept, dedup or quarantine. --}}
with renamed as (
  select
    _file,
    _row,
    "Student_ID" as raw_student_id,
    "Date" as raw_date,
    "Type" as raw_type,
    "Notes" as raw_notes,
    "Communication_ID" as raw_communication_id,
    "Channel" as raw_channel
  from {{ref "raw_communication"}}
),
parsed as (
  select
    r.*,
    {{student_id_form "r.raw_student_id"}} as canonical_id,
    d.date,
    d.date_key,
    d.month,
    d.term,
    d.term_no,
    d.is_inferred,
    d.reason_code as date_failure,
    x.type,
    {{without_null_token "r.raw_notes"}} as notes
  from renamed as r
  left join {{ref "int_communication_dates"}} as d on d.raw_value = r.raw_date
  left join {{ref "xwalk_contact_type"}} as x on x.raw_value = lower(r.raw_type)
),
checked {{as_materialized}} (
  select
    p.*,
    s.student_id,
    s.student_key,
    s.grade_level,
    case when raw_student_id = 'Student_ID' and raw_date = 'Date' and raw_communication_id = 'Communication_ID' then 'Q15' end as f_header,
    {{student_failure "raw_student_id" "canonical_id" "s.student_id"}} as f_student,
    case
      when (date_key is null and {{is_missing "raw_date"}}) or (type is null and {{is_missing "raw_type"}})
        or {{is_missing "raw_communication_id"}} or {{is_missing "raw_channel"}} then 'Q16'
    end as f_required,
    case when date_failure is not null and not {{is_missing "raw_date"}} then date_failure end as f_date,
    case
      when (type is null and not {{is_missing "raw_type"}})
        or (raw_channel not in ('Email', 'Phone', 'SMS', 'In Person', 'Portal') and not {{is_missing "raw_channel"}}) then 'Q08'
    end as f_vocabulary
  from parsed as p
  left join {{ref "stg_students"}} as s on s.student_id = p.canonical_id
),
judged as (
  select
    c.*,
    {{first_failure (list "f_header" "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failure,
    {{all_failures "f_header" (list "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failures
  from checked as c
),
repeated_ids {{as_materialized}} (
  select raw_communication_id
  from judged
  where rule_failure is null
  group by raw_communication_id
  having count(*) > 1
),
repeated as (
  select
    j.*,
    raw_communication_id as dup_key,
    '' as stamp,
    '' as identity_json,
    {{json_row "j" (list "student_id" "date" "type" "raw_channel" "notes")}} as clean_json,
    {{json_object (object Student_ID="j.raw_student_id" Date="j.raw_date" Type="j.raw_type" Notes="j.raw_notes" Communication_ID="j.raw_communication_id" Channel="j.raw_channel")}} as raw_json
  from judged as j
  where rule_failure is null and raw_communication_id in (select raw_communication_id from repeated_ids)
),
decided as (
{{decide_repeats "repeated"}}
)
select
  _file, _row, raw_communication_id as communication_id, student_id, date, type, raw_channel as channel, notes, student_key, grade_level, date_key, month, term, term_no, is_inferred,
  'kept' as disposition, null as kind, null as kept_file, null as kept_row, null as raw_json, null as reason_code, null as reason_detail, null as reasons
from judged
where rule_failure is null and raw_communication_id not in (select raw_communication_id from repeated_ids)
union all
select
  _file, _row, raw_communication_id, student_id, date, type, raw_channel, notes, student_key, grade_level, date_key, month, term, term_no, is_inferred,
  disposition, kind, kept_file, kept_row, raw_json, failure,
  case failure when 'Q12' then 'Communication_ID: contradicting rows for ' || dup_key end,
  failure
from decided
union all
select
  _file, _row, raw_communication_id, student_id, date, type, raw_channel, notes, student_key, grade_level, date_key, month, term, term_no, is_inferred,
  'quarantine', null, null, null,
  {{json_object (object Student_ID="j.raw_student_id" Date="j.raw_date" Type="j.raw_type" Notes="j.raw_notes" Communication_ID="j.raw_communication_id" Channel="j.raw_channel")}},
  rule_failure,
  case
    when rule_failure = 'Q15' then 'the header again'
    when rule_failure in ('Q01', 'Q02', 'Q03') then 'Student_ID: ' || coalesce(raw_student_id, '(empty)')
    when rule_failure = 'Q16' then 'one of Date, Type, Communication_ID, Channel is empty'
    when rule_failure = 'Q08' then 'Type, Channel: ' || raw_type || ', ' || raw_channel
    else 'Date: ' || raw_date
  end,
  rule_failures
from judged as j
where rule_failure is not null
