---
materialized: partitioned
partition_by: source
---
with counts as (
  select source, item as rule, raw, clean, quarantined, deduplicated, dates_inferred
  from {{ref "dq_counts" on="source"}} as c
  where kind = 'rule'
)
select
  {{text_literal (var "run_id")}} as run_id,
  c.source,
  c.rule,
  coalesce(x.reason_name, 'all records') as rule_name,
  c.raw,
  c.clean,
  c.quarantined,
  c.deduplicated,
  case when c.raw = c.clean + c.quarantined + c.deduplicated then 1 else 0 end as reconciles,
  {{share "c.raw" "f.raw"}} as raw_share,
  case when c.rule <> 'ALL' then dense_rank() over (partition by case when c.rule = 'ALL' then 0 else 1 end order by c.raw desc) end as reason_rank,
  c.dates_inferred
from counts as c
cross join (select raw from counts where rule = 'ALL') as f
left join {{ref "xwalk_reason"}} as x on x.reason_code = c.rule
order by case when c.rule = 'ALL' then 0 else 1 end, c.raw desc, c.rule
