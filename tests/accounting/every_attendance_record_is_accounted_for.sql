---
description: The row numbers of stg_attendance, quarantine_attendance and dedup_attendance are disjoint and cover every record of the file.
---
{{row_numbers_incomplete (ref "raw_attendance") (ref "raw_attendance__rejected") (ref "stg_attendance") (ref "quarantine_attendance") (ref "dedup_attendance")}}
