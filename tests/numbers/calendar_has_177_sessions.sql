---
description: The school year has 177 sessions, 59 in each term.
---
select term, sessions
from {{ref "dim_term"}}
where sessions <> 59
union all
select 'all', sum(is_instructional)
from {{ref "Dim_Date"}}
having sum(is_instructional) <> 177
