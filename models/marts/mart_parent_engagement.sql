---
materialized: partitioned
partition_by: term
---
with contacts as (
  select
    student_id,
    count(*) as contacts,
    sum(is_human) as human_contacts,
    sum(case when type = 'Teacher to Parent' then 1 else 0 end) as teacher_to_parent,
    sum(case when type = 'Parent to Teacher' then 1 else 0 end) as parent_to_teacher,
    sum(case when type = 'Conference' then 1 else 0 end) as conferences,
    sum(case when type = 'Automated Reminder' then 1 else 0 end) as automated_reminders,
    max(is_human * is_to_home) as to_home,
    max(is_human * is_from_home) as from_home,
    sum(case when notes is not null and type in ('Teacher to Parent', 'Conference') then 1 else 0 end) as teacher_notes
  from {{ref "fact_communication" on="term"}} as f
  group by student_id
),
members as (
  select
    d.student_id,
    d.grade_level,
    d.school_id,
    t.school_year,
    t.term,
    case when d.withdrawn_on is not null and d.withdrawn_on < t.ends_on then d.withdrawn_on else t.ends_on end as last_day
  from {{ref "Dim_Student"}} as d
  join {{ref "dim_term" on="term"}} as t on d.enrolled_on <= t.ends_on and (d.withdrawn_on is null or d.withdrawn_on >= t.starts_on)
),
latest as (
  -- The last human contact of the year so far, also from earlier terms.
  select m.student_id, max(f.date) as last_contact
  from members as m
  join {{ref "fact_communication"}} as f on f.student_id = m.student_id and f.date <= m.last_day
  where f.is_human = 1
  group by m.student_id
)
select
  m.school_year,
  m.term,
  m.student_id,
  m.grade_level,
  m.school_id,
  coalesce(c.contacts, 0) as contacts,
  coalesce(c.human_contacts, 0) as human_contacts,
  coalesce(c.teacher_to_parent, 0) as teacher_to_parent,
  coalesce(c.parent_to_teacher, 0) as parent_to_teacher,
  coalesce(c.conferences, 0) as conferences,
  coalesce(c.automated_reminders, 0) as automated_reminders,
  coalesce(c.teacher_notes, 0) as teacher_notes,
  case when c.to_home = 1 and c.from_home = 1 then 1 else 0 end as is_two_way,
  case when coalesce(c.human_contacts, 0) = 0 then 1 else 0 end as is_silent,
  l.last_contact as last_contact_on,
  {{datediff "l.last_contact" "m.last_day" "day"}} as days_since_last
from members as m
left join contacts as c on c.student_id = m.student_id
left join latest as l on l.student_id = m.student_id
