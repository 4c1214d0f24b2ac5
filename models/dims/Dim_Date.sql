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
marked as (
  select
    p.*,
    t.term,
    t.term_no,
    h.holiday,
    case when t.term is not null and h.date is null and p.iso_weekday <= 5 then 1 else 0 end as is_instructional
  from parts as p
  left join {{ref "xwalk_term"}} as t on p.date between t.starts_on and t.ends_on
  left join {{ref "xwalk_holiday"}} as h on h.date = p.date
)
select
  year_no * 10000 + month_no * 100 + day_no as date_key,
  date,
  iso_weekday,
  case iso_weekday when 1 then 'Monday' when 2 then 'Tuesday' when 3 then 'Wednesday' when 4 then 'Thursday' when 5 then 'Friday' when 6 then 'Saturday' else 'Sunday' end as weekday,
  month_start,
  {{cast "year_no" "text"}} || case when month_no < 10 then '-0' else '-' end || {{cast "month_no" "text"}} as month,
  term,
  term_no,
  '{{var "school_year"}}' as school_year,
  holiday,
  is_instructional,
  case when is_instructional = 1 then sum(is_instructional) over (order by date rows between unbounded preceding and current row) end as session_no,
  serial_no
from marked
order by date
