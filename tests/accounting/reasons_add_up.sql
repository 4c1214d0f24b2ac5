---
description: In each file the records by reason add up to the quarantined and deduplicated records.
---
select
  source,
  max(case when rule = 'ALL' then quarantined end) as quarantined,
  sum(case when rule <> 'ALL' then quarantined else 0 end) as by_reason,
  max(case when rule = 'ALL' then deduplicated end) as deduplicated,
  sum(case when rule <> 'ALL' then deduplicated else 0 end) as by_kind
from {{ref "mart_dq_scorecard"}}
group by source
having max(case when rule = 'ALL' then quarantined end) <> sum(case when rule <> 'ALL' then quarantined else 0 end)
  or max(case when rule = 'ALL' then deduplicated end) <> sum(case when rule <> 'ALL' then deduplicated else 0 end)
  or max(case when rule = 'ALL' then 1 else 0 end) = 0
