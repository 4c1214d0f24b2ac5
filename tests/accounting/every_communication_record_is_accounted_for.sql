---
description: The row numbers of stg_communication, quarantine_communication and dedup_communication are disjoint and cover every record of the file.
---
{{row_numbers_incomplete (ref "raw_communication") (ref "raw_communication__rejected") (ref "stg_communication") (ref "quarantine_communication") (ref "dedup_communication")}}
