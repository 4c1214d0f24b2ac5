---
description: Every row of the dedup logs names a kept row that is among the clean rows.
---
select 'students' as source, d._file, d._row
from {{ref "dedup_students"}} as d
where (d.kept_row, d.kept_file) not in (select _row, _file from {{ref "stg_students"}})
union all
select 'attendance', d._file, d._row
from {{ref "dedup_attendance"}} as d
where (d.kept_row, d.kept_file) not in (select _row, _file from {{ref "stg_attendance"}})
union all
select 'performance', d._file, d._row
from {{ref "dedup_performance"}} as d
where (d.kept_row, d.kept_file) not in (select _row, _file from {{ref "stg_performance"}})
union all
select 'homework', d._file, d._row
from {{ref "dedup_homework"}} as d
where (d.kept_row, d.kept_file) not in (select _row, _file from {{ref "stg_homework"}})
union all
select 'communication', d._file, d._row
from {{ref "dedup_communication"}} as d
where (d.kept_row, d.kept_file) not in (select _row, _file from {{ref "stg_communication"}})
