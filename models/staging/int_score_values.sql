{{!-- One row for each distinct text in Score: its number, its letter, or why it is none. --}}
with raw_values {{as_materialized}} (
  select distinct "Score" as raw_value
  from {{ref "raw_performance"}}
  where "Score" is not null
),
bare as (
  -- `87%`, `87/100` and `87,0` are 87.
  select
    raw_value,
    replace(trim(case
      when raw_value like '%/100' then substr(raw_value, 1, length(raw_value) - 4)
      when substr(raw_value, length(raw_value), 1) = '%' then substr(raw_value, 1, length(raw_value) - 1)
      else raw_value
    end), ',', '.') as number_text
  from raw_values
  where not {{is_missing "raw_value"}}
),
numbers as (
  select
    raw_value,
    {{cast "case when replace(digits, '9', '') in ('', '.') and substr(digits, 1, 1) = '9' and substr(digits, length(digits), 1) = '9' then number_text end" "double"}} as number
  from (
    select raw_value, number_text, {{digit_shape "case when substr(number_text, 1, 1) = '-' then substr(number_text, 2) else number_text end"}} as digits
    from bare
  ) as shaped
),
scores as (
  select
    raw_value,
    number,
    case
      when number between 0 and 100 then number
      when {{text_literal (var "score_policy")}} = 'cap' and number < 0 then 0
      when {{text_literal (var "score_policy")}} = 'cap' and number > 100 then 100
    end as score
  from numbers
)
select
  v.raw_value,
  s.score,
  l.letter,
  l.gpa_points,
  case
    when v.raw_value is not null and s.raw_value is null then 'absent'
    when s.number is null or s.score is null then null
    when s.number < 0 or s.number > 100 then 'capped'
    else 'valid'
  end as score_status,
  case
    when s.raw_value is null then null
    when s.number is null then 'Q10'
    when s.score is null then 'Q09'
  end as reason_code
from raw_values as v
left join scores as s on s.raw_value = v.raw_value
left join (
  select letter, gpa_points, min_score, lead(min_score) over (order by min_score) as next_score
  from {{ref "xwalk_letter_grade"}}
) as l on s.score >= l.min_score and (s.score < l.next_score or l.next_score is null)
