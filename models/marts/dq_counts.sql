---
materialized: view
---
select * from {{ref "dq_students"}}
union all
select * from {{ref "dq_attendance"}}
union all
select * from {{ref "dq_performance"}}
union all
select * from {{ref "dq_homework"}}
union all
select * from {{ref "dq_communication"}}
