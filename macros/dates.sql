{{!--
  Reading dates. Every format a column may use is declared in the seed `xwalk_date_format` as a shape (digits as 9, month names as Mon)
  and the places of year, month and day; nothing is guessed from the data. A text is parsed once, however many rows hold it.
--}}

{{!-- The text with every digit as 9. --}}
{{#macro "digit_shape" as |expr|}}
replace(replace(replace(replace(replace(replace(replace(replace(replace({{expr}}, '0', '9'), '1', '9'), '2', '9'), '3', '9'), '4', '9'), '5', '9'), '6', '9'), '7', '9'), '8', '9')
{{/macro}}

{{!-- The text with every English three-letter month as Mon. --}}
{{#macro "month_shape" as |expr|}}
replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(replace({{expr}}, 'Jan', 'Mon'), 'Feb', 'Mon'), 'Mar', 'Mon'), 'Apr', 'Mon'), 'May', 'Mon'), 'Jun', 'Mon'), 'Jul', 'Mon'), 'Aug', 'Mon'), 'Sep', 'Mon'), 'Oct', 'Mon'), 'Nov', 'Mon'), 'Dec', 'Mon')
{{/macro}}

{{!-- 'Sep' as '09', '09' as it is. --}}
{{#macro "month_digits" as |expr|}}
case {{expr}} when 'Jan' then '01' when 'Feb' then '02' when 'Mar' then '03' when 'Apr' then '04' when 'May' then '05' when 'Jun' then '06'
    when 'Jul' then '07' when 'Aug' then '08' when 'Sep' then '09' when 'Oct' then '10' when 'Nov' then '11' when 'Dec' then '12' else {{expr}} end
{{/macro}}

{{!-- Days of a month by integer expressions for year and month; 0 when the month does not exist. --}}
{{#macro "days_in_month" as |year month|}}
case
      when {{month}} in (1, 3, 5, 7, 8, 10, 12) then 31
      when {{month}} in (4, 6, 9, 11) then 30
      when {{month}} = 2 and ({{year}} % 400 = 0 or ({{year}} % 4 = 0 and {{year}} % 100 <> 0)) then 29
      when {{month}} = 2 then 28
      else 0
    end
{{/macro}}

{{!--
  One row for each distinct text of a raw date column: raw_value, date, and what Dim_Date says of it: date_key,
  month, term, term_no, school_year, is_inferred, reason_code.
  reason_code is NULL when the text has exactly one reading that is allowed:
    no reading that exists in the calendar               Q04
    two readings, and not exactly one of them in the
    window and on an instructional day                   Q05
    outside the window                                   Q06
    no instructional day (only with calendar_rule)       Q07
--}}
{{#macro "date_lookup" calendar_rule=false as |relation column field from_date to_date|}}
with raw_values {{as_materialized}} (
  select distinct {{column}} as raw_value from {{relation}} where {{column}} is not null
),
shaped as (
  select raw_value, {{month_shape (digit_shape "raw_value")}} as shape from raw_values
),
pieces as (
  select
    s.raw_value,
    substr(s.raw_value, cast(f.year_at as int), 4) as year_text,
    {{month_digits "substr(s.raw_value, cast(f.month_at as int), cast(f.month_len as int))"}} as month_text,
    case when f.day_len = 1 then '0' else '' end || substr(s.raw_value, cast(f.day_at as int), cast(f.day_len as int)) as day_text
  from shaped as s
  join {{ref "xwalk_date_format"}} as f on f.shape = s.shape
  where f.field = '{{field}}' and f.year_at is not null
),
numbers as (
  select
    raw_value,
    year_text || '-' || month_text || '-' || day_text as date_text,
    {{cast "year_text" "integer"}} as year_no,
    {{cast "month_text" "integer"}} as month_no,
    {{cast "day_text" "integer"}} as day_no
  from pieces
),
readings as (
  select raw_value, {{cast "date_text" "date"}} as date
  from (
    select raw_value, case when day_no between 1 and {{days_in_month "year_no" "month_no"}} and year_no > 0 then date_text end as date_text
    from numbers
  ) as checked
  where date_text is not null
  union all
  -- A spreadsheet's serial number counts the days since 1899-12-30; it is a date only inside the window.
  select s.raw_value, d.date
  from shaped as s
  join {{ref "xwalk_date_format"}} as f on f.shape = s.shape and f.field = '{{field}}' and f.format = 'serial'
  join {{ref "Dim_Date"}} as d on d.serial_no = {{cast "case when s.shape = '99999' then s.raw_value end" "integer"}}
  where d.date between {{date_literal from_date}} and {{date_literal to_date}}
),
judged as (
  select
    r.raw_value,
    r.date,
    case when r.date between {{date_literal from_date}} and {{date_literal to_date}} then 1 else 0 end as in_window,
    coalesce(d.is_instructional, 0) as is_instructional
  from readings as r
  left join {{ref "Dim_Date"}} as d on d.date = r.date
),
counted as (
  select
    raw_value,
    count(distinct date) as n_readings,
    min(date) as any_date,
    count(distinct case when in_window = 1 and is_instructional = 1 then date end) as n_school_days,
    min(case when in_window = 1 and is_instructional = 1 then date end) as school_date
  from judged
  group by raw_value
),
decided as (
  select
    v.raw_value,
    case when c.n_readings = 1 then c.any_date when c.n_school_days = 1 then c.school_date end as date,
    case when c.n_readings > 1 and c.n_school_days = 1 then 1 else 0 end as is_inferred,
    case when c.n_readings is null then 'Q04' when c.n_readings > 1 and c.n_school_days <> 1 then 'Q05' end as reading_failure
  from raw_values as v
  left join counted as c on c.raw_value = v.raw_value
)
select
  x.raw_value,
  x.date,
  d.date_key,
  d.month,
  d.reporting_term as term,
  d.reporting_term_no as term_no,
  d.school_year,
  x.is_inferred,
  case
    when x.reading_failure is not null then x.reading_failure
    when x.date not between {{date_literal from_date}} and {{date_literal to_date}} then 'Q06'
{{#if calendar_rule}}
    when coalesce(d.is_instructional, 0) = 0 then 'Q07'
{{/if}}
  end as reason_code
from decided as x
left join {{ref "Dim_Date"}} as d on d.date = x.date
{{/macro}}
