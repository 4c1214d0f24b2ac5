{{!--
  The order of the rules. A staging model has one column per rule group, NULL when the row passes; the first failure is the reason,
  all of them are listed. Columns: f_header, f_student, f_required, f_date, f_vocabulary, f_score.
--}}
{{#macro "first_failure" as |columns|}}
coalesce({{#each columns as |column|}}{{column}}, {{/each}}null)
{{/macro}}

{{!-- Every failure in the order of the rules, separated by commas; a repeated header fails nothing else. --}}
{{#macro "all_failures" as |header columns|}}
case when {{header}} is not null then {{header}} else substr({{#each columns as |column|}}{{#unless @first}} || {{/unless}}coalesce(',' || {{column}}, ''){{/each}}, 2) end
{{/macro}}

{{!-- Student id: Q02 missing, Q03 malformed, Q01 unknown. `found` is NULL when no clean student has the id. --}}
{{#macro "student_failure" as |raw_id canonical_id found|}}
case
      when {{found}} is not null then null
      when {{is_missing raw_id}} then 'Q02'
      when not {{is_student_id canonical_id}} then 'Q03'
      when {{found}} is null then 'Q01'
    end
{{/macro}}

{{!--
  What becomes of rows that share a key. Input `relation`: rows that passed every rule and whose dup_key occurs more than once, with
  dup_key, identity_json (what must never differ), stamp, clean_json (every cleaned value), raw_json, _file, _row.
  Output: the same rows with disposition (kept, dedup, quarantine), kind (D1, D2, D3), failure (Q12, Q13), kept_file, kept_row.
--}}
{{#macro "decide_repeats" as |relation|}}
select
  b.*,
  case when b.failure is not null then 'quarantine' when b._file = b.first_file and b._row = b.first_row then 'kept' else 'dedup' end as disposition,
  case
    when b.failure is not null or (b._file = b.first_file and b._row = b.first_row) then null
    when b.stamp < b.first_stamp then 'D3'
    when b.raw_json = b.first_raw then 'D1'
    else 'D2'
  end as kind,
  case when b.failure is null then b.first_file end as kept_file,
  case when b.failure is null then b.first_row end as kept_row
from (
  select
    a.*,
    case
      when max(case when a.identity_json <> a.first_identity then 1 else 0 end) over (partition by a.dup_key) = 1 then 'Q13'
      when max(case when a.stamp = a.first_stamp and a.clean_json <> a.first_clean then 1 else 0 end) over (partition by a.dup_key) = 1 then 'Q12'
    end as failure
  from (
    select
      r.*,
      first_value(r._file) over w as first_file,
      first_value(r._row) over w as first_row,
      first_value(r.stamp) over w as first_stamp,
      first_value(r.raw_json) over w as first_raw,
      first_value(r.clean_json) over w as first_clean,
      first_value(r.identity_json) over w as first_identity
    from {{relation}} as r
    window w as (partition by r.dup_key order by r.stamp desc, r._file, r._row)
  ) as a
) as b
{{/macro}}

{{!-- The quarantine table of a dataset: rows that staging refused and records that the loader could not read. --}}
{{#macro "quarantine_rows" as |judged rejected|}}
select
  q._file,
  q._row,
  q.raw_json,
  q.reason_code,
  x.reason_name,
  q.reason_detail,
  q.reasons,
  {{text_literal (var "run_id")}} as run_id
from (
  select _file, _row, raw_json, reason_code, reason_detail, reasons
  from {{judged}}
  where disposition = 'quarantine'
  union all
  select r._file, r._row, {{json_row "r" (list "raw")}}, l.reason_code, 'the loader refused the record: ' || r.reason, l.reason_code
  from {{rejected}} as r
  left join {{ref "xwalk_reason"}} as l on l.loader_reason = r.reason
) as q
left join {{ref "xwalk_reason"}} as x on x.reason_code = q.reason_code
order by q._file, q._row
{{/macro}}

{{!-- The dedup log of a dataset: rows that gave way to another row of the same key. --}}
{{#macro "dedup_rows" as |judged|}}
select _file, _row, kept_file, kept_row, kind, raw_json, {{text_literal (var "run_id")}} as run_id
from {{judged}}
where disposition = 'dedup'
order by _file, _row
{{/macro}}
