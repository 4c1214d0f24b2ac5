/**
 * The generic tests that every project has, as the templates they are. A test returns its failing rows;
 * NULLs pass everywhere but in not_null, as in dbt.
 */
export const builtinTestsText = `{{#test "unique" as |model column|}}
select {{column}} as unique_field, count(*) as n_records
from {{model}}
where {{column}} is not null
group by {{column}}
having count(*) > 1
{{/test}}

{{#test "not_null" as |model column|}}
select *
from {{model}}
where {{column}} is null
{{/test}}

{{#test "accepted_values" quote=true as |model column values|}}
select {{column}} as value_field, count(*) as n_records
from {{model}}
where {{column}} not in ({{#each values}}{{#unless @first}}, {{/unless}}{{#if quote}}{{value_literal this}}{{else}}{{this}}{{/if}}{{/each}})
group by {{column}}
{{/test}}

{{#test "relationships" as |model column to field|}}
select *
from {{model}}
where {{column}} is not null
  and {{column}} not in (select {{field}} from {{to}} where {{field}} is not null)
{{/test}}

{{#test "unique_combination" as |model column columns|}}
select {{#each columns}}{{this}}, {{/each}}count(*) as n_records
from {{model}}
group by {{#each columns}}{{#unless @first}}, {{/unless}}{{this}}{{/each}}
having count(*) > 1
{{/test}}

{{#test "expression_is_true" as |model column expression|}}
select *
from {{model}}
where not ({{#if column}}{{column}} {{/if}}{{expression}})
{{/test}}

{{#test "accepted_range" min_value=null max_value=null inclusive=true as |model column|}}
select *
from {{model}}
where 1 = 0
{{#if min_value includeZero=true}}
  or {{column}} <{{#unless inclusive}}={{/unless}} {{min_value}}
{{/if}}
{{#if max_value includeZero=true}}
  or {{column}} >{{#unless inclusive}}={{/unless}} {{max_value}}
{{/if}}
{{/test}}

{{#test "reconciles" as |model column raw parts|}}
select raw_rows, part_rows
from (
  select
    {{#each raw}}{{#unless @first}} + {{/unless}}(select count(*) from {{this}}){{/each}} as raw_rows,
    {{#each parts}}{{#unless @first}} + {{/unless}}(select count(*) from {{this}}){{/each}} as part_rows
) counted
where raw_rows <> part_rows
{{/test}}
`;
