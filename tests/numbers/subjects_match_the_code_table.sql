---
description: The var subjects of project.yml lists exactly the subjects of dim_subject.
---
with listed as (
{{#each (var "subjects") as |s|}}
  select '{{s.name}}' as subject
{{#unless @last}}
  union all
{{/unless}}
{{/each}}
)
select coalesce(l.subject, d.subject) as subject
from listed as l
full join {{ref "dim_subject"}} as d on d.subject = l.subject
where l.subject is null or d.subject is null
