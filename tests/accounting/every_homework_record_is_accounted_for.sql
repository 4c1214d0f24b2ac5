---
description: The row numbers of stg_homework, quarantine_homework and dedup_homework are disjoint and cover every record of the file.
---
{{row_numbers_incomplete (ref "raw_homework") (ref "raw_homework__rejected") (ref "stg_homework") (ref "quarantine_homework") (ref "dedup_homework")}}
