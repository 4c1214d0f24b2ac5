with days as (
  select date_day as date
  from {{date_spine "day" (date_literal (var "calendar_from")) (date_literal (var "calendar_until"))}} as spine
),
parts as (
  select
    date,
    {{date_part "year" "date"}} as year_no,
    {{date_part "month" "date"}} as month_no,
    {{date_part "day" "date"}} as day_no,
    {{date_part "isodow" "date"}} as iso_weekday,
    {{date_trunc "month" "date"}} as month_start,
    {{datediff (date_literal "1899-12-30") "date" "day"}} as serial_no
  from days
),
spans as (
  -- A date between two terms belongs to the earlier one, a date before the first term to the first.
  select
    term,
    term_no,
    case when term_no = 1 then {{date_literal (var "calendar_from")}} else starts_on end as from_date,
    lead(starts_on) over (order by starts_on) as next_date
  from {{ref "xwalk_term"}}
),
marked as (
  select
    p.*,
    t.term,
    t.term_no,
    n.term as reporting_term,
    n.term_no as reporting_term_no,
    h.holiday,
    case when t.term is not null and h.date is null and p.iso_weekday <= 5 then 1 else 0 end as is_instructional
  from parts as p
  left join {{ref "xwalk_term"}} as t on p.date between t.starts_on and t.ends_on
  left join spans as n on p.date >= n.from_date and (p.date < n.next_date or n.next_date is null)
  left join {{ref "xwalk_holiday"}} as h on h.date = p.date
)
select
  {{cast "year_no * 10000 + month_no * 100 + day_no" "integer"}} as date_key,
  date,
  iso_weekday,
  case iso_weekday when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday' when 4 then 'Thursday' when 5 then 'Friday' when 6 then 'Saturday' else 'Sunday' end as weekday,
  month_start,
  {{cast "year_no" "text"}} || case when month_no < 10 then '-0' else '-' end || {{cast "month_no" "text"}} as month,
  {{cast "year_no * 12 + month_no" "integer"}} as month_no,
  term,
  term_no,
  {{text_literal (var "school_year")}} as school_year,
  holiday,
  {{cast "is_instructional" "integer"}} as is_instructional,
  reporting_term,
  reporting_term_no,
  {{cast "case when is_instructional = 1 then sum(is_instructional) over (order by date rows between unbounded preceding and current row) end" "integer"}} as session_no,
  serial_no
from marked
order by date
