select
  t.term,
  t.term_no,
  t.school_year,
  t.starts_on,
  t.ends_on,
  sum(d.is_instructional) as sessions,
  min(d.session_no) as first_session_no,
  max(d.session_no) as last_session_no
from {{ref "xwalk_term"}} as t
join {{ref "Dim_Date"}} as d on d.date between t.starts_on and t.ends_on
group by t.term, t.term_no, t.school_year, t.starts_on, t.ends_on
order by t.term_no
