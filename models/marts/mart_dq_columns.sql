---
materialized: partitioned
partition_by: source
---
select
  {{text_literal (var "run_id")}} as run_id,
  source,
  item as column_name,
  raw as n_rows,
  raw - clean as n_null,
  {{share "raw - clean" "raw"}} as null_rate
from {{ref "dq_counts" on="source"}} as c
where kind = 'column'
