{{!-- Every student record, cleaned and judged: kept, dedup or quarantine. --}}
with grades as (
  select raw_value, {{grade_number "raw_value"}} as grade_no
  from (select distinct "Grade_Level" as raw_value from {{ref "raw_students"}}) as forms
),
renamed as (
  select
    _file,
    _row,
    "Student_ID" as raw_student_id,
    "Name" as raw_name,
    "Grade_Level" as raw_grade,
    "DOB" as raw_dob,
    "Email" as raw_email,
    "School_ID" as raw_school,
    "Program" as raw_program,
    "Emergency_Contact" as raw_contact,
    "Enrolled_On" as raw_enrolled,
    "Withdrawn_On" as raw_withdrawn,
    "Updated_At" as raw_updated
  from {{ref "raw_students"}}
),
parsed as (
  select
    r.*,
    {{student_id_form "r.raw_student_id"}} as student_id,
    {{collapse_spaces (without_null_token "r.raw_name")}} as spaced_name,
    l.grade_level,
    l.grade_num,
    d.date as dob,
    d.reason_code as dob_failure,
    lower({{without_null_token "r.raw_email"}}) as email,
    s.school_id,
    {{cast "l.grade_num * 100 + s.school_no" "integer"}} as section_no,
    {{without_null_token "r.raw_program"}} as program,
    {{without_null_token "r.raw_contact"}} as emergency_contact,
    r.raw_enrolled as enrolled_on,
    r.raw_withdrawn as withdrawn_on,
    r.raw_updated as updated_at
  from renamed as r
  left join {{ref "int_student_dobs"}} as d on d.raw_value = r.raw_dob
  left join grades as g on g.raw_value = r.raw_grade
  left join {{ref "xwalk_grade_level"}} as l on l.grade_num = g.grade_no
  left join {{ref "xwalk_school"}} as s on s.school_id = r.raw_school
),
checked {{as_materialized}} (
  select
    p.*,
    case when spaced_name = lower(spaced_name) then {{capitalize_words "spaced_name"}} else spaced_name end as name,
    case when raw_student_id = 'Student_ID' and raw_name = 'Name' and raw_dob = 'DOB' and raw_updated = 'Updated_At' then 'Q15' end as f_header,
    case when {{is_missing "raw_student_id"}} then 'Q02' when not {{is_student_id "student_id"}} then 'Q03' end as f_student,
    case
      when spaced_name is null or {{is_missing "raw_grade"}} or {{is_missing "raw_dob"}} or {{is_missing "raw_school"}}
        or program is null or {{is_missing "raw_enrolled"}} or {{is_missing "raw_updated"}} then 'Q16'
    end as f_required,
    coalesce(
      case when not {{is_missing "raw_dob"}} then dob_failure end, {{plain_date_failure "raw_enrolled"}}, {{plain_date_failure "raw_withdrawn"}},
      {{plain_date_failure "raw_updated" length=19}}
    ) as f_date,
    case
      when (grade_num is null and not {{is_missing "raw_grade"}}) or (school_id is null and not {{is_missing "raw_school"}})
        or program not in ('General', 'ELL', 'IEP', '504') then 'Q08'
    end as f_vocabulary
  from parsed as p
),
judged as (
  select
    c.*,
    {{first_failure (list "f_header" "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failure,
    {{all_failures "f_header" (list "f_student" "f_required" "f_date" "f_vocabulary")}} as rule_failures
  from checked as c
),
repeated_ids {{as_materialized}} (
  select student_id
  from judged
  where rule_failure is null
  group by student_id
  having count(*) > 1
),
repeated as (
  select
    j.*,
    student_id as dup_key,
    updated_at as stamp,
    {{json_row "j" (list "name" "dob")}} as identity_json,
    {{json_row "j" (list "name" "grade_level" "dob" "email" "school_id" "program" "emergency_contact" "enrolled_on" "withdrawn_on")}} as clean_json,
    {{json_object (object Student_ID="j.raw_student_id" Name="j.raw_name" Grade_Level="j.raw_grade" DOB="j.raw_dob" Email="j.raw_email" School_ID="j.raw_school" Program="j.raw_program" Emergency_Contact="j.raw_contact" Enrolled_On="j.raw_enrolled" Withdrawn_On="j.raw_withdrawn" Updated_At="j.raw_updated")}} as raw_json
  from judged as j
  where rule_failure is null and student_id in (select student_id from repeated_ids)
),
decided as (
{{decide_repeats "repeated"}}
),
accounted as (
  select
    _file, _row, student_id, name, grade_level, grade_num, section_no, dob, email, school_id, program, emergency_contact, enrolled_on, withdrawn_on, updated_at,
    'kept' as disposition, null as kind, null as kept_file, null as kept_row, null as raw_json, null as reason_code, null as reasons, null as reason_detail
  from judged
  where rule_failure is null and student_id not in (select student_id from repeated_ids)
  union all
  select
    _file, _row, student_id, name, grade_level, grade_num, section_no, dob, email, school_id, program, emergency_contact, enrolled_on, withdrawn_on, updated_at,
    disposition, kind, kept_file, kept_row, raw_json, failure, failure,
    case failure
      when 'Q13' then 'Student_ID: ' || student_id || ' is used by different people'
      when 'Q12' then 'Student_ID: ' || student_id || ' has contradicting rows of ' || updated_at
    end
  from decided
  union all
  select
    _file, _row, student_id, name, grade_level, grade_num, section_no, dob, email, school_id, program, emergency_contact, null, null, null,
    'quarantine', null, null, null, {{json_object (object Student_ID="j.raw_student_id" Name="j.raw_name" Grade_Level="j.raw_grade" DOB="j.raw_dob" Email="j.raw_email" School_ID="j.raw_school" Program="j.raw_program" Emergency_Contact="j.raw_contact" Enrolled_On="j.raw_enrolled" Withdrawn_On="j.raw_withdrawn" Updated_At="j.raw_updated")}}, rule_failure, rule_failures,
    case rule_failure
      when 'Q15' then 'the header again'
      when 'Q02' then 'Student_ID: ' || coalesce(raw_student_id, '(empty)')
      when 'Q03' then 'Student_ID: ' || raw_student_id
      when 'Q16' then 'one of Name, Grade_Level, DOB, School_ID, Program, Enrolled_On, Updated_At is empty'
      when 'Q08' then 'Grade_Level, School_ID, Program: ' || raw_grade || ', ' || raw_school || ', ' || raw_program
      else 'DOB, Enrolled_On, Withdrawn_On, Updated_At: ' || raw_dob || ', ' || raw_enrolled || ', ' || coalesce(raw_withdrawn, '(empty)') || ', ' || raw_updated
    end
  from judged as j
  where rule_failure is not null
)
select
  _file, _row, student_id, name, grade_level, grade_num, section_no, dob, email, school_id, program, emergency_contact,
  {{cast "enrolled_on" "date"}} as enrolled_on,
  {{cast "withdrawn_on" "date"}} as withdrawn_on,
  {{cast "updated_at" "timestamp"}} as updated_at,
  disposition, kind, kept_file, kept_row, raw_json, reason_code, reason_detail, reasons
from accounted
