---
description: The row numbers of stg_performance, quarantine_performance and dedup_performance are disjoint and cover every record of the file.
---
{{row_numbers_incomplete (ref "raw_performance") (ref "raw_performance__rejected") (ref "stg_performance") (ref "quarantine_performance") (ref "dedup_performance")}}
