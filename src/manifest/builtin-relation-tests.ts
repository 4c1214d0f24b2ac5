/**
 * The built-in generic tests of values and of whole relations that dbt has in packages, with the arguments that they have
 * there (dbt_utils, dbt_expectations): `group_by_columns`, `interval`, `lower_bound_column`, … As everywhere NULLs pass,
 * where a test does not ask for a value.
 */
const valueTests = `{{#test "matches_regex" as |model column regex|}}
select *
from {{model}}
where not {{regexp_match column (string_literal regex)}}
{{/test}}

{{#test "not_empty_string" trim_whitespace=true as |model column|}}
select *
from {{model}}
where {{#if trim_whitespace}}trim({{column}}){{else}}{{column}}{{/if}} = ''
{{/test}}

{{#test "not_constant" group_by_columns=null as |model column|}}
select {{#each group_by_columns}}{{this}}, {{/each}}count(distinct {{column}}) as n_values
from {{model}}
{{#if group_by_columns}}
group by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
{{/if}}
having count(distinct {{column}}) = 1
{{/test}}

{{#test "at_least_one" group_by_columns=null as |model column|}}
select {{#each group_by_columns}}{{this}}, {{/each}}count({{column}}) as n_values
from {{model}}
{{#if group_by_columns}}
group by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
{{/if}}
having count({{column}}) = 0
{{/test}}

{{#test "sequential_values" interval=1 datepart=null group_by_columns=null as |model column|}}
select *
from (
  select
    {{#each group_by_columns}}{{this}}, {{/each}}{{column}} as value_field,
    lag({{column}}) over (
      {{#if group_by_columns}}partition by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}{{/if}}
      order by {{column}}
    ) as previous_value
  from {{model}}
  where {{column}} is not null
) sp_sequence
{{#if datepart}}
where {{cast "value_field" "timestamp"}} <> {{dateadd datepart interval "previous_value" type="timestamp"}}
{{else}}
where value_field <> previous_value + {{interval}}
{{/if}}
{{/test}}
`;

const relationTests = `{{#test "row_count_between" min_value=null max_value=null group_by_columns=null as |model|}}
select {{#each group_by_columns}}{{this}}, {{/each}}count(*) as n_rows
from {{model}}
{{#if group_by_columns}}
group by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
{{/if}}
having 1 = 0
{{#if min_value includeZero=true}}
  or count(*) < {{min_value}}
{{/if}}
{{#if max_value includeZero=true}}
  or count(*) > {{max_value}}
{{/if}}
{{/test}}

{{#test "equal_row_count" group_by_columns=null as |model column compare_model|}}
{{config fail_calc="coalesce(sum(diff_count), 0)"}}
select *, abs(count_a - count_b) as diff_count
from (
{{#if group_by_columns}}
  select {{#each group_by_columns}}{{this}}, {{/each}}sum(sp_in_a) as count_a, sum(1 - sp_in_a) as count_b
  from (
    select {{#each group_by_columns}}{{this}}, {{/each}}1 as sp_in_a from {{model}}
    union all
    select {{#each group_by_columns}}{{this}}, {{/each}}0 as sp_in_a from {{compare_model}}
  ) sp_rows
  group by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
{{else}}
  select (select count(*) from {{model}}) as count_a, (select count(*) from {{compare_model}}) as count_b
{{/if}}
) sp_counts
where count_a <> count_b
{{/test}}

{{#test "recency" ignore_time_component=false group_by_columns=null as |model column field datepart interval|}}
select *
from (
  select {{#each group_by_columns}}{{this}}, {{/each}}max({{field}}) as most_recent
  from {{model}}
  {{#if group_by_columns}}
  group by {{#each group_by_columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
  {{/if}}
) sp_recent
where most_recent is null
{{#if ignore_time_component}}
  or {{dateadd datepart interval (date_trunc "day" "most_recent") type="timestamp"}} < {{dateadd "day" 0 (date_trunc "day" (current_timestamp)) type="timestamp"}}
{{else}}
  or {{dateadd datepart interval "most_recent" type="timestamp"}} < {{current_timestamp}}
{{/if}}
{{/test}}

{{#test "mutually_exclusive_ranges" partition_by=null gaps="allowed" zero_length_range_allowed=false as |model column lower_bound_column upper_bound_column|}}
select *
from (
  select *, lead({{lower_bound_column}}) over (
    {{#if partition_by}}partition by {{partition_by}} {{/if}}order by {{lower_bound_column}}, {{upper_bound_column}}
  ) as next_lower_bound
  from {{model}}
) sp_ranges
where case
  when {{lower_bound_column}} <{{#if zero_length_range_allowed}}={{/if}} {{upper_bound_column}}
    and (next_lower_bound is null or {{upper_bound_column}} {{lookup (object allowed="<=" not_allowed="=" required="<") gaps}} next_lower_bound)
  then 0 else 1 end = 1
{{/test}}

{{#test "min_cell_size" min_n=10 values=null as |model n_column|}}
select *
from {{model}}
where {{n_column}} > 0 and {{n_column}} < {{min_n}}
{{#if values}}
  and (1 = 0{{#each values}} or {{this}} is not null{{/each}})
{{/if}}
{{/test}}

{{#test "no_direct_pii" direct_pii=null as |model|}}
select column_name, n_records
from (
{{#each direct_pii}}
  {{#unless @first}}union all {{/unless}}select {{string_literal name}} as column_name, count({{sql}}) as n_records from {{../model}}
{{else}}
  select '' as column_name, 0 as n_records
{{/each}}
) sp_identifiers
where n_records > 0
{{/test}}
`;

export const builtinPackageTestsText = `${valueTests}\n${relationTests}`;
