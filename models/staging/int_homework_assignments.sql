{{!-- One row for each assignment id, numbered, so that duplicates are sought by one integer. --}}
select assignment_id, row_number() over (order by assignment_id) as assignment_no
from (
  select distinct "Assignment_ID" as assignment_id
  from {{ref "raw_homework"}}
  where not {{is_missing '"Assignment_ID"'}}
) as ids
