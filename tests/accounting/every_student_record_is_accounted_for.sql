---
description: The row numbers of stg_students, quarantine_students and dedup_students are disjoint and cover every record of the file.
---
{{row_numbers_incomplete (ref "raw_students") (ref "raw_students__rejected") (ref "stg_students") (ref "quarantine_students") (ref "dedup_students")}}
