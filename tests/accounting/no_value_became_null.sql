---
description: No clean value is NULL where the file holds more than an empty field or a null token.
---
{{silent_nulls (ref "stg_students") (ref "raw_students") "email" '"Email"'}}
union all
{{silent_nulls (ref "stg_students") (ref "raw_students") "emergency_contact" '"Emergency_Contact"'}}
union all
{{silent_nulls (ref "stg_students") (ref "raw_students") "withdrawn_on" '"Withdrawn_On"'}}
union all
{{silent_nulls (ref "stg_performance") (ref "raw_performance") "score" '"Score"'}}
union all
{{silent_nulls (ref "stg_homework") (ref "raw_homework") "submitted_on" '"Submitted_On"'}}
union all
{{silent_nulls (ref "stg_homework") (ref "raw_homework") "guardian_signature" '"Guardian_Signature"'}}
union all
{{silent_nulls (ref "stg_communication") (ref "raw_communication") "notes" '"Notes"'}}
