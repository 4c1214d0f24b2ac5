---
description: Every row of the dedup logs names a kept row that is among the clean rows.
---
{{kept_rows_missing "students" (ref "dedup_students") (ref "stg_students")}}
union all
{{kept_rows_missing "attendance" (ref "dedup_attendance") (ref "stg_attendance")}}
union all
{{kept_rows_missing "performance" (ref "dedup_performance") (ref "stg_performance")}}
union all
{{kept_rows_missing "homework" (ref "dedup_homework") (ref "stg_homework")}}
union all
{{kept_rows_missing "communication" (ref "dedup_communication") (ref "stg_communication")}}
