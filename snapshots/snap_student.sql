---
description: >
  Students over time (SCD 2): a row for each version of a record, valid from its Updated_At until that of its successor. A record that
  another one of the same file supersedes (kind D3) is a version too: with --vars '{students_until: 2025-01-01}' the snapshot sees what was
  known before that day, and a later run adds what came after it. A student who is no longer in the export gets an end.
strategy: timestamp
unique_key: student_id
updated_at: updated_at
hard_deletes: invalidate
meta: { contains_pii: true }
columns:
  - name: student_id
    description: Student number, S and at least five digits.
    meta: { pii: direct }
    data_tests:
      - not_null
      - unique: { config: { where: "dbt_valid_to is null" } }
  - { name: name, description: Full name., meta: { pii: direct } }
  - { name: grade_level, description: "Grade 1 … Grade 12." }
  - { name: dob, description: Date of birth., meta: { pii: indirect } }
  - { name: email, description: "E-mail address.", meta: { pii: direct } }
  - { name: school_id, description: Code of the school. }
  - { name: program, description: "General, ELL, IEP or 504." }
  - { name: emergency_contact, description: Telephone number of a contact., meta: { pii: direct } }
  - { name: enrolled_on, description: First day of enrolment. }
  - { name: withdrawn_on, description: Last day of enrolment; empty while enrolled. }
  - { name: updated_at, description: When the record was last changed. }
  - { name: dbt_scd_id, description: Number of the version., data_tests: [unique, not_null] }
  - { name: dbt_updated_at, description: Updated_At of the version. }
  - name: dbt_valid_from
    description: Since when the version is valid.
    data_tests: [not_null, { expression_is_true: { arguments: { expression: "<= coalesce(dbt_valid_to, dbt_valid_from)" } } }]
  - { name: dbt_valid_to, description: "When its successor begins, or when the student was gone; empty while it is valid." }
---
with versions as (
  select
    student_id, name, grade_level, dob, email, school_id, program, emergency_contact, enrolled_on, withdrawn_on, updated_at,
    row_number() over (partition by student_id order by updated_at desc, _file, _row) as place
  from {{ref "int_students"}}
  where (disposition = 'kept' or kind = 'D3')
    and updated_at < {{cast (text_literal (var "students_until")) "timestamp"}}
)
select student_id, name, grade_level, dob, email, school_id, program, emergency_contact, enrolled_on, withdrawn_on, updated_at
from versions
where place = 1
