{{!--
  The account of one file, as rows of kind `rule` (one for the file, one for each reason that occurred) and kind `column` (NULLs of each
  clean column). `inferred` counts the dates whose order of day and month the calendar decided.
--}}
{{#macro "quality_rows" inferred="0" as |source raw rejected clean quarantine dedup columns|}}
with filled {{as_materialized}} (
  select count(*) as n_rows{{#each columns as |column|}}, count({{column}}) as {{column}}_filled{{/each}}, {{inferred}} as dates_inferred
  from {{clean}}
),
refused {{as_materialized}} (
  select reason_code, count(*) as n
  from {{quarantine}}
  group by reason_code
),
dropped {{as_materialized}} (
  select kind, count(*) as n
  from {{dedup}}
  group by kind
)
select
  '{{source}}' as source,
  'rule' as kind,
  'ALL' as item,
  (select count(*) from {{raw}}) + (select count(*) from {{rejected}}) as raw,
  f.n_rows as clean,
  coalesce((select sum(n) from refused), 0) as quarantined,
  coalesce((select sum(n) from dropped), 0) as deduplicated,
  f.dates_inferred
from filled as f
union all
select '{{source}}', 'rule', reason_code, n, 0, n, 0, 0
from refused
union all
select '{{source}}', 'rule', kind, n, 0, 0, n, 0
from dropped
{{#each columns as |column|}}
union all
select '{{source}}', 'column', '{{column}}', n_rows, {{column}}_filled, 0, 0, 0
from filled
{{/each}}
{{/macro}}
